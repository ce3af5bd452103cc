"""Proportions: events of n, or as much of it as the report prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ketamine_review.model.evidence import Evidence
from ketamine_review.model.protocol import Reading
from ketamine_review.model.quantity import Kind, Quantity
from ketamine_review.questions.estimate import Estimate, not_estimable
from ketamine_review.synthesis import clopper_pearson, events_from_percent

EXACT = "exact binomial interval (Clopper and Pearson 1934)"


def proportions(rows: Sequence[Evidence], readings: Sequence[Reading]) -> list[Estimate]:
    """Return each row as a share with its exact interval.

    Args:
        rows: Rows that count those with an outcome.
        readings: Other readings of single rows; where a report prints no denominator, they are
            the range of shares that its figures allow.
    """
    return [Estimate(row, figures=_figures(row, readings)) for row in rows]


def count_of(quantity: Quantity) -> tuple[int, int, bool] | None:
    """Return events, n and whether the count was recovered from the percent, or None."""
    if quantity.n is None or quantity.n == 0:
        return None
    if quantity.events is not None:
        return quantity.events, quantity.n, False
    if quantity.kind is not Kind.PROPORTION or quantity.value is None:
        return None
    events = events_from_percent(quantity.value, quantity.n)
    return None if events is None else (events, quantity.n, True)


def share_figures(events: int, n: int, how: str = "") -> dict[str, Any]:
    """Return events of n as a share with its exact interval."""
    low, high = clopper_pearson(events, n)
    figures = {"events": events, "n": n, "estimate": events / n, "low": low, "high": high}
    return {**figures, "method": EXACT + how}


def _figures(row: Evidence, readings: Sequence[Reading]) -> dict[str, Any]:
    counted = count_of(row.quantity)
    if counted is not None:
        events, n, recovered = counted
        return share_figures(
            events, n, "; count recovered from the printed percent" if recovered else ""
        )
    return not_estimable(
        _why(row.quantity), n=row.quantity.n, readings=_range_of_readings(row, readings)
    )


def _why(quantity: Quantity) -> str:
    if quantity.kind is not Kind.PROPORTION:
        return "told in words only" if quantity.kind is Kind.WORDING else "no count is printed"
    if quantity.n and quantity.value is not None:
        return f"no whole count of {quantity.n} gives the printed {quantity.value}%"
    if quantity.value is not None:
        return f"{quantity.value}% is printed without a denominator"
    return "the report prints no count and denominator"


def _range_of_readings(row: Evidence, readings: Sequence[Reading]) -> tuple[float, float] | None:
    shares = [reading.events / reading.n for reading in readings if reading.row_id == row.row_id]
    if row.quantity.share is not None:
        shares.append(row.quantity.share)
    return (min(shares), max(shares)) if shares else None
