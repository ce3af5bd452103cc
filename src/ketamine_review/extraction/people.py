"""People: whom a number counts, and what is said of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ketamine_review.extraction.cue import cue
from ketamine_review.extraction.place import Place
from ketamine_review.extraction.readings import Reading
from ketamine_review.extraction.tokens import Token
from ketamine_review.model.quantity import Kind

_SEXES = (("girls", "boys"), ("men", "women"), ("males", "females"))
#: What goes on with a list of counts: "100 and 106 patients", "in 3, 4 and 9 children".
_MORE = re.compile(r"(?:,[NW]){0,4},?a[NW]")


def people_after(place: Place) -> int | None:
    """Return how many tokens on the people stand that a number counts, None where none do."""
    more = _MORE.match(place.sentence.shape, place.expression.last)
    listed = more.end() - more.start() if more else 0
    for offset, token in enumerate(place.right(12)):
        if token.kind == "H":
            after = place.right(offset + 2)[offset + 1 :]
            return None if _is_attribute(place, token, after) else offset
        if token.value in cue("things"):
            return None
        if token.text == "," and any(t.kind == "H" for t in place.right(offset + 7)[offset:]):
            continue
        if token.kind == "N" and _continues_label(place.right(offset)):
            continue
        if token.kind == "N" and offset and place.right(offset)[-1].kind == "-":
            continue  # "sixty CRPS-1 patients"
        if offset < listed:
            continue
        if token.kind in "NT,":
            if not _tells_age(place.right(12)[offset : offset + 5]):
                return None
        elif (
            token.kind not in "wroaP(n)/G-"
            or (token.value in cue("not_adjective") and not token.text.isupper())
            or token.text == "."
        ):
            return None
    return None


def _is_attribute(place: Place, people: Token, after: Sequence[Token]) -> bool:
    """Return whether "609 patient admissions" counts other things than people."""
    one = place.count("value") == 1
    return (
        not one
        and people.value in ("patient", "subject")
        and any(token.kind == "w" for token in after)
    )


def _continues_label(before: Sequence[Token]) -> bool:
    """Return whether a number is a label among adjectives: "42 ASA 1 and 2 patients"."""
    words = [token.value for token in before if token.kind not in "Na-r"]
    return bool(words) and words[-1] in cue("labels")


def _tells_age(tokens: Sequence[Token]) -> bool:
    """Return whether numbers between a count and its people are ages: "18-50 year old"."""
    return any(token.value in ("year", "years", "old", "aged", "yr") for token in tokens)


def tells_sex(place: Place, people: int, before: Reading | None) -> bool:
    """Return whether "(628 women" or "(32 women and 3 men" describes a sample and is none."""
    opened = any(token.kind in "(;" for token in place.left(1))
    if before is not None and before.kind is Kind.PROPORTION:
        between = place.tokens[before.last : place.expression.first]
        opened = opened or (0 < len(between) <= 3 and between[-1].kind in ",a")
    noun = place.right(people + 1)[-1:]
    both = {t.value for t in (*place.left(4), *place.right(6))}.issuperset
    opened = opened or any(both(pair) for pair in _SEXES)
    return opened and people < 2 and cue("of_patients").among(noun)


def sexes_alone(place: Place) -> bool:
    """Return whether a count is of one sex beside one of the other: "(44 female, 19 male)"."""
    near = {token.value for token in (*place.left(4), *place.right(5))}
    return place.after() in ("female", "male") and near.issuperset(("female", "male"))


def clause_after(place: Place, people: int) -> Sequence[Token]:
    """Return the next words after counted people, up to a number or a comma."""
    after = place.right(people + 10)[people:]
    end = next((i for i, token in enumerate(after) if token.kind in "NW,;"), len(after))
    return after[:end]
