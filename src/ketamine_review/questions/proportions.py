"""Proportions: events of n, or as much of it as the report prints."""

from __future__ import annotations

from typing import Any

from ketamine_review.model.evidence import Evidence
from ketamine_review.model.protocol import Reading
from ketamine_review.synthesis import clopper_pearson, events_from_percent

EXACT = "exact binomial interval (Clopper and Pearson 1934)"


def proportion_figures(row: Evidence, readings: tuple[Reading, ...] = ()) -> dict[str, Any]:
    """Return estimate, interval and counts of a proportion, or why there are none.

    Args:
        row: A row that counts those with an outcome.
        readings: Other readings of this row; where the report prints no denominator, they are
            the range of shares that its figures allow.
    """
    quantity = row.quantity
    events, n, derived = quantity.events, quantity.n, ""
    if events is None and n is not None and quantity.value is not None:
        recovered = events_from_percent(quantity.value, n)
        if recovered is None:
            return _not_estimable(
                row, readings, f"no whole count of {n} gives the printed {quantity.value}%"
            )
        events, derived = recovered, "; count recovered from the printed percent"
    if events is None or not n:
        return _not_estimable(row, readings, "the report prints no count and denominator")
    low, high = clopper_pearson(events, n)
    return {
        "events": events,
        "n": n,
        "estimate": events / n,
        "low": low,
        "high": high,
        "method": EXACT + derived,
    }


def _not_estimable(row: Evidence, readings: tuple[Reading, ...], why: str) -> dict[str, Any]:
    shares = [reading.events / reading.n for reading in readings if reading.row_id == row.row_id]
    if row.quantity.share is not None:
        shares.append(row.quantity.share)
    return {
        "n": row.quantity.n,
        "not_estimable": why,
        "readings": (min(shares), max(shares)) if shares else None,
    }
