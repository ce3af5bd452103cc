"""Changes: how far pain fell within an arm; descriptive, never an effect of ketamine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ketamine_review.model.evidence import Evidence
from ketamine_review.model.quantity import Interval, Quantity, Spread
from ketamine_review.questions.estimate import (
    NO_SCALE,
    Estimate,
    not_estimable,
    scale_factor,
    standard_error,
)
from ketamine_review.synthesis import sd_of_change, t_quantile

NO_SD = "no SD is printed, so no interval is given"


def changes(
    rows: Sequence[Evidence], everything: Sequence[Evidence], correlation: float
) -> list[Estimate]:
    """Return the fall of pain that ends in each row, in points of 0-10.

    Args:
        rows: Printed falls, and later pain levels.
        everything: All rows of the review, among which the levels at the start are looked for.
        correlation: Assumed between start and end, where only their two SDs are printed.
    """
    return [_change(row, everything, correlation) for row in rows]


def relative_changes(rows: Sequence[Evidence], everything: Sequence[Evidence]) -> list[Estimate]:
    """Return the fall of mean pain that ends in each row as a share of its start, no interval."""
    return [_relative(row, everything) for row in rows]


def _change(row: Evidence, everything: Sequence[Evidence], correlation: float) -> Estimate:
    n, factor = row.quantity.n, scale_factor(row.quantity.scale)
    if row.quantity.number() is None:
        return Estimate(row, figures=not_estimable("no value is printed", n=n))
    if factor is None:
        return Estimate(row, figures=not_estimable(NO_SCALE, n=n))
    if row.context.outcome == "pain_reduction":
        se, how = _printed_se(row.quantity)
        return Estimate(row, figures=_figures(row.quantity.number(), se, how, n, factor))
    start = _start_of(row, everything)
    if start is None:
        return Estimate(row, figures=not_estimable("no pain level at the start is printed", n=n))
    fall = start.quantity.number() - row.quantity.number()
    se, how = _paired_se(start.quantity, row.quantity, correlation)
    return Estimate(row, (start,), _figures(fall, se, how, n, factor))


def _relative(row: Evidence, everything: Sequence[Evidence]) -> Estimate:
    n, value = row.quantity.n, row.quantity.number()
    if value is None:
        return Estimate(row, figures=not_estimable("no value is printed", n=n))
    if row.context.outcome == "pain_reduction_percent":
        figures = {"estimate": value / 100, "n": n, "method": "relative fall as printed"}
        return Estimate(row, figures=figures)
    start = _start_of(row, everything)
    if start is None or start.quantity.number() <= 0:
        return Estimate(row, figures=not_estimable("no pain level at the start is printed", n=n))
    before = start.quantity.number()
    fall = value if row.context.outcome == "pain_reduction" else before - value
    method = "fall of the mean as a share of its start; no interval, as no SD is known"
    return Estimate(row, (start,), {"estimate": fall / before, "n": n, "method": method})


def _start_of(row: Evidence, everything: Sequence[Evidence]) -> Evidence | None:
    return next(
        (
            other
            for other in everything
            if (other.report_id, other.arm, other.context.outcome, other.context.time.days)
            == (row.report_id, row.arm, "pain_intensity", 0.0)
            and other.context.time.anchor == "after_start"
            and other.row_id != row.row_id
            and other.quantity.number() is not None
        ),
        None,
    )


def _printed_se(quantity: Quantity) -> tuple[float | None, str]:
    n = quantity.n
    if quantity.interval is Interval.CI and n and n > 1:
        half = (quantity.number("high") - quantity.number("low")) / 2
        return half / t_quantile(n - 1), "printed fall and interval"
    se = standard_error(quantity)
    return se, "printed fall" + (f"; {NO_SD}" if se is None else " with its SD or SE")


def _paired_se(start: Quantity, end: Quantity, correlation: float) -> tuple[float | None, str]:
    sds = [q.number("spread") for q in (start, end) if q.spread_kind is Spread.SD]
    if len(sds) < 2 or not end.n:
        return None, f"start minus end; {NO_SD}"
    sd = sd_of_change(sds[0], sds[1], correlation)
    how = f"start minus end; SD of the change at r = {correlation:g} (Handbook 6.5.2.8)"
    return sd / math.sqrt(end.n), how


def _figures(
    fall: float, se: float | None, how: str, n: int | None, factor: float
) -> dict[str, Any]:
    figures: dict[str, Any] = {"estimate": fall * factor, "n": n, "method": how}
    if se is not None and n and n > 1:
        margin = t_quantile(n - 1) * se * factor
        figures |= {"low": figures["estimate"] - margin, "high": figures["estimate"] + margin}
    return figures
