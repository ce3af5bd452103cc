"""Numbers: the only way in which a number reaches the page.

Each becomes ``<data data-path="results.json#/..." data-as="percent" value="0.746...">75%</data>``:
where it stands, its value as published, and how it was rounded.
"""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from ketamine_review import wording
from ketamine_review.page.cited import Cited, Count
from ketamine_review.tables import number_text

#: How an estimate of a measure is written.
_UNIT_OF = {
    "proportion": "percent",
    "risk_difference": "percent",
    "relative_change": "percent",
    "difference": "points",
    "change": "points",
    "duration": "days",
}


def unit_of(measure: str) -> str:
    """Return the unit in which estimates of a measure are written."""
    return _UNIT_OF[measure]


_MINUS = str.maketrans("-", "−")

_WRITERS: dict[str, Callable[[float], str]] = {
    "count": lambda value: f"{value:,.0f}",
    "percent": lambda value: wording.percent(value).translate(_MINUS),
    "share": lambda value: f"{100 * value:.0f}".translate(_MINUS),
    "points": wording.points,
    "hundredths": lambda value: wording.points(value, 2),
    "days": wording.days_text,
}


def number(value: Cited | Count, unit: str = "count") -> Markup:
    """Return a number as the page prints it.

    Args:
        value: The number, or the cell of a table that holds one.
        unit: ``count``, ``percent`` (of a share), ``share`` (percent without its sign),
            ``points``, ``hundredths``, ``days`` or ``printed`` (as the file has it).
    """
    if isinstance(value.raw, str) and unit == "printed":
        text, plain = value.raw, value.raw
    else:
        plain = value.raw if isinstance(value.raw, int) else number_text(float(value.raw))
        text = str(value.raw) if unit == "printed" else _WRITERS[unit](float(value.raw))
    if isinstance(value, Count):
        place = Markup('data-count="{}" data-where="{}"').format(value.path, value.where)
    else:
        place = Markup('data-path="{}" data-as="{}"').format(value.path, unit)
    return Markup('<data {} value="{}">{}</data>').format(place, plain, text)


def estimate(entry: Cited, measure: str) -> Markup:
    """Return ``71% (60 to 81)`` for anything with estimate, low and high; no estimate, no text."""
    if not entry["estimate"]:
        return Markup("")
    unit = _UNIT_OF[measure]
    value = number(entry["estimate"], unit)
    ends = interval(entry["low"], entry["high"], measure)
    return Markup('{} <span class="ci">({})</span>').format(value, ends) if ends else value


def interval(low: Cited, high: Cited, measure: str) -> Markup:
    """Return ``60 to 81``, nothing where an end is missing."""
    if not low or not high:
        return Markup("")
    unit = {"percent": "share"}.get(_UNIT_OF[measure], _UNIT_OF[measure])
    return Markup("{} to {}").format(number(low, unit), number(high, unit))
