"""Words: how numbers and times are written in a figure."""

from __future__ import annotations

#: A month in days where a length of time is written in months.
MONTH = 30.0


def number(value: float, digits: int = 1) -> str:
    """Return a number with a true minus sign; what rounds to zero has none."""
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.removeprefix("-")
    return text.replace("-", "−")


def plain(value: float, digits: int = 3) -> str:
    """Return a number at so many significant digits without trailing zeros, for a tick."""
    text = f"{value:.{digits}g}"
    return (f"{float(text):g}" if "e" in text else text).replace("-", "−")


def percent(share: float, digits: int = 1) -> str:
    """Return a share (0 to 1) as a percent."""
    return f"{number(100 * share, digits)}%"


def interval(low: float, high: float, digits: int = 1, factor: float = 1.0) -> str:
    """Return two limits as ``66.3 to 88.1``."""
    return f"{number(factor * low, digits)} to {number(factor * high, digits)}"


def duration(days: float) -> str:
    """Return a length of time in the unit that people would use: ``40 min``, ``5 days``."""
    minutes = days * 24 * 60
    if minutes < 120:
        return f"{plain(minutes, 2 if minutes < 100 else 3)} min"
    if days < 2 and abs(days - 1) > 0.01:
        return f"{plain(days * 24)} h"
    if days < 60:
        return f"{plain(days)} day{'' if abs(days - 1) < 0.01 else 's'}"
    return f"{plain(days / MONTH, 2)} months"


def p_value(p: float) -> str:
    """Return a P value as ``P = 0.03`` or ``P < 0.001``."""
    if p < 0.001:
        return "P < 0.001"
    return f"P = {p:.3f}" if p < 0.01 else f"P = {p:.2f}"


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """Return ``1 study``, ``2 studies``, ``no study``."""
    if count == 0:
        return f"no {noun}"
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def joined(items: list[str]) -> str:
    """Return ``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def sentence(text: str) -> str:
    """Return a text with a capital at its start and a full stop at its end."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?…" else ".")
