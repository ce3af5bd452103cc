"""Account: what became of every row of evidence; used, listed or excluded, each with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ketamine_review.model.base import Frozen
from ketamine_review.model.evidence import Evidence
from ketamine_review.model.results import SynthesisEntry

COUNTED = ("pooled", "descriptive", "single")


class RowAccount(Frozen):
    """What became of one row.

    Attributes:
        row_id: Row of evidence.
        report_id: Its report.
        outcome: Its outcome.
        account: ``used`` (in an estimate of its own or a pool), ``listed`` (shown beside others
            that may not be pooled, or without an estimate) or ``excluded``.
        syntheses: Where it is shown.
        reason: Why it is where it is.
    """

    row_id: str
    report_id: str
    outcome: str
    account: str
    syntheses: tuple[str, ...] = ()
    reason: str


def account_of_rows(
    rows: Iterable[Evidence],
    left_out: Iterable[Mapping[str, str]],
    entries: Sequence[SynthesisEntry],
) -> list[RowAccount]:
    """Return one account per row of the ledger and per provisional finding.

    Args:
        rows: The evidence of the review.
        left_out: Rows of reports that are not in the review, each with its reason.
        entries: The answers of the review.
    """
    accounts = [_account(row, entries) for row in rows]
    return accounts + [
        RowAccount(**{**row, "account": "excluded"})  # row_id, report_id, outcome, reason
        for row in left_out
    ]


def _account(row: Evidence, entries: Sequence[SynthesisEntry]) -> RowAccount:
    base = {
        "row_id": row.row_id,
        "report_id": row.report_id,
        "outcome": row.context.outcome or "",
    }
    used, listed = _places(row.row_id, entries)
    if used:
        return RowAccount(
            **base, account="used", syntheses=(*used, *listed), reason="In an estimate"
        )
    if listed:
        why = "Shown beside others that are not pooled"
        return RowAccount(**base, account="listed", syntheses=tuple(listed), reason=why)
    for entry in entries:
        for exclusion in entry.provisional.excluded:
            if exclusion.row_id == row.row_id:
                return RowAccount(**base, account="excluded", reason=exclusion.reason)
    return RowAccount(
        **base, account="excluded", reason="No question of the protocol asks for this outcome"
    )


def _places(row_id: str, entries: Sequence[SynthesisEntry]) -> tuple[list[str], list[str]]:
    used, listed = [], []
    for entry in entries:
        result = entry.provisional
        effect = next((study for study in result.studies if row_id in study.rows), None)
        if effect is not None:
            counts = result.presentation in COUNTED and effect.estimate is not None
            (used if counts else listed).append(entry.id)
    return used, listed
