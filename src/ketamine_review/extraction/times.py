"""Times: which lengths of time are moments or windows of measurement, and not outcomes."""

from __future__ import annotations

from collections.abc import Sequence

from ketamine_review.extraction.cue import cue
from ketamine_review.extraction.place import Place, outside_brackets

_LIST = frozenset([",", "and", "or", "to", "-", "–"])
_LENGTHS = frozenset(
    ["end", "period", "duration", "course", "total", "interval", "minimum", "maximum"]
)
_SMALL = frozenset(["the", "a", "about", "approximately", "up"])


def time_points(found: Sequence[Place]) -> frozenset[int]:
    """Return which of a sentence's expressions say when something was, by their index.

    A member of a list, "at 1, 2 and 3 months", is one where the member before it is.
    """
    when: set[int] = set()
    for at, place in enumerate(found):
        if place.unit == "T" and place.form in ("plain", "range", "between", "from_to"):
            last = max(when, default=None)
            if _says_when(place) or (last is not None and _listed(found[last], place)):
                when.add(at)
    for at in sorted(when, reverse=True):  # "8, 12 and 24 hours postdose"
        while at and found[at - 1].unit == "T" and _listed(found[at - 1], found[at]):
            at -= 1
            when.add(at)
    return frozenset(when)


def _says_when(place: Place) -> bool:
    if place.hyphenated() or place.attributive() or place.after() in cue("after_time"):
        return True
    if _heads_clause(place) or _dates_visit(place):
        return True
    words = [token.value for token in place.left(3) if token.value not in _SMALL]
    if words[-1:] == ["lasted"] and place.role == "results":
        return False  # "analgesia lasted 701 min in group K"
    if words[-1:] == ["of"]:
        return bool(_LENGTHS.intersection(words))
    return bool(words) and words[-1] in cue("before_time")


def _dates_visit(place: Place) -> bool:
    """Return whether brackets say when a visit was: "at the second visit (101 days)"."""
    before = [token.value for token in place.left(3)]
    alone = before[-1:] == ["("] and place.after() == ")"
    return alone and not {"visit", "visits", "follow", "assessment"}.isdisjoint(before)


def _heads_clause(place: Place) -> bool:
    """Return whether a sentence or clause opens with a time: "By 60 minutes, 16 of 29 ..."."""
    first = place.expression.first
    opened = first == 1 or (first > 1 and place.tokens[first - 2].kind in ",;")
    return opened and place.before() == "by" and place.after() == ","


def _listed(before: Place, place: Place) -> bool:
    """Return whether two lengths of time are joined: "at 1 (3 vs 5), 2 (2 vs 5) and 3 months"."""
    first = before.expression.last
    between = [
        token.value for token in outside_brackets(place.tokens[first : place.expression.first])
    ]
    return 0 < len(between) <= 2 and all(word in _LIST for word in between)
