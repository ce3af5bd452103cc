"""Recovered inputs: means, standard deviations and counts from what a report does print.

Every function carries its name and source as its attribute ``method``, so that a recovered
number can say how it was obtained: ``sd_from_se.method``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

from scipy.special import ndtri

from ketamine_review.errors import ReviewError
from ketamine_review.synthesis.intervals import t_quantile

Function = TypeVar("Function", bound=Callable[..., object])


def _named(method: str) -> Callable[[Function], Function]:
    def give_name(function: Function) -> Function:
        function.method = method  # type: ignore[attr-defined]
        return function

    return give_name


@_named("SD from the standard error (Handbook 6.5.2.2)")
def sd_from_se(se: float, n: float) -> float:
    """Return the SD of one group's values from the standard error of its mean.

    Raises:
        ReviewError: se is negative or missing, or n is not above zero.
    """
    return _at_least_zero(se, "standard error") * math.sqrt(_size(n))


@_named("standard error from the confidence interval (Handbook 6.5.2.2)")
def se_from_ci(low: float, high: float, df: float = math.inf, level: float = 0.95) -> float:
    """Return the standard error behind a symmetric confidence interval.

    Args:
        low: Lower limit, on the scale on which the interval is symmetric (log for ratios).
        high: Upper limit.
        df: Degrees of freedom of the t quantile it was built with; infinite for the normal.
        level: Confidence level of the interval.

    Raises:
        ReviewError: the limits are in the wrong order or missing.
    """
    if not low <= high:
        raise ReviewError(
            f"The limits {low:g} and {high:g} are not an interval", mend="put the lower one first"
        )
    return (high - low) / (2 * t_quantile(df, level))


@_named("SD from the confidence interval of the mean (Handbook 6.5.2.2)")
def sd_from_ci(low: float, high: float, n: float, level: float = 0.95) -> float:
    """Return one group's SD from the confidence interval of its mean, with t on n - 1."""
    return sd_from_se(se_from_ci(low, high, _size(n) - 1, level), n)


@_named("standard error of a difference from its t statistic (Handbook 6.5.2.3)")
def se_from_t(difference: float, t: float) -> float:
    """Return the standard error of a difference of means from its t (or z) statistic.

    Raises:
        ReviewError: t is zero or missing: any standard error gives it.
    """
    if not abs(t) > 0:
        raise ReviewError(
            "A test statistic of zero says nothing of the standard error",
            mend="look for an interval or the groups' SDs",
        )
    return abs(difference / t)


@_named("standard error of a difference from its two-sided P value (Handbook 6.5.2.3)")
def se_from_p(difference: float, p: float, df: float = math.inf) -> float:
    """Return the standard error of a difference of means from an exact two-sided P value.

    Args:
        difference: The difference between the means.
        p: The P value; a printed "P < 0.05" is a bound, not a value.
        df: n1 + n2 - 2 for a t test of two groups, n - 1 for paired values.

    Raises:
        ReviewError: p does not lie between 0 and 1.
    """
    return se_from_t(difference, t_quantile(df, 1 - p))


@_named("common SD of two groups from the standard error of their difference (Handbook 6.5.2.3)")
def sd_from_se_of_difference(se: float, n1: float, n2: float) -> float:
    """Return the average SD of two groups from the standard error of their difference."""
    return _at_least_zero(se, "standard error") / math.sqrt(1 / _size(n1) + 1 / _size(n2))


@_named("SD of the change from the SDs before and after (Handbook 6.5.2.8)")
def sd_of_change(sd_pre: float, sd_post: float, r: float) -> float:
    """Return the SD of before-after changes for an assumed or known correlation.

    Args:
        sd_pre: SD before.
        sd_post: SD after.
        r: Correlation between the two, from -1 to 1.

    Raises:
        ReviewError: an SD is negative or missing, or r is out of range.
    """
    if not -1 <= r <= 1:
        raise ReviewError(f"A correlation lies from -1 to 1, not at {r:g}", mend="correct it")
    pre, post = _at_least_zero(sd_pre, "SD"), _at_least_zero(sd_post, "SD")
    # Rounding must not turn equal SDs at r = 1 into the root of a negative number.
    return math.sqrt(max(0.0, pre * pre + post * post - 2 * r * pre * post))


