"""Durations: how long patients were treated, and how long they were followed."""

from __future__ import annotations

from collections.abc import Sequence

from ketamine_review.extraction.place import Place, cue
from ketamine_review.extraction.readings import Reading, reading
from ketamine_review.extraction.units import in_days
from ketamine_review.model.quantity import Kind


def read_duration(place: Place) -> Reading | None:
    """Read a length of time in the methods as length of treatment or of follow-up, if it is one."""
    if place.unit != "T" or place.sentence.role == "background":
        return None
    parts = {name: place.value(name) for name in ("value", "low", "high")}
    scale = place.unit_text()
    before, after = place.left(7), place.right(4)
    previous = place.previous()
    if _is_age(place) or previous in cue("power") or (before and before[-1].kind in "<>"):
        return None
    if _followed(place):
        return reading(place, Kind.FOLLOW_UP_DURATION, 0.8, scale=scale, **parts)
    if _treated(place):
        return reading(place, Kind.TREATMENT_DURATION, 0.75, scale=scale, **parts)
    return None


def _is_age(place: Place) -> bool:
    near = {token.value for token in (*place.left(5), *place.right(2))}
    return not near.isdisjoint({"age", "aged", "old", "ages"})


def _followed(place: Place) -> bool:
    near = [token.value for token in (*place.left(7), *place.right(4))]
    text = " ".join(near)
    return "follow up" in text or "followed" in near or "follow - up" in text


def _treated(place: Place) -> bool:
    before, after = place.left(8), place.right(3)
    previous = place.previous()
    if previous in ("for", "over", "lasting", "until", "during") or place.hyphenated():
        return cue("treat").among(before) or cue("treat").among(after)
    return False


def last_assessment(found: Sequence[Place]) -> Place | None:
    """Return the longest time at which the methods plan to look at the patients."""
    planned = [
        place
        for place in found
        if place.unit == "T"
        and place.sentence.role == "methods"
        and place.value("value") is not None
        and not _is_age(place)
        and cue("assess").among(place.sentence.tokens)
    ]
    return max(planned, key=_days, default=None)


def _days(place: Place) -> float:
    unit = place.unit_text() or next(
        (t.text for t in place.tokens[place.expression.last :] if t.kind == "T"), "day"
    )
    return in_days(float(place.value("value") or 0), unit)
