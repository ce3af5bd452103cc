"""Checks of intervals: against their estimate, and against the P value beside them."""

from __future__ import annotations

import re
from fractions import Fraction
from math import inf, log
from typing import Literal

from scipy.special import ndtr, ndtri

from ketamine_review.arithmetic.check import Check, Outcome, Repair, half_unit, printed_like

_HANDBOOK = "Cochrane Handbook, section 6.3"
_ALTMAN = "Altman and Bland 2011"

#: How far from the middle an estimate may lie, as a share of the half-width, beyond rounding:
#: profile, exact and bootstrap intervals are not quite symmetric.
_SLACK = 0.1

#: How far the z of the interval and the z of the P value may differ: an interval made with
#: Student's t and 10 degrees of freedom is 1.14 times as wide as a normal one.
_Z_RATIO = 1.33

_BELOW, _ABOVE = ("<", "<=", "≤"), (">", ">=", "≥")
_P = re.compile(r"\s*(<=|>=|[<>=≤≥])?\s*([0-9.eE+-]+)\s*")


def check_interval_middle(
    estimate: str | None,
    low: str | None,
    high: str | None,
    middle: Literal["arithmetic", "geometric", "none"] = "arithmetic",
) -> Check:
    """Check that an estimate lies in its interval, and in the middle of it.

    Args:
        estimate: The estimate as printed.
        low: Lower limit as printed.
        high: Upper limit as printed.
        middle: ``arithmetic`` for means and differences, ``geometric`` for ratios, ``none`` for
            shares and medians, whose intervals need not be symmetric.

    Returns:
        A mismatch offers the estimate with the other sign where that fits, and the middle.
    """
    name = "interval_middle"
    if estimate is None or low is None or high is None:
        sentence = "Estimate or interval is not printed"
        return Check(name, Outcome.NOT_CHECKABLE, sentence, source=_HANDBOOK)
    numbers = [Fraction(text) for text in (estimate, low, high)]
    if middle == "geometric" and min(numbers) <= 0:
        sentence = "A ratio of zero or less has no geometric middle"
        return Check(name, Outcome.NOT_CHECKABLE, sentence, source=_HANDBOOK)
    shown = f"{estimate} ({low} to {high})"
    if numbers[1] > numbers[2]:
        sentence = f"The limits of {shown} are the wrong way round"
        return Check(name, Outcome.MISMATCH, sentence, source=_HANDBOOK)
    if _in_the_middle(estimate, low, high, middle):
        place = "inside its interval" if middle == "none" else "in the middle of its interval"
        return Check(name, Outcome.OK, f"{shown} lies {place}", source=_HANDBOOK)
    repairs = _middle_repairs(estimate, low, high, middle)
    inside = numbers[1] <= numbers[0] <= numbers[2]
    fault = f"is not in the {middle} middle of" if inside else "lies outside"
    offered = f"; {' or '.join(str(r.value) for r in repairs)} would fit" if repairs else ""
    sentence = f"{estimate} {fault} {low} to {high}{offered}"
    return Check(name, Outcome.MISMATCH, sentence, repairs, _HANDBOOK)


def _in_the_middle(estimate: str, low: str, high: str, middle: str) -> bool:
    value, bottom, top = (float(text) for text in (estimate, low, high))
    slips = [float(half_unit(text)) for text in (estimate, low, high)]
    if middle == "none":
        return bottom - slips[0] - slips[1] <= value <= top + slips[0] + slips[2]
    if middle == "geometric":
        # On the log scale a rounding slip of a value x is about slip / x.
        slips = [slip / x for slip, x in zip(slips, (value, bottom, top), strict=True)]
        value, bottom, top = log(value), log(bottom), log(top)
    allowed = slips[0] + (slips[1] + slips[2]) / 2 + _SLACK * (top - bottom) / 2
    return abs(value - (bottom + top) / 2) <= allowed + 1e-12


def _middle_repairs(estimate: str, low: str, high: str, middle: str) -> tuple[Repair, ...]:
    if middle == "none":
        return ()
    turned = estimate[1:] if estimate.startswith("-") else f"-{estimate}"
    repairs = []
    if middle == "arithmetic" and _in_the_middle(turned, low, high, middle):
        repairs.append(Repair("value", value=turned))
    bottom, top = float(low), float(high)
    centre = (bottom + top) / 2 if middle == "arithmetic" else (bottom * top) ** 0.5
    repairs.append(Repair("value", value=printed_like(centre, estimate)))
    return tuple(dict.fromkeys(repairs))


