"""Arithmetic checks on rows of evidence: does each printed number fit the others of its report?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ketamine_review.arithmetic import (
    Check,
    Outcome,
    Repair,
    check_difference,
    check_interval_against_p,
    check_interval_middle,
    check_percent,
    check_spread_against_p,
    check_whole_count,
)
from ketamine_review.model.evidence import Evidence
from ketamine_review.model.quantity import Interval, Kind, Spread

MISMATCH_MARK = "arithmetic_mismatch"

_RATIOS = (Kind.RELATIVE_RISK, Kind.ODDS_RATIO, Kind.HAZARD_RATIO)

#: The contrast's own outcome, and the outcome of the arms whose difference it is.
_ARM_OUTCOME = {
    "pain_reduction_difference": "pain_reduction",
    "pain_level_difference": "pain_intensity",
    "satisfaction_difference": "satisfaction",
}


def check_rows(rows: Iterable[Evidence]) -> list[Evidence]:
    """Return the rows with what the arithmetic checks found on each; a misfit becomes a mark."""
    rows = list(rows)
    by_report: dict[str, list[Evidence]] = defaultdict(list)
    for row in rows:
        by_report[row.report_id].append(row)
    return [_checked(row, by_report[row.report_id]) for row in rows]


def _checked(row: Evidence, beside: Sequence[Evidence]) -> Evidence:
    found = [check for check in _checks(row, beside) if check.outcome is not Outcome.NOT_CHECKABLE]
    sentences = (*row.checks, *(check_sentence(check) for check in found))
    misfits = any(check.outcome is Outcome.MISMATCH for check in found)
    marks = (*row.marks, MISMATCH_MARK) if misfits else row.marks
    return row.model_copy(update={"checks": sentences, "marks": marks})


def _checks(row: Evidence, beside: Sequence[Evidence]) -> Iterator[Check]:
    quantity = row.quantity
    if quantity.kind is Kind.PROPORTION:
        if quantity.events is None:
            yield check_whole_count(quantity.n, quantity.value)
        else:
            others = _other_counts(row, beside)
            yield check_percent(quantity.events, quantity.n, quantity.value, others)
    if quantity.interval is Interval.CI:
        ratio = quantity.kind in _RATIOS
        middle = "geometric" if ratio else "arithmetic"
        ends = (quantity.value, quantity.low, quantity.high)
        if quantity.kind is not Kind.PROPORTION:
            yield check_interval_middle(*ends, middle)
            yield check_interval_against_p(*ends, quantity.p_value, 1 if ratio else 0)
    arms = _arms(row, beside)
    if len(arms) == 2:
        yield check_difference(arms[0].quantity.value, arms[1].quantity.value, quantity.value)
        yield _spreads(arms, quantity.p_value)


def _other_counts(row: Evidence, beside: Sequence[Evidence]) -> list[int]:
    """Return counts of the same arm that may be the true denominator, such as its responders."""
    quantities = [other.quantity for other in beside if other.arm == row.arm and other is not row]
    return [count for q in quantities for count in (q.events, q.n) if count]


def _arms(row: Evidence, beside: Sequence[Evidence]) -> list[Evidence]:
    outcome = _ARM_OUTCOME.get(row.context.outcome or "")
    return [
        other
        for other in beside
        if (other.context.outcome, other.context.time) == (outcome, row.context.time)
        and other.arm != "all"
        and other.quantity.kind is not Kind.MEDIAN
    ]


def _spreads(arms: Sequence[Evidence], p_value: str | None) -> Check:
    means, spreads, sizes = (
        tuple(getattr(arm.quantity, name) for arm in arms) for name in ("value", "spread", "n")
    )
    claimed = [arm.quantity.spread_kind in (Spread.SD, Spread.UNNAMED) for arm in arms]
    usable = all(claimed) and None not in (*means, *spreads, *sizes)
    return check_spread_against_p(
        means if usable else None, spreads if usable else None, sizes if usable else None, p_value
    )


def check_sentence(check: Check) -> str:
    """Return a check as one sentence: what was found, and which readings would fit."""
    repairs = [_repair_text(repair) for repair in check.repairs]
    would = f"; would fit: {', '.join(dict.fromkeys(repairs))}" if repairs else ""
    return f"{check.outcome}: {check.sentence}{would} ({check.source})"


def _repair_text(repair: Repair) -> str:
    if repair.changed == "value" or repair.events is None:
        of = "" if repair.n is None or repair.events is None else f" for {repair.events}/{repair.n}"
        return f"{repair.value if repair.value is not None else f'n = {repair.n}'}{of}"
    return f"{repair.events}/{repair.n}"
