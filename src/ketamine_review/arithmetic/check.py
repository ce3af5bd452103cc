"""What a check returns, and what a printed number may have been before it was rounded."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Outcome(StrEnum):
    """What a check found."""

    OK = "ok"
    MISMATCH = "mismatch"
    NOT_CHECKABLE = "not_checkable"


@dataclass(frozen=True)
class Repair:
    """One reading under which the numbers would fit.

    Attributes:
        changed: The field that differs from what was printed, ``events``, ``n`` or ``value``.
        events: Count under this reading, None where no count is concerned.
        n: Denominator or group size under this reading.
        value: Percent, estimate or spread under this reading, as it would be printed.
    """

    changed: str
    events: int | None = None
    n: int | None = None
    value: str | None = None


@dataclass(frozen=True)
class Check:
    """The result of one check.

    Attributes:
        name: Which check, such as ``percent``.
        outcome: ``ok``, ``mismatch`` or ``not_checkable``.
        sentence: What was found, in one plain sentence.
        repairs: The single changes that would make the numbers fit, likeliest first.
        source: Author and year of the method.
    """

    name: str
    outcome: Outcome
    sentence: str
    repairs: tuple[Repair, ...] = ()
    source: str = ""


def decimals(printed: str) -> int:
    """Return how many decimals a number was printed with ("7.50" has two)."""
    return max(0, -Decimal(printed).as_tuple().exponent)


def half_unit(printed: str) -> Fraction:
    """Return half a unit of the last printed place."""
    return Fraction(1, 2 * 10 ** decimals(printed))


def before_rounding(printed: str) -> tuple[Fraction, Fraction]:
    """Return the closed interval of values that round to a printed number.

    Both ends belong to it, because reports round halves up, down and to even.
    """
    value, half = Fraction(printed), half_unit(printed)
    return value - half, value + half


def printed_like(value: Fraction | float, pattern: str, more: int = 0) -> str:
    """Return a number with as many decimals as ``pattern`` has, and ``more`` (halves to even)."""
    exact = Fraction(value)
    return f"{Decimal(exact.numerator) / exact.denominator:.{decimals(pattern) + more}f}"
