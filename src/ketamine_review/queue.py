"""The stage queue: what a person should look at first, most consequential first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ketamine_review.curation.checks import MISMATCH_MARK
from ketamine_review.curation.evidence import read_evidence
from ketamine_review.model.base import Frozen, validated
from ketamine_review.model.evidence import Evidence
from ketamine_review.model.finding import Finding
from ketamine_review.model.results import Results
from ketamine_review.model.verdict import Verdict, Verdicts
from ketamine_review.questions.study import as_reported
from ketamine_review.tables import natural_key, read_json, read_lines, read_rows, write_rows
from ketamine_review.wording import counted


class QueueItem(Frozen):
    """One row of review_queue.tsv.

    Attributes:
        rank: 1 is looked at first.
        kind: ``finding`` (read by the extractor, confirmed by nobody), ``unlinked`` (a finding
            whose arm or outcome is open) or ``row`` (of the ledger, confirmed by no person).
        id: finding_id or row_id.
        record_id: Record of the archive.
        report_id: Report in the ledger.
        outcome: Outcome term, as far as it is known.
        arm: Arm, as far as it is known.
        as_printed: The figure as printed.
        verdicts: Claims whose verdict draws on it.
        syntheses: Questions in which it is shown.
        reason: Why it stands here.
    """

    rank: int = 0
    kind: str
    id: str
    record_id: str
    report_id: str
    outcome: str
    arm: str
    as_printed: str
    verdicts: tuple[str, ...] = ()
    syntheses: tuple[str, ...] = ()
    reason: str


@dataclass(frozen=True)
class Uses:
    """Where rows of evidence are shown, and which verdicts draw on them."""

    syntheses: Mapping[str, Sequence[str]]
    verdicts: Mapping[str, Sequence[str]]
    changing: frozenset[str]


def queue_findings(
    findings: str,
    decisions: Sequence[str],
    evidence: Sequence[str],
    results: str,
    verdicts: str,
    queue: str,
) -> str:
    """Write the queue of findings and ledger rows that no person has confirmed.

    Args:
        findings: findings.jsonl.
        decisions: Decisions of each review (CSV).
        evidence: Evidence of each review (CSV).
        results: results.json.
        verdicts: verdicts.json.
        queue: Output (TSV).
    """
    uses = _uses(
        validated(Results, read_json(results), results),
        validated(Verdicts, read_json(verdicts), verdicts),
    )
    rows = {row.row_id: row for path in evidence for row in read_evidence(path)}
    items = [_item(row, uses) for row in rows.values() if not row.by.startswith("person:")]
    items += _unlinked(findings, decisions, rows)
    items.sort(key=lambda item: _order(item, rows.get(item.id), uses))
    ranked = [item.model_copy(update={"rank": rank}) for rank, item in enumerate(items, start=1)]
    write_rows(queue, [item.model_dump() for item in ranked], list(QueueItem.model_fields))
    kinds = Counter(item.kind for item in ranked)
    return (
        f"{kinds['finding']} findings to confirm, {kinds['unlinked']} to link, "
        f"{kinds['row']} ledger rows that no person has confirmed"
    )


def _uses(results: Results, verdicts: Verdicts) -> Uses:
    syntheses: dict[str, list[str]] = defaultdict(list)
    drawing: dict[str, list[str]] = defaultdict(list)
    changing: set[str] = set()
    for review, result in results.reviews.items():
        for name, entry in result.syntheses.items():
            for effect in entry.provisional.studies:
                for row in effect.rows:
                    syntheses[row].append(f"{review}/{name}")
    for verdict in verdicts.verdicts:
        for row in _rows_of(verdict):
            drawing[row].append(verdict.claim_id)
        if verdict.confirmed.evidence_verdict is not verdict.provisional.evidence_verdict:
            changing |= set(_rows_of(verdict))
    return Uses(syntheses, drawing, frozenset(changing))


def _rows_of(verdict: Verdict) -> list[str]:
    judgement = verdict.provisional
    axes = (judgement.source, judgement.number, judgement.design, judgement.carry_over)
    return list(dict.fromkeys(row for axis in axes for row in axis.rows))


def _item(row: Evidence, uses: Uses) -> QueueItem:
    return QueueItem(
        kind="finding" if row.status == "provisional" else "row",
        id=row.row_id,
        record_id=row.record_id or "",
        report_id=row.report_id,
        outcome=row.context.outcome or "",
        arm=row.arm,
        as_printed=row.quantity.as_printed or as_reported(row.quantity),
        verdicts=tuple(uses.verdicts.get(row.row_id, ())),
        syntheses=tuple(uses.syntheses.get(row.row_id, ())),
        reason="; ".join(_reasons(row, uses)),
    )


def _reasons(row: Evidence, uses: Uses) -> Iterator[str]:
    if row.status == "provisional" and row.row_id in uses.changing:
        yield "a verdict changes with it"
    drawing = len(uses.verdicts.get(row.row_id, ()))
    if drawing:
        yield f"drawn on by {counted(drawing, 'verdict')}"
    if MISMATCH_MARK in row.marks:
        yield "its numbers do not fit each other"
    if "single_reader" in row.marks:
        yield "one reader only"
    if "secondary_source" in row.marks:
        yield "seen on a secondary page only"
    yield "read by software" if row.status == "confirmed" else "read by the extractor"


def _unlinked(
    findings: str, decisions: Sequence[str], rows: Mapping[str, Evidence]
) -> Iterable[QueueItem]:
    """Yield findings of eligible reports in which nobody has read and links are missing."""
    entered = {row.report_id for row in rows.values() if row.status == "confirmed"}
    eligible = {
        row["record_id"]: row["report_id"]
        for path in decisions
        for row in read_rows(path)
        if row["decision"] != "exclude" and row["report_id"] not in entered
    }
    for line in read_lines(findings):
        finding = Finding.model_validate(line)
        if finding.record_id in eligible and finding.finding_id not in rows:
            missing = [
                name
                for name, value in (("arm", finding.arm), ("outcome", finding.context.outcome))
                if value is None
            ]
            yield QueueItem(
                kind="unlinked",
                id=finding.finding_id,
                record_id=finding.record_id,
                report_id=eligible[finding.record_id],
                outcome=finding.context.outcome or "",
                arm=finding.arm or "",
                as_printed=finding.quantity.as_printed or finding.span.text,
                reason=f"{' and '.join(missing) or 'use'} not linked",
            )


def _order(item: QueueItem, row: Evidence | None, uses: Uses) -> tuple:
    kinds = ("finding", "row", "unlinked")
    return (
        item.id not in uses.changing or item.kind == "row",
        -len(item.verdicts),
        kinds.index(item.kind) if not item.verdicts else 0,
        row is None or MISMATCH_MARK not in row.marks,
        -len(item.syntheses),
        row is None or "single_reader" not in row.marks,
        natural_key(item.id),
    )
