"""Selection: the rows that a synthesis asks for, one per study where it counts patients."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ketamine_review.model.evidence import Evidence
from ketamine_review.model.protocol import STUDY_FIELDS, Precedence, Selector
from ketamine_review.model.results import Exclusion


def matches(row: Evidence, selector: Selector) -> bool:
    """Return whether a row has one of the wanted terms, or a number in range, in every field."""
    return all(_fits(_value(row, field), wanted) for field, wanted in selector.items())


def _value(row: Evidence, field: str) -> str | float | None:
    if field in STUDY_FIELDS:
        return getattr(row, field)
    return row.context.term(field)


def _fits(value: str | float | None, wanted: Sequence[str | float]) -> bool:
    if isinstance(wanted[0], float):
        low, high = wanted
        return value is not None and low <= value <= high
    return ("not_stated" if value is None else value) in wanted


def one_row_per_study(
    rows: Iterable[Evidence], precedences: Sequence[Precedence], primary: set[str]
) -> tuple[list[Evidence], list[Exclusion]]:
    """Return the row that counts for each study, and the others with the reason they do not.

    The protocol's precedence goes first, then the study's primary report, then the row that
    stands first in the ledger.
    """
    counted: list[Evidence] = []
    passed_over: list[Exclusion] = []
    by_study: dict[str, list[Evidence]] = {}
    for row in rows:
        by_study.setdefault(row.study_id, []).append(row)
    for candidates in by_study.values():
        first, *others = sorted(
            candidates,
            key=lambda row: (_preference(row, precedences), row.report_id not in primary),
        )
        counted.append(first)
        passed_over += [
            Exclusion(row_id=row.row_id, reason=f"{first.row_id} of the same study is counted")
            for row in others
        ]
    return counted, passed_over


def _preference(row: Evidence, precedences: Sequence[Precedence]) -> int:
    for entry in precedences:
        if entry.study == row.study_id and entry.outcome in (None, row.context.outcome):
            names = entry.prefer
            named = [i for i, name in enumerate(names) if name in (row.row_id, row.report_id)]
            return named[0] if named else len(names)
    return 0
