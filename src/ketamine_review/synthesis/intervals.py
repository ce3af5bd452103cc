"""Quantiles and exact intervals: the parts of an interval that need no model."""

from __future__ import annotations

import math
from typing import TypeVar

import numpy as np
from scipy.special import betaincinv, ndtri, stdtrit

from ketamine_review.errors import ReviewError

FloatOrArray = TypeVar("FloatOrArray", float, np.ndarray)


def z_quantile(level: float = 0.95) -> float:
    """Return the two-sided standard normal quantile of a confidence level (1.96 for 0.95).

    Raises:
        ReviewError: the level does not lie between 0 and 1.
    """
    return float(ndtri(_upper_tail(level)))


def t_quantile(df: float, level: float = 0.95) -> float:
    """Return the two-sided quantile of Student's t; infinite degrees of freedom give the normal.

    Args:
        df: Degrees of freedom, above zero.
        level: Confidence level, 0.95 for the quantile at 0.975.

    Raises:
        ReviewError: df is not above zero, or the level does not lie between 0 and 1.
    """
    if not df > 0:
        raise ReviewError(
            f"A t interval needs degrees of freedom above zero, not {df:g}",
            mend="give more patients or studies, or show the figure without an interval",
        )
    return z_quantile(level) if math.isinf(df) else float(stdtrit(df, _upper_tail(level)))


def clopper_pearson(
    events: FloatOrArray, n: FloatOrArray, level: float = 0.95
) -> tuple[FloatOrArray, FloatOrArray]:
    """Return the exact binomial interval of ``events`` of ``n`` (Clopper and Pearson 1934).

    Args:
        events: Number with the event, a scalar or an array.
        n: Number observed, above zero, of the same shape.
        level: Confidence level.

    Returns:
        Lower and upper limit as shares from 0 to 1, floats for scalars and arrays for arrays.

    Raises:
        ReviewError: a count is negative, missing, or above its denominator, or n is zero.
    """
    x, total = np.asarray(events, dtype=float), np.asarray(n, dtype=float)
    wrong = ~((x >= 0) & (x <= total) & (total > 0) & np.isfinite(total))
    if wrong.any():
        first = int(np.argmax(wrong))
        x_at, n_at = (np.broadcast_to(a, wrong.shape).flat[first] for a in (x, total))
        raise ReviewError(
            f"{x_at:g} events of {n_at:g} cannot be", mend="give counts from 0 to n, n above zero"
        )
    tail = 1 - _upper_tail(level)
    with np.errstate(all="ignore"):
        low = np.where(x == 0, 0.0, betaincinv(np.maximum(x, 1e-300), total - x + 1, tail))
        high = np.where(x == total, 1.0, betaincinv(x + 1, np.maximum(total - x, 1e-300), 1 - tail))
    return (float(low), float(high)) if low.ndim == 0 else (low, high)


def _upper_tail(level: float) -> float:
    if not 0 < level < 1:
        raise ReviewError(
            f"A confidence level lies between 0 and 1, not at {level:g}", mend="write 0.95 for 95%"
        )
    return (1 + level) / 2
