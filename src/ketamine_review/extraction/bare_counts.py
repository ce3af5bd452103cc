"""Bare counts: numbers without a unit or a percent that count people or events."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ketamine_review.extraction.cue import cue
from ketamine_review.extraction.place import Place
from ketamine_review.extraction.readings import Neighbours, Reading, reading
from ketamine_review.extraction.tokens import Token, shape
from ketamine_review.model.quantity import Kind


def read_bare_count(place: Place, beside: Neighbours) -> Reading | None:
    """Read a bare number of the results that counts, or is a percent without its sign.

    Args:
        place: The expression, a single number.
        beside: What stands next to it.
    """
    value = place.value("value")
    if value is None or place.unit or place.role not in ("results", "conclusions"):
        return None
    if not value.isdigit():
        plain = "." in value and _subject_is_percentage(place)
        return reading(place, Kind.PROPORTION, 0.6, value=value) if plain else None
    if _heads_events(place):
        return reading(place, Kind.PROPORTION, 0.75, events=int(value), note="events")
    if place.in_words():
        return None
    if beside.pair and _counts_events(place):
        return reading(place, Kind.PROPORTION, 0.75, events=int(value), note="events")
    if place.before() == ":" and _counts_in_groups(place):
        return reading(place, Kind.PROPORTION, 0.7, events=int(value))
    if _opens_brackets(place) and _numbers_people(place):
        return reading(place, Kind.PROPORTION, 0.7, events=int(value), note="events")
    return None


def _heads_events(place: Place) -> bool:
    """Return whether a number counts events: "there were 29 deaths"."""
    if any(token.kind in "<>" for token in place.left(1)):
        return False  # "at least one adverse event"
    for token in place.right(5):
        if token.value in cue("events"):
            return not place.unit
        if token.kind not in "w-" or token.value in cue("opening"):
            break
    return False


def _counts_events(place: Place) -> bool:
    before = place.left(14)
    if any(token.kind in "MDS" for token in before):
        return False
    return cue("events").among(before) or _tells_number_of_people(before)


def _counts_in_groups(place: Place) -> bool:
    """Return whether brackets count the patients of groups: "acceptable (K1: 23; K2: 26)"."""
    around = (*place.left(24), *place.right(2))
    measured = any(t.kind in "MDSEQR±" for t in around) or cue("score").among(around)
    kinds = place.sentence.shape[max(0, place.expression.first - 24) : place.expression.first]
    return not measured and kinds.count("(") > kinds.count(")")


#: "(13 and 3", "(8 vs 4, 1 and 0"
_LIST = re.compile(r"\((?:N(?:[av,]|v\.|,a))*$")


def _opens_brackets(place: Place) -> bool:
    """Return whether a number is the first in brackets, or one of a list: "(13 and 3"."""
    return bool(_LIST.search(shape(place.left(12))))


def _numbers_people(place: Place) -> bool:
    """Return whether brackets hold counts: "the number of patients ... (13 and 3"."""
    before = place.left(28)
    before = before[: max(at for at, token in enumerate(before) if token.kind == "(")]
    return _tells_number_of_people(before) and not any(token.kind in "MD" for token in before)


def _tells_number_of_people(tokens: Sequence[Token]) -> bool:
    """Return whether "number of patients" is said, or "more patients"."""
    for at, token in enumerate(tokens):
        if token.value == "number" and any(t.kind == "H" for t in tokens[at + 2 : at + 5]):
            return True
        if token.value in ("more", "fewer") and any(t.kind == "H" for t in tokens[at + 1 : at + 3]):
            return True
    return False


def _subject_is_percentage(place: Place) -> bool:
    """Return whether "the percentage of pain relief was ... (G1 = 22.2" leaves out the sign."""
    before = place.left(100)
    worded = [at for at, token in enumerate(before) if token.text.lower() == "percentage"]
    if not worded or worded[-1] + 1 >= len(before) or before[worded[-1] + 1].kind != "o":
        return False
    return not cue("change").among(before) and not any(token.kind in "MD" for token in before)
