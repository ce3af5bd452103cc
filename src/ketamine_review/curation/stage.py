"""The stage curate: ledger rows and findings in, the evidence of one review out."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ketamine_review.curation.checks import check_rows
from ketamine_review.curation.evidence import write_evidence
from ketamine_review.curation.ledger import (
    Row,
    course_rows,
    evidence_of,
    mark_shared_centres,
    read_ledger,
    report_of,
    trust_marks,
)
from ketamine_review.curation.proposals import proposed_evidence
from ketamine_review.curation.reports import read_reports
from ketamine_review.model.decision import Decision
from ketamine_review.model.evidence import Evidence
from ketamine_review.model.finding import Finding
from ketamine_review.model.protocol import load_protocol
from ketamine_review.model.record import Report
from ketamine_review.model.vocabulary import Vocabulary, load_vocabulary
from ketamine_review.tables import natural_key, read_lines, read_rows, write_rows

log = logging.getLogger(__name__)


def curate_evidence(
    decisions: str,
    findings: str,
    protocol: str,
    vocabulary: str,
    reports: str,
    ledger: str,
    corrections: str,
    evidence: str,
    left_out: str,
) -> str:
    """Collect what may be used in one review: ledger rows, and findings of unread reports.

    Args:
        decisions: decisions.csv of the stage screen.
        findings: findings.jsonl of the stage extract.
        protocol: Protocol of the review (YAML).
        vocabulary: The shared vocabulary (YAML).
        reports: Ledger of reports (TSV).
        ledger: Ledger of evidence (TSV).
        corrections: Long ledger of corrections, applied last (TSV).
        evidence: Output, the rows that may be used (CSV).
        left_out: Output, the other rows of the ledger, each with its reason (CSV).

    Raises:
        ReviewError: a ledger has a slip.
    """
    review = load_protocol(protocol)
    terms = load_vocabulary(vocabulary)
    known = read_reports(reports)
    decided = {row["report_id"]: row for row in read_rows(decisions)}
    rows = [*read_ledger(ledger, corrections), *course_rows(known.values())]
    usable, unused = _sorted_out(rows, known, decided, terms)
    proposed = _proposals(findings, decided.values(), {row["report_id"] for row in rows})
    usable = check_rows(mark_shared_centres([*usable, *proposed]))
    write_evidence(evidence, sorted(usable, key=lambda item: natural_key(item.row_id)))
    write_rows(
        left_out,
        sorted(unused, key=lambda row: natural_key(row["row_id"])),
        ("row_id", "report_id", "outcome", "reason"),
    )
    log.info("%s: %d rows of evidence, %d left out", review.id, len(usable), len(unused))
    return f"{len(usable)} rows of evidence, {len(proposed)} of them provisional"


def _sorted_out(
    rows: Iterable[Row],
    known: Mapping[str, Report],
    decided: Mapping[str, Mapping[str, str]],
    terms: Vocabulary,
) -> tuple[list[Evidence], list[dict[str, str]]]:
    """Return the rows of reports in the review, and the others with the reason they are not."""
    reports_of = Counter(report.study_id for report in known.values())
    usable: list[Evidence] = []
    unused: list[dict[str, str]] = []
    for row in rows:
        report = report_of(row, known)
        decision = decided.get(report.report_id)
        # Every row is built, also where its report is excluded, so that a slip never hides.
        item = evidence_of(row, report, decision and decision["record_id"], terms)
        if decision is None:
            unused.append(_unused(item, "No archive holds the report"))
        elif decision["decision"] == "exclude":
            unused.append(_unused(item, f"Report excluded: {decision['reason']}"))
        else:
            marks = trust_marks(item, report, reports_of[report.study_id], decision["archive"])
            usable.append(item.model_copy(update={"marks": marks}))
    return usable, unused


def _unused(item: Evidence, reason: str) -> dict[str, str]:
    return {
        "row_id": item.row_id,
        "report_id": item.report_id,
        "outcome": item.context.outcome or "",
        "reason": reason,
    }


def _proposals(
    findings: str, decided: Iterable[Mapping[str, str]], read: set[str]
) -> Sequence[Evidence]:
    """Return findings as evidence, for eligible reports that nobody has entered in the ledger."""
    unread = {
        row["record_id"]: Decision.model_validate({**row, "year": row["year"] or None})
        for row in decided
        if row["decision"] != "exclude" and row["report_id"] not in read
    }
    found = [Finding.model_validate(line) for line in read_lines(findings)]
    return proposed_evidence([f for f in found if f.record_id in unread], unread)
