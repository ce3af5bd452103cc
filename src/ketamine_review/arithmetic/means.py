"""Checks of means: a difference against its two means, and a spread against what rests on it."""

from __future__ import annotations

import re
from fractions import Fraction

from scipy.special import stdtr, stdtrit

from ketamine_review.arithmetic.check import Check, Outcome, Repair, half_unit, printed_like

_SUBTRACTION = "Cochrane Handbook, section 6.5.2"
_SD_OR_SE = "Cochrane Handbook, section 6.5.2.2; Gotzsche 2007"

_P = re.compile(r"\s*(<=|>=|[<>=≤≥])?\s*([0-9.]+)\s*")


def check_difference(
    first: str | None, second: str | None, difference: str | None, adjusted: bool = False
) -> Check:
    """Check a printed difference against the two means it compares.

    Args:
        first: Mean of one arm as printed.
        second: Mean of the other arm as printed.
        difference: Their difference as printed, of either sign.
        adjusted: True for a model's estimate, which need not be the plain difference.
    """
    name = "difference"
    if first is None or second is None or difference is None or adjusted:
        sentence = (
            "An adjusted difference need not be the difference of the means"
            if adjusted
            else "Not both means and their difference are printed"
        )
        return Check(name, Outcome.NOT_CHECKABLE, sentence, source=_SUBTRACTION)
    plain = Fraction(first) - Fraction(second)
    allowed = half_unit(first) + half_unit(second) + half_unit(difference)
    off = abs(abs(plain) - abs(Fraction(difference)))
    coarsest = min((first, second), key=lambda text: -half_unit(text))
    shown = printed_like(abs(plain), coarsest)
    said = f"{first} and {second} differ by {shown}, printed {difference}"
    if off <= allowed:
        return Check(name, Outcome.OK, said, source=_SUBTRACTION)
    repairs = (Repair("value", value=shown),)
    return Check(name, Outcome.MISMATCH, said, repairs, _SUBTRACTION)


def check_spread_against_p(
    means: tuple[str, str] | None,
    spreads: tuple[str, str] | None,
    sizes: tuple[int, int] | None,
    p_value: str | None,
) -> Check:
    """Check by the P value of two independent arms that their spreads are SDs and not SEs.

    The t of the two means is computed once with the spreads as SDs, once as SEs; a mismatch is
    told only where the printed P fits the second and not the first.

    Args:
        means: Means of the two arms as printed.
        spreads: Their spreads as printed, called SD.
        sizes: Patients in the two arms.
        p_value: As printed, with its sign.
    """
    name = "spread_against_p"
    parsed = _P.fullmatch(p_value or "")
    if means is None or spreads is None or sizes is None or parsed is None or min(sizes) < 2:
        sentence = "Means, spreads, sizes or P value are not printed"
        return Check(name, Outcome.NOT_CHECKABLE, sentence, source=_SD_OR_SE)
    if min(float(spread) for spread in spreads) <= 0:
        sentence = "A spread of zero cannot be judged"
        return Check(name, Outcome.NOT_CHECKABLE, sentence, source=_SD_OR_SE)
    as_sd = [float(s) / n**0.5 for s, n in zip(spreads, sizes, strict=True)]
    as_se = [float(s) for s in spreads]
    p_sd, p_se = (_p_of_means(means, errors, sizes) for errors in (as_sd, as_se))
    said = f"As SDs the spreads give P = {p_sd:.2g}, as SEs {p_se:.2g}, printed {p_value}"
    fits_sd, fits_se = _p_fits(parsed, p_sd), _p_fits(parsed, p_se)
    if fits_sd:
        return Check(name, Outcome.OK, said, source=_SD_OR_SE)
    if not fits_se:
        return Check(name, Outcome.NOT_CHECKABLE, f"{said}; neither fits", source=_SD_OR_SE)
    repairs = tuple(_sd_of_se(s, n) for s, n in zip(spreads, sizes, strict=True))
    return Check(name, Outcome.MISMATCH, said, repairs, _SD_OR_SE)


def _p_of_means(means: tuple[str, str], errors: list[float], sizes: tuple[int, int]) -> float:
    """Return the two-sided P of Welch's test from means and standard errors."""
    first, second = (error**2 for error in errors)
    freedom = (first + second) ** 2 / (first**2 / (sizes[0] - 1) + second**2 / (sizes[1] - 1))
    statistic = abs(float(means[0]) - float(means[1])) / (first + second) ** 0.5
    return float(2 * stdtr(freedom, -statistic))


def _p_fits(parsed: re.Match[str], p: float) -> bool:
    """Return whether a computed P is near a printed one; other tests give somewhat other P."""
    sign, value = parsed[1] or "=", float(parsed[2])
    if sign in ("<", "<=", "≤"):
        return p <= value * 2
    if sign in (">", ">=", "≥"):
        return p >= value / 2
    return value / 3 <= p <= value * 3


def _sd_of_se(spread: str, n: int) -> Repair:
    return Repair("value", n=n, value=printed_like(float(spread) * n**0.5, spread))


def check_spread_against_interval(
    spread: str | None, n: int | None, low: str | None, high: str | None, level: float = 0.95
) -> Check:
    """Check by the interval of one mean that the spread beside it is an SD and not an SE.

    Args:
        spread: The spread as printed, called SD.
        n: Patients in the arm.
        low: Lower limit of the mean's interval as printed.
        high: Upper limit as printed.
        level: Confidence level of the interval.
    """
    name = "spread_against_interval"
    if spread is None or n is None or n < 2 or low is None or high is None:
        sentence = "Spread, size or interval is not printed"
        return Check(name, Outcome.NOT_CHECKABLE, sentence, source=_SD_OR_SE)
    quantile = float(stdtrit(n - 1, (1 + level) / 2))
    error = (float(high) - float(low)) / 2 / quantile
    slip = float(half_unit(low) + half_unit(high)) / 2 / quantile
    sd = error * n**0.5
    said = f"The interval means an SE of {error:.3g} and an SD of {sd:.3g}, printed {spread}"
    own = float(half_unit(spread))
    fits_sd = abs(float(spread) - sd) <= 0.1 * sd + own + slip * n**0.5
    fits_se = abs(float(spread) - error) <= 0.1 * error + own + slip
    if fits_sd:
        return Check(name, Outcome.OK, said, source=_SD_OR_SE)
    if not fits_se:
        return Check(name, Outcome.NOT_CHECKABLE, f"{said}; neither fits", source=_SD_OR_SE)
    return Check(name, Outcome.MISMATCH, said, (_sd_of_se(spread, n),), _SD_OR_SE)
