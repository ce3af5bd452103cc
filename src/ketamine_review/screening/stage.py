"""The stage screen: records and protocol in, decisions and PRISMA counts out."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ketamine_review.curation.reports import link_reports, read_reports
from ketamine_review.errors import ReviewError
from ketamine_review.model.base import validated
from ketamine_review.model.decision import Decision
from ketamine_review.model.protocol import Protocol, load_protocol
from ketamine_review.model.record import Record, Report
from ketamine_review.screening.decide import (
    RETRACTED,
    RETRACTED_REASON,
    failed_criterion,
    mark_companions,
)
from ketamine_review.screening.facts import facts_of
from ketamine_review.tables import read_lines, read_rows, write_json, write_rows

log = logging.getLogger(__name__)

#: The archive that a search fills; what the others hold was collected otherwise.
SEARCHED = "pubmed"


def screen_records(
    records: str,
    merges: str,
    set_aside: str,
    protocol: str,
    reports: str,
    overrides: str,
    decisions: str,
    prisma: str,
) -> str:
    """Decide on every record for one review.

    Args:
        records: records.jsonl of the stage parse.
        merges: Table of duplicates that were merged into another record.
        set_aside: Table of what could not be parsed.
        protocol: Protocol of the review (YAML).
        reports: Ledger of reports (TSV).
        overrides: Ledger of decisions by people (TSV), which go before the criteria.
        decisions: Output, one row per record (CSV).
        prisma: Output, counts of the flow diagram (JSON).

    Raises:
        ReviewError: a ledger or the protocol has a slip.
    """
    review = load_protocol(protocol)
    known = read_reports(reports)
    held = [Record.model_validate(line) for line in read_lines(records)]
    linked = link_reports(held, known)
    signed = _read_overrides(overrides, review.id, {*known, *(r.record_id for r in held)})
    decided = [
        _decide(record, known.get(linked.get(record.record_id, "")), review, signed)
        for record in held
    ]
    primary = {name for name, report in known.items() if report.primary}
    tolerant = {criterion.id for criterion in review.eligibility if criterion.companions}
    decided = mark_companions(decided, primary, tolerant)
    write_rows(decisions, [d.model_dump() for d in decided], list(Decision.model_fields))
    counts = _prisma_counts(decided, len(read_rows(merges)), len(read_rows(set_aside)))
    absent = sorted(set(known) - set(linked.values()))
    log.info("%d reports of the ledger are held by no archive: %s", len(absent), ", ".join(absent))
    write_json(prisma, {**counts, "not_retrieved": len(absent)})
    return (
        f"{len(decided)} reports screened: {counts['included']} included, "
        f"{counts['companion']} companions, {counts['excluded']} excluded"
    )


def _decide(
    record: Record, report: Report | None, review: Protocol, signed: dict[str, Decision]
) -> Decision:
    report_id = report.report_id if report else record.record_id
    facts = facts_of(record, report)
    base = {
        "record_id": record.record_id,
        "archive": record.archive,
        "report_id": report_id,
        "study_id": (report.study_id if report else None) or report_id,
        "title": record.title,
        "year": record.year,
        **{name: facts.get(name) for name in ("design", "condition", "population", "setting")},
        "route": facts.get("regimen.route"),
    }
    by_person = signed.get(report_id)
    if by_person is not None:
        return by_person.model_copy(update=base)
    if record.retracted:
        return Decision(**base, decision="exclude", criterion=RETRACTED, reason=RETRACTED_REASON)
    failed = failed_criterion(facts, review)
    if failed is None:
        return Decision(**base, decision="include", reason="Meets all criteria")
    criterion, reason = failed
    return Decision(**base, decision="exclude", criterion=criterion.id, reason=reason)


def _read_overrides(path: str, review: str, known: set[str]) -> dict[str, Decision]:
    signed = {}
    for line, row in enumerate(read_rows(path, required=("review", "report_id", "by")), start=2):
        where = f"{Path(path)}: line {line}"
        if row["report_id"] not in known:
            raise ReviewError(
                f"The decision is about an unknown report '{row['report_id']}'",
                where=f"{where}: report_id",
                mend="correct the id, or enter the report in data/curation/reports.tsv first",
            )
        if row["decision"] not in ("include", "exclude"):
            raise ReviewError(
                f"'{row['decision']}' is not a decision",
                where=f"{where}: decision",
                mend="write include or exclude",
            )
        if row["review"] == review:
            signed[row["report_id"]] = validated(
                Decision,
                {
                    "record_id": "",
                    "study_id": "",
                    "title": "",
                    "year": None,
                    "report_id": row["report_id"],
                    "decision": row["decision"],
                    "criterion": "decision" if row["decision"] == "exclude" else None,
                    "reason": row["reason"],
                    "by": row["by"],
                },
                where,
            )
    return signed


def _prisma_counts(decided: Sequence[Decision], merged: int, set_aside: int) -> dict[str, int]:
    """Return the counts of the flow diagram; every box is derived, none is typed."""
    kinds = Counter(d.decision for d in decided)
    reasons = Counter(d.criterion for d in decided if d.decision == "exclude")
    studies = {d.study_id for d in decided if d.decision == "include"}
    return {
        "identified": len(decided) + merged + set_aside,
        "searched": sum(d.archive == SEARCHED for d in decided),
        "duplicates": merged,
        "set_aside": set_aside,
        "screened": len(decided),
        "excluded": kinds["exclude"],
        "included": kinds["include"],
        "companion": kinds["companion"],
        "studies": len(studies),
        **{f"excluded:{reason}": count for reason, count in sorted(reasons.items())},
    }