@_named("mean and SD from the quartiles (Wan 2014, scenario C3)")
def mean_sd_from_quartiles(q1: float, median: float, q3: float, n: float) -> tuple[float, float]:
    """Return mean and SD from median and quartiles (Wan et al 2014, equations 14 and 16)."""
    _in_order(q1, median, q3)
    return (q1 + median + q3) / 3, (q3 - q1) / (2 * _normal_score(0.75 * _size(n) - 0.125, n))


@_named("mean and SD from median and range (Hozo 2005; Wan 2014, scenario C1)")
def mean_sd_from_range(low: float, median: float, high: float, n: float) -> tuple[float, float]:
    """Return the mean of Hozo et al 2005 and the SD of Wan et al 2014 (equation 9)."""
    _in_order(low, median, high)
    return (low + 2 * median + high) / 4, (high - low) / (2 * _normal_score(_size(n) - 0.375, n))


@_named("mean from the quartiles (Luo 2018, scenario S2)")
def luo_mean_from_quartiles(q1: float, median: float, q3: float, n: float) -> float:
    """Return the mean from median and quartiles with the weights of Luo et al 2018."""
    _in_order(q1, median, q3)
    weight = 0.7 + 0.39 / _size(n)
    return weight * (q1 + q3) / 2 + (1 - weight) * median


@_named("mean from median and range (Luo 2018, scenario S1)")
def luo_mean_from_range(low: float, median: float, high: float, n: float) -> float:
    """Return the mean from median and range with the weights of Luo et al 2018."""
    _in_order(low, median, high)
    weight = 4 / (4 + _size(n) ** 0.75)
    return weight * (low + high) / 2 + (1 - weight) * median


@_named("count recovered from the printed percent")
def events_from_percent(printed: str, n: int) -> int | None:
    """Return the one whole count of ``n`` that rounds to a printed percent.

    Args:
        printed: The percent as printed, ``"77"`` or ``"78.7%"``: its decimals say how it was
            rounded, so a trailing zero counts.
        n: The denominator.

    Returns:
        The count, or None where no whole count or more than one rounds to these digits.

    Raises:
        ReviewError: the text is not a number, or n is not above zero.
    """
    digits = re.fullmatch(r"\s*(\d+(?:\.(\d+))?)\s*%?\s*", printed)
    if digits is None:
        raise ReviewError(
            f"'{printed}' is not a printed percent", mend="write digits, as in 77 or 78.7"
        )
    percent = Fraction(digits[1])
    half_unit = Fraction(1, 2 * 10 ** len(digits[2] or ""))
    # Both ends belong to it: reports round a half up, down or to even.
    low = math.ceil((percent - half_unit) * _size(n) / 100)
    high = math.floor((percent + half_unit) * n / 100)
    low, high = max(low, 0), min(high, n)
    return low if low == high else None


def _normal_score(numerator: float, n: float) -> float:
    if n < 2:
        raise ReviewError("One value has no spread", mend="give a group of two or more")
    return float(ndtri(numerator / (n + 0.25)))


def _in_order(low: float, middle: float, high: float) -> None:
    if not low <= middle <= high:
        raise ReviewError(
            f"{low:g}, {middle:g}, {high:g} are not in rising order",
            mend="give the lower value, the median, the upper value",
        )


def _size(n: float) -> float:
    if not (n > 0 and math.isfinite(n)):
        raise ReviewError(f"A group of {n} has no figures", mend="give a number above zero")
    return n


def _at_least_zero(value: float, name: str) -> float:
    if not (value >= 0 and math.isfinite(value)):
        raise ReviewError(f"A {name} of {value} cannot be", mend="give a number from zero up")
    return value
