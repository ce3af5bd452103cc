"""Spark: the studies of one question as a drawing of a few lines, beside their numbers in text."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from markupsafe import Markup

from ketamine_review.page.cited import Cited

WIDTH = 220.0
_TOP, _STEP, _PAD = 5.0, 7.0, 4.0

Scale = Callable[[float], float]

#: Ends of the axis and its guides, in the unit of the estimates.
_AXES = {
    "proportion": (0.0, 1.0, (0.0, 0.5, 1.0)),
    "relative_change": (0.0, 1.0, (0.0, 0.5, 1.0)),
    "risk_difference": (-1.0, 1.0, (0.0,)),
    "difference": (-10.0, 10.0, (0.0,)),
    "change": (0.0, 10.0, (0.0, 5.0, 10.0)),
    "duration": (0.0, 1.0, ()),
}

#: Shortest and longest length of time on the axis, in days: ten minutes and about a year.
_SHORTEST, _LONGEST = 10 / 1440, 400.0


def spark(measure: str, studies: Sequence[Cited], pool: Cited | None = None) -> Markup:
    """Return the drawing; a screen reader passes over it, as the numbers stand beside it.

    Args:
        measure: What the studies measure.
        studies: Their effects, from above.
        pool: The pooled estimate, where one may be shown.
    """
    start, end, guides = _AXES[measure]
    place = _time if measure == "duration" else _linear(start, end)
    height = _TOP * 2 + _STEP * (len(studies) - 1 + (pool is not None))
    parts = [_guide(place(value), height) for value in guides]
    for position, study in enumerate(studies):
        parts.append(_study(study, place, _TOP + _STEP * position))
    if pool is not None:
        ends = (place(pool.raw[name]) for name in ("low", "estimate", "high"))
        parts.append(_diamond(*ends, height - _TOP))
    return Markup(
        '<svg class="spark" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>'
    ).format(_text(WIDTH), _text(height), Markup("").join(parts))


def _linear(start: float, end: float) -> Scale:
    def place(value: float) -> float:
        share = (min(max(value, start), end) - start) / (end - start)
        return _PAD + share * (WIDTH - 2 * _PAD)

    return place


def _time(days: float) -> float:
    logs = _linear(math.log(_SHORTEST), math.log(_LONGEST))
    return logs(math.log(max(days, _SHORTEST)))


def _guide(x: float, height: float) -> Markup:
    return Markup('<path class="guide" d="M{} 0V{}"/>').format(_text(x), _text(height))


def _study(study: Cited, place: Scale, y: float) -> Markup:
    effect = study.raw
    hollow = " hollow" if effect["status"] == "provisional" else ""
    if effect["estimate"] is None and effect["readings"] is None:
        return Markup("")
    if effect["estimate"] is None:
        low, high = (place(end) for end in effect["readings"])
        return Markup('<path class="readings" d="M{} {}H{}"/>').format(
            _text(low), _text(y), _text(max(high, low + 2))
        )
    line = Markup("")
    if effect["low"] is not None and effect["high"] is not None:
        line = Markup('<path class="whisker" d="M{} {}H{}"/>').format(
            _text(place(effect["low"])), _text(y), _text(place(effect["high"]))
        )
    dot = Markup('<circle class="dot{}" cx="{}" cy="{}" r="2.6"/>')
    return line + dot.format(hollow, _text(place(effect["estimate"])), _text(y))


def _diamond(low: float, middle: float, high: float, y: float) -> Markup:
    return Markup('<path class="diamond" d="M{} {}L{} {} {} {} {} {}z"/>').format(
        *(_text(v) for v in (low, y, middle, y - 3.5, high, y, middle, y + 3.5))
    )


def _text(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
