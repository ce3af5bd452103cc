"""Numbers in words: one way to write a share, points and days, on page, figure and in sentences."""

from __future__ import annotations

from collections.abc import Sequence


def percent(share: float) -> str:
    """Return a share (0 to 1) as ``71%``; a share that is not 0 or 1 never rounds to one."""
    text = f"{100 * share:.0f}"
    if (share > 0 and text == "0") or (share < 1 and text == "100"):
        text = f"{100 * share:.1f}"
    return f"{text}%"


def percent_interval(share: float, low: float, high: float) -> str:
    """Return ``71% (60 to 81)``."""
    return f"{percent(share)} ({100 * low:.0f} to {100 * high:.0f})"


def points(value: float, digits: int = 1) -> str:
    """Return points of a 0-10 scale with a true minus sign, never as minus zero."""
    text = f"{value:.{digits}f}"
    return text.replace("-", "−") if float(text) != 0 else text.replace("-", "")


def days_text(days: float) -> str:
    """Return a length of time in the unit a reader would use: ``30 minutes``, ``5 days``."""
    if days < 0.08:
        return _length(days * 1440, "minute")
    if days < 1.5:
        return _length(days * 24, "hour")
    months = days / 30
    whole = days >= 60 and abs(months - round(months)) < 0.02
    return _length(months, "month") if whole else _length(days, "day")


def _length(number: float, unit: str) -> str:
    text = f"{number:.1f}".removesuffix(".0")
    return f"{text} {unit}{'' if text == '1' else 's'}"


def counted(number: int, noun: str) -> str:
    """Return ``1 study`` or ``3 studies``."""
    if number == 1:
        return f"1 {noun}"
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    plural = f"{noun}es" if noun.endswith(("ch", "sh", "x")) else plural
    return f"{number} {plural}"


def listed(items: Sequence[str], last: str = "and") -> str:
    """Return items as ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"
