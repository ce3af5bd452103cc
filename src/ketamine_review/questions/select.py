"""Selection: the rows that a synthesis asks for, one per study where it counts patients."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ketamine_review.model.evidence import Evidence
from ketamine_review.model.protocol import EVIDENCE_FIELDS, Precedence, Selector
from ketamine_review.questions.estimate import Estimate

#: Stands in a selector, and as the name of a group, for a field that the report leaves open.
NOT_STATED = "not_stated"


def matches(row: Evidence, selector: Selector) -> bool:
    """Return whether a row has one of the wanted terms, or a number in range, in every field."""
    return all(_fits(value_of(row, field), wanted) for field, wanted in selector.items())


def value_of(row: Evidence, field: str) -> str | float:
    """Return a row's value in a field that a selector may name; ``not_stated`` where empty."""
    value = getattr(row, field) if field in EVIDENCE_FIELDS else row.context.term(field)
    return NOT_STATED if value is None else value


def _fits(value: str | float, wanted: Sequence[str | float]) -> bool:
    if isinstance(wanted[0], float):
        low, high = wanted
        return value != NOT_STATED and low <= value <= high
    return value in wanted


def one_per_study(
    estimates: Iterable[Estimate], precedences: Sequence[Precedence], primary: set[str]
) -> list[list[Estimate]]:
    """Return the estimates of each study, the one that counts first.

    The protocol's precedence goes first, then the study's primary report, then an estimate before
    none, then the ledger's order.
    """
    by_study: dict[str, list[Estimate]] = {}
    for estimate in estimates:
        by_study.setdefault(estimate.row.study_id, []).append(estimate)
    return [
        sorted(
            candidates,
            key=lambda e: (
                _preference(e.row, precedences),
                e.row.report_id not in primary,
                not e.estimable,
            ),
        )
        for candidates in by_study.values()
    ]


def _preference(row: Evidence, precedences: Sequence[Precedence]) -> int:
    for entry in precedences:
        if entry.study == row.study_id and entry.outcome in (None, row.context.outcome):
            names = entry.prefer
            named = [i for i, name in enumerate(names) if name in (row.row_id, row.report_id)]
            return named[0] if named else len(names)
    return 0
