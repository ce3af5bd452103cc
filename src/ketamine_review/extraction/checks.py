"""Checks: the arithmetic of what one record reports."""

from __future__ import annotations

from collections.abc import Sequence

from ketamine_review.arithmetic import (
    Check,
    Outcome,
    check_interval_against_p,
    check_interval_middle,
    check_percent,
    check_whole_count,
)
from ketamine_review.extraction.readings import Reading
from ketamine_review.model.quantity import Interval, Kind

_RATIOS = frozenset([Kind.ODDS_RATIO, Kind.RELATIVE_RISK, Kind.HAZARD_RATIO])


def check_reading(
    reading: Reading, denominator: int | None, counts: Sequence[int]
) -> tuple[str, ...]:
    """Return what arithmetic says of a reading, as ``name: outcome`` where it can be checked.

    Args:
        reading: The reading; its P value is that of its own effect.
        denominator: What a share counts of, also where the report prints it elsewhere.
        counts: Group sizes of the record, which may be the true denominator.
    """
    checks = [*_of_share(reading, denominator, counts), *_of_interval(reading)]
    return tuple(
        f"{check.name}: {check.outcome}"
        for check in checks
        if check.outcome is not Outcome.NOT_CHECKABLE
    )


def _of_share(reading: Reading, denominator: int | None, counts: Sequence[int]) -> list[Check]:
    if reading.kind is not Kind.PROPORTION or reading.value is None:
        return []
    if reading.events is None:
        return [check_whole_count(reading.n, reading.value)]
    return [check_percent(reading.events, denominator, reading.value, counts)]


def _of_interval(reading: Reading) -> list[Check]:
    if reading.interval is not Interval.CI or reading.value is None:
        return []
    ratio = reading.kind in _RATIOS
    contrast = ratio or reading.kind is Kind.MEAN_DIFFERENCE
    middle = "geometric" if ratio else "arithmetic" if contrast else "none"
    limits = (reading.value, reading.low, reading.high)
    found = [check_interval_middle(*limits, middle)]
    if contrast:
        found.append(check_interval_against_p(*limits, reading.p_value, null=1 if ratio else 0))
    return found


def p_value_after(readings: Sequence[Reading], at: int) -> str | None:
    """Return the P value that follows an estimate and its interval at once, if one does."""
    for later in readings[at + 1 : at + 3]:
        if later.kind is Kind.P_VALUE:
            return later.p_value
        if later.kind is not Kind.CONFIDENCE_INTERVAL:
            return None
    return None
