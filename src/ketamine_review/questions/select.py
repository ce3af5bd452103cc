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
    by_study: dict[object, list[Estimate]] = {}
    for estimate in estimates:
        by_study.setdefault(estimate.row.study_id, []).append(estimate)
    return [_ranked(candidates, precedences, primary) for candidates in by_study.values()]


def one_report_per_figure(
    estimates: Iterable[Estimate], precedences: Sequence[Precedence], primary: set[str]
) -> list[list[Estimate]]:
    """Return every figure of a study once: where two of its reports give it, one counts.

    A figure is an outcome of an arm at a time; several rows of one report are several figures.
    """
    by_figure: dict[object, list[Estimate]] = {}
    for estimate in estimates:
        row = estimate.row
        key = (row.study_id, row.arm, row.context.outcome, row.context.unit)
        by_figure.setdefault(key, []).append(estimate)
    ranked = []
    for candidates in by_figure.values():
        first = _ranked(candidates, precedences, primary)[0].row.report_id
        of_first = [[item] for item in candidates if item.row.report_id == first]
        of_first[0] += [item for item in candidates if item.row.report_id != first]
        ranked += of_first
    return ranked


def _ranked(
    candidates: Iterable[Estimate], precedences: Sequence[Precedence], primary: set[str]
) -> list[Estimate]:
    return sorted(
        candidates,
        key=lambda e: (
            _preference(e.row, precedences),
            e.row.report_id not in primary,
            not e.estimable,
        ),
    )


def _preference(row: Evidence, precedences: Sequence[Precedence]) -> int:
    for entry in precedences:
        if entry.study == row.study_id and entry.outcome in (None, row.context.outcome):
            names = entry.prefer
            named = [i for i, name in enumerate(names) if name in (row.row_id, row.report_id)]
            return named[0] if named else len(names)
    return 0
