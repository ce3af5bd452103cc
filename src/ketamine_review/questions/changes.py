"""Changes: how far pain fell within an arm; descriptive, never an effect of ketamine."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from ketamine_review.model.evidence import Evidence
from ketamine_review.model.quantity import Interval, Quantity, Spread
from ketamine_review.questions.contrasts import scale_factor
from ketamine_review.synthesis import sd_of_change, t_quantile


def change_figures(
    row: Evidence, rows: Iterable[Evidence], correlation: float
) -> dict[str, Any]:
    """Return the fall of pain that ends in ``row``, in points of 0-10.

    Args:
        row: A printed fall, or a later pain level.
        rows: All rows of the review, among which the level at the start is looked for.
        correlation: Assumed between start and end, where only their two SDs are printed.
    """
    factor = scale_factor(row.quantity.scale)
    if factor is None:
        return {"not_estimable": "the range of the pain scale is not printed"}
    if row.quantity.number() is None:
        return {"not_estimable": "no value is printed"}
    if row.context.outcome == "pain_reduction":
        return _figures(row.quantity.number(), *_printed_se(row.quantity), row.quantity.n, factor)
    start = _start_of(row, rows)
    if start is None or start.quantity.number() is None:
        return {"not_estimable": "no pain level at the start is printed"}
    fall = start.quantity.number() - row.quantity.number()
    return _figures(fall, *_paired_se(start.quantity, row.quantity, correlation),
                    row.quantity.n, factor)


def _start_of(row: Evidence, rows: Iterable[Evidence]) -> Evidence | None:
    return next(
        (
            other
            for other in rows
            if (other.report_id, other.arm, other.context.outcome, other.context.time.days)
            == (row.report_id, row.arm, row.context.outcome, 0.0)
            and other.row_id != row.row_id
        ),
        None,
    )


def _printed_se(quantity: Quantity) -> tuple[float | None, str]:
    n, spread = quantity.n, quantity.number("spread")
    if quantity.interval is Interval.CI and n:
        half = (quantity.number("high") - quantity.number("low")) / 2
        return half / t_quantile(n - 1), "printed fall and interval"
    if spread is not None and n and quantity.spread_kind is not Spread.UNNAMED:
        se = spread / math.sqrt(n) if quantity.spread_kind is Spread.SD else spread
        return se, "printed fall with its SD or SE"
    return None, "printed fall; no SD is printed, so no interval is given"


def _paired_se(start: Quantity, end: Quantity, correlation: float) -> tuple[float | None, str]:
    sds = [q.number("spread") for q in (start, end) if q.spread_kind is Spread.SD]
    if len(sds) < 2 or not end.n:
        return None, "start minus end; no SD is printed, so no interval is given"
    sd = sd_of_change(sds[0], sds[1], correlation)
    how = f"start minus end; SD of the change from both SDs at r = {correlation:g} (Handbook 6.5.2.8)"
    return sd / math.sqrt(end.n), how


def _figures(
    fall: float, se: float | None, how: str, n: int | None, factor: float
) -> dict[str, Any]:
    figures: dict[str, Any] = {"estimate": fall * factor, "n": n, "method": how}
    if se is not None and n:
        margin = t_quantile(n - 1) * se * factor
        figures |= {"low": fall * factor - margin, "high": fall * factor + margin}
    return figures
