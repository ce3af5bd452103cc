"""Granularity checks: could whole numbers from so many people give this mean and this SD?"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from ketamine_review.arithmetic.check import (
    Check,
    Outcome,
    Repair,
    before_rounding,
    decimals,
    printed_like,
)

_GRIM = "Brown and Heathers 2017"
_GRIMMER = "Anaya 2016; Allard 2018"
_DEBIT = "Heathers and Brown 2019"


def check_grim(mean: str | None, n: int | None, items: int = 1) -> Check:
    """Check that a mean of whole numbers is possible with so many people (GRIM).

    Args:
        mean: The mean as printed.
        n: People.
        items: Whole-number items that each person's score averages.

    Returns:
        A mismatch names the two nearest possible means.
    """
    name = "grim"
    if mean is None or not n:
        missing = "mean" if mean is None else "group size"
        return Check(name, Outcome.NOT_CHECKABLE, f"No {missing} is printed", source=_GRIM)
    grains = n * items
    if grains >= 10 ** decimals(mean):
        sentence = f"With {n} people any mean with so few decimals is possible"
        return Check(name, Outcome.NOT_CHECKABLE, sentence, source=_GRIM)
    if _whole_between(*(end * grains for end in before_rounding(mean))):
        return Check(name, Outcome.OK, f"A mean of {mean} is possible with {n}", source=_GRIM)
    below = floor(Fraction(mean) * grains)
    nearest = [printed_like(Fraction(total, grains), mean) for total in (below, below + 1)]
    repairs = tuple(Repair("value", n=n, value=value) for value in nearest)
    sentence = f"No whole numbers of {n} people average {mean}; the nearest are " + " and ".join(
        nearest
    )
    return Check(name, Outcome.MISMATCH, sentence, repairs, _GRIM)


def _whole_between(low: Fraction, high: Fraction) -> range:
    """Return the whole numbers of a closed interval."""
    return range(ceil(low), floor(high) + 1)


def check_grimmer(mean: str | None, sd: str | None, n: int | None, items: int = 1) -> Check:
    """Check that whole numbers from n people can have this mean and this SD (GRIMMER).

    For each possible sum S, the sum of squares (n - 1) sd² + S²/n must be a whole number, and as
    even or odd as S is, because a square is as even or odd as its root (Allard 2018).

    Args:
        mean: The mean as printed.
        sd: The sample SD (n - 1) as printed.
        n: People.
        items: Whole-number items that each person's score averages.
    """
    name = "grimmer"
    if mean is None or sd is None or n is None or n < 2:
        sentence = "Mean, SD or group size is not printed"
        return Check(name, Outcome.NOT_CHECKABLE, sentence, source=_GRIMMER)
    if n * items >= 10 ** decimals(mean):
        sentence = f"With {n} people any mean with so few decimals is possible"
        return Check(name, Outcome.NOT_CHECKABLE, sentence, source=_GRIMMER)
    low, high = (items * end for end in before_rounding(sd))
    sums = _whole_between(*(n * items * end for end in before_rounding(mean)))
    possible = any(_squares_possible(total, max(low, Fraction(0)), high, n) for total in sums)
    said = f"a mean of {mean} with an SD of {sd} among {n} people"
    if possible:
        return Check(name, Outcome.OK, f"Whole numbers can give {said}", source=_GRIMMER)
    return Check(name, Outcome.MISMATCH, f"No whole numbers give {said}", source=_GRIMMER)


def _squares_possible(total: int, low: Fraction, high: Fraction, n: int) -> bool:
    base = Fraction(total**2, n)
    squares = _whole_between((n - 1) * low**2 + base, (n - 1) * high**2 + base)
    return any((square - total) % 2 == 0 for square in squares)


def check_debit(share: str | None, sd: str | None, n: int | None) -> Check:
    """Check that zeros and ones from n people can have this mean and this SD (DEBIT).

    Of zeros and ones the SD follows from the mean: sqrt(n / (n - 1) · m (1 - m)).

    Args:
        share: Mean of the zeros and ones as printed, 0 to 1.
        sd: The sample SD (n - 1) as printed.
        n: People.
    """
    name = "debit"
    if share is None or sd is None or n is None or n < 2:
        sentence = "Mean, SD or group size is not printed"
        return Check(name, Outcome.NOT_CHECKABLE, sentence, source=_DEBIT)
    if not 0 <= Fraction(share) <= 1:
        sentence = f"{share} is not a mean of zeros and ones"
        return Check(name, Outcome.NOT_CHECKABLE, sentence, source=_DEBIT)
    low, high = before_rounding(sd)
    events = range(n + 1)
    shares = before_rounding(share)
    fits = any(
        max(low, Fraction(0)) ** 2 <= Fraction(k * (n - k), n * (n - 1)) <= high**2
        for k in events[max(0, ceil(shares[0] * n)) : max(0, floor(shares[1] * n)) + 1]
    )
    said = f"a mean of {share} with an SD of {sd} among {n}"
    if fits:
        return Check(name, Outcome.OK, f"Zeros and ones can give {said}", source=_DEBIT)
    expected = (Fraction(share) * (1 - Fraction(share)) * n / (n - 1)) ** 0.5
    repairs = (Repair("value", n=n, value=printed_like(expected, sd)),)
    return Check(name, Outcome.MISMATCH, f"No zeros and ones give {said}", repairs, _DEBIT)