def check_interval_against_p(
    estimate: str | None,
    low: str | None,
    high: str | None,
    p_value: str | None,
    null: Literal[0, 1] = 0,
    level: float = 0.95,
) -> Check:
    """Check a P value against the interval of the same effect (Altman and Bland 2011).

    The interval gives a standard error, (high - low) / (2 z), on the log scale where ``null`` is
    1; estimate / standard error gives the P value.

    Args:
        estimate: The estimate as printed.
        low: Lower limit as printed.
        high: Upper limit as printed.
        p_value: As printed, with its sign: ``<0.001``, ``=0.03``, ``0.03``.
        null: 0 for differences, 1 for ratios.
        level: Confidence level of the interval.

    Returns:
        A mismatch where the interval and P disagree on which side of 1 - ``level`` the result
        lies, or where their z values differ by more than a factor that Student's t explains.
    """
    name = "interval_against_p"
    parsed = _P.fullmatch(p_value or "")
    if None in (estimate, low, high) or parsed is None:
        sentence = "Estimate, interval or P value is not printed"
        return Check(name, Outcome.NOT_CHECKABLE, sentence, source=_ALTMAN)
    if float(low) >= float(high) or (null == 1 and min(float(estimate), float(low)) <= 0):
        sentence = "The interval has no width, or a ratio is not positive"
        return Check(name, Outcome.NOT_CHECKABLE, sentence, source=_ALTMAN)
    sign, printed = parsed[1] or "=", parsed[2]
    smallest, likeliest, largest = _p_of_interval(estimate, low, high, null, level)
    said = f"{estimate} ({low} to {high}) means P = {likeliest:.2g}, printed P {sign} {printed}"
    fits = _same_side(sign, printed, smallest, largest, round(1 - level, 6)) and _same_size(
        sign, printed, smallest, largest
    )
    repairs = () if fits else (Repair("value", value=f"{likeliest:.2g}"),)
    outcome = Outcome.OK if fits else Outcome.MISMATCH
    return Check(name, outcome, said, repairs, _ALTMAN)


def _p_of_interval(
    estimate: str, low: str, high: str, null: int, level: float
) -> tuple[float, float, float]:
    """Return the smallest, the likeliest and the largest P that rounding allows."""
    scale = log if null == 1 else float
    z_level = float(ndtri((1 + level) / 2))
    value, bottom, top = (float(text) for text in (estimate, low, high))
    slips = [float(half_unit(text)) for text in (estimate, low, high)]

    def p_of(value: float, bottom: float, top: float) -> float:
        error = (scale(top) - scale(bottom)) / (2 * z_level)
        return float(2 * ndtr(-abs(scale(value)) / error))

    likeliest = p_of(value, bottom, top)
    if null == 1 and min(value - slips[0], bottom - slips[1]) <= 0:
        return likeliest, likeliest, likeliest
    narrow, wide = (bottom + slips[1], top - slips[2]), (bottom - slips[1], top + slips[2])
    ends = [value - slips[0], value + slips[0]]
    some = [
        p_of(end, *limits) for end in ends for limits in (narrow, wide) if limits[0] < limits[1]
    ]
    crosses = ends[0] <= null <= ends[1]
    return min([*some, likeliest]), likeliest, 1.0 if crosses else max([*some, likeliest])


def _same_side(sign: str, printed: str, smallest: float, largest: float, alpha: float) -> bool:
    """Return whether interval and P agree on significance, except in a narrow band around it."""
    value = float(printed)
    # Within a factor of 1.2 around alpha, t against z alone may turn the side.
    if sign not in _ABOVE and value <= alpha:
        return smallest <= alpha * 1.2
    if sign not in _BELOW and value >= alpha:
        return largest >= alpha / 1.2
    return True


def _same_size(sign: str, printed: str, smallest: float, largest: float) -> bool:
    """Return whether P is near what the interval says, both measured as z."""
    slip = float(half_unit(printed)) if sign == "=" else 0.0
    weakest = 0.0 if sign in _ABOVE else _z(float(printed) + slip)
    # Beyond a z of 3.3 the tails of t and normal part too far to judge by.
    strongest = inf if sign in _BELOW else max(_z(float(printed) - slip), weakest)
    from_interval = _z(largest), _z(smallest)
    return min(weakest, 3.3) <= max(from_interval[1] * _Z_RATIO, from_interval[1] + 0.1) and max(
        strongest * _Z_RATIO, strongest + 0.1
    ) >= min(from_interval[0], 3.3)


def _z(p: float) -> float:
    return 0.0 if p >= 1 else inf if p <= 0 else float(-ndtri(p / 2))
