"""Durations: how long something took or lasted, in days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ketamine_review.model.evidence import Evidence
from ketamine_review.model.record import DAYS_PER
from ketamine_review.questions.estimate import Estimate, not_estimable


def durations(rows: Sequence[Evidence]) -> list[Estimate]:
    """Return each row as a number of days; low and high are a printed range, not an interval."""
    return [Estimate(row, figures=_figures(row)) for row in rows]


def _figures(row: Evidence) -> dict[str, Any]:
    quantity = row.quantity
    unit = (quantity.scale or "").removesuffix("s")
    if unit not in DAYS_PER:
        return not_estimable("the unit of time is not printed", n=quantity.n)
    days = {
        name: None if quantity.number(field) is None else quantity.number(field) * DAYS_PER[unit]
        for name, field in (("estimate", "value"), ("low", "low"), ("high", "high"))
    }
    if days["estimate"] is None:
        return not_estimable("no length is printed", n=quantity.n)
    how = "as printed" if days["low"] is None else "as printed; the bar is a range, no interval"
    return {**days, "n": quantity.n, "method": how}
