"""Durations: how long patients were treated, and how long they were followed."""

from __future__ import annotations

from collections.abc import Sequence

from ketamine_review.extraction.place import Place, cue
from ketamine_review.extraction.readings import Reading, reading
from ketamine_review.extraction.units import in_days
from ketamine_review.model.quantity import Kind

_AGE = frozenset(["age", "aged", "old", "ages"])
_BEFORE_COURSE = frozenset(["for", "over", "lasting", "lasted", "until", "during", "than"])
_BEFORE_LOOK = frozenset(
    [
        "at",
        "after",
        "until",
        "for",
        "over",
        "and",
        ",",
        "to",
        "first",
        "within",
        "during",
        "-",
        "or",
    ]
)


def read_duration(place: Place) -> Reading | None:
    """Read a length of time as length of treatment or of follow-up, if it is one."""
    before = place.left(1)
    if place.unit != "T" or _is_age(place) or (before and before[0].kind in "<>"):
        return None
    parts = place.range_parts() | {"scale": place.unit_text()}
    if _tells_follow_up(place):
        return reading(place, Kind.FOLLOW_UP_DURATION, 0.85, **parts)
    if _tells_course(place):
        return reading(place, Kind.TREATMENT_DURATION, 0.8, **parts)
    return None


def _is_age(place: Place) -> bool:
    return any(token.value in _AGE for token in (*place.left(5), *place.right(2)))


def _tells_follow_up(place: Place) -> bool:
    near = [token.value for token in (*place.left(7), *place.right(4)) if token.kind != "-"]
    return "followed" in near or "followup" in near or "follow up" in " ".join(near)


def _tells_course(place: Place) -> bool:
    words = [token.value for token in place.left(3)]
    if not (_BEFORE_COURSE.intersection(words[-1:]) or "lasting" in words or place.hyphenated()):
        return False
    if place.role == "methods":
        return cue("treat").among((*place.left(8), *place.right(3)))
    return place.hyphenated() and cue("treat").among(place.right(4))


def last_assessment(found: Sequence[Place]) -> Place | None:
    """Return the longest time at which the methods plan to look at the patients."""
    planned = [place for place in found if _is_planned_look(place)]
    return max(planned, key=_days, default=None)


def _is_planned_look(place: Place) -> bool:
    return (
        place.unit == "T"
        and place.role == "methods"
        and place.form == "plain"
        and not _is_age(place)
        and (
            place.before() in _BEFORE_LOOK or place.after() in ("later", "after", "postoperatively")
        )
        and cue("assess").among(place.tokens)
        and not _tells_course(place)
    )


def _days(place: Place) -> float:
    return in_days(float(place.value("value") or 0), place.unit_text() or "day")
