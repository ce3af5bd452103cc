"""Numbers in words: one way to write a share, points and days, on page, figure and in sentences."""

from __future__ import annotations

from collections.abc import Sequence


def percent(share: float, digits: int = 0) -> str:
    """Return a share (0 to 1) as ``71%``; a share that is not 0 or 1 never rounds to one."""
    text = f"{100 * share:.{digits}f}"
    if (share > 0 and float(text) == 0) or (share < 1 and float(text) == 100):
        text = f"{100 * share:.{digits + 1}f}"
    return f"{text}%"


def percent_interval(share: float, low: float, high: float) -> str:
    """Return ``71% (60 to 81)``."""
    return f"{percent(share)} ({percent(low)[:-1]} to {percent(high)[:-1]})"


def points(value: float, digits: int = 1) -> str:
    """Return points of a 0-10 scale with a true minus sign, never as minus zero."""
    text = f"{value:.{digits}f}"
    return text.replace("-", "−") if float(text) != 0 else text.replace("-", "")


def days_text(days: float) -> str:
    """Return a length of time in the unit a reader would use: ``30 minutes``, ``5 days``."""
    for unit, length, from_days in (
        ("minute", 1 / 1440, 0.0),
        ("hour", 1 / 24, 0.125),
        ("day", 1.0, 1.5),
        ("month", 30.0, 60.0),
    )[::-1]:
        if days >= from_days:
            number = f"{days / length:.1f}".removesuffix(".0")
            return f"{number} {unit}{'' if number == '1' else 's'}"
    raise AssertionError("a length of time is never negative")


def counted(number: int, noun: str) -> str:
    """Return ``1 study`` or ``3 studies``."""
    if number == 1:
        return f"1 {noun}"
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {plural}"


def listed(items: Sequence[str], last: str = "and") -> str:
    """Return items as ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"
