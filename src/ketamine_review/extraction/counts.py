"""Counts: sample sizes, and counts of those with an outcome."""

from __future__ import annotations

from ketamine_review.extraction.place import Place, cue
from ketamine_review.extraction.readings import Reading, reading
from ketamine_review.model.quantity import Kind

_PREPOSITIONS = frozenset(
    [
        "in",
        "with",
        "to",
        "for",
        "was",
        "were",
        "had",
        "from",
        "than",
        "by",
        "who",
        "whose",
        "at",
        "on",
        "during",
        "after",
        "before",
        "into",
        "between",
    ]
)


def read_n(place: Place, follows_group: bool) -> Reading | None:
    """Read "n = 30": a group's size, or where it follows an outcome, those who had it.

    Args:
        place: The expression.
        follows_group: Whether a group, an arm or people are named directly before it.
    """
    n = place.count("n")
    if n is None:
        return None
    if place.sentence.role == "results" and not follows_group:
        return reading(place, Kind.PROPORTION, 0.6, events=n)
    return reading(place, Kind.SAMPLE_SIZE, 0.95, n=n)


def read_none(place: Place) -> Reading | None:
    """Read "none of the patients" as no events."""
    after = place.right(1)
    if place.sentence.role not in ("results", "conclusions") or (after and after[0].kind == "-"):
        return None
    return reading(place, Kind.PROPORTION, 0.7, events=0, n=place.count("n"))


def read_bare_count(place: Place, after_count: bool) -> Reading | None:
    """Read a whole number of people: a sample size, or a count of those with an outcome.

    Args:
        place: The expression, a number without a unit.
        after_count: Whether the sentence has a sample size just before: "68 in group 1, 70 in
            group 2".
    """
    n = place.count("value")
    if n is None or n == 0:
        return None
    people = _people_after(place)
    clause = place.clause()
    if people is None and not _enrolled_next(place) and not _per_group(place):
        return _continued(place, n) if after_count else None
    if cue("power").among(clause) and place.sentence.role in ("methods", "background"):
        return None
    role = place.sentence.role
    if role in ("methods", "background") or _per_group(place):
        sure = 0.9 if role == "methods" else 0.6
        return reading(place, Kind.SAMPLE_SIZE, sure, n=n)
    if _is_sample(place, people):
        return reading(place, Kind.SAMPLE_SIZE, 0.85, n=n)
    return reading(place, Kind.PROPORTION, 0.7, events=n)


def _people_after(place: Place) -> int | None:
    """Return how many tokens on the people stand that a number counts, None where none do."""
    for offset, token in enumerate(place.right(10)):
        if token.kind == "H":
            return offset
        if token.kind not in "wroa-,(PG)" and not (offset and token.text in "/"):
            return None
        if token.value in _PREPOSITIONS or token.kind in "NW%":
            return None
    return None


def _enrolled_next(place: Place) -> bool:
    """Return whether "442 were randomised" goes on with a verb that tells of a sample."""
    after = place.right(3)
    return (
        len(after) > 1
        and after[0].value in ("were", "was", "have", "had")
        and after[1].value in cue("enrol")
    ) or (bool(after) and after[0].value in ("completed", "entered", "withdrew"))


def _per_group(place: Place) -> bool:
    after = [token.value for token in place.right(3)]
    return after[:1] == ["each"] or (
        after[:2]
        in (
            ["in", "each"],
            ["per", "group"],
            ["per", "arm"],
            ["for", "each"],
            ["for", "both"],
            ["in", "both"],
        )
        and len(after) > 2
    )


def _is_sample(place: Place, people: int | None) -> bool:
    """Return whether a count of people in the results is a sample and not an outcome."""
    before = [token.value for token in place.left(3)]
    if (
        before[-1:] == ["of"]
        or before[-2:] in (["total", "of"], ["of", "the"])
        or before[-1:] == ["all"]
    ):
        return True
    start = 0 if people is None else people
    after = place.right(start + 9)[start:]
    verbs = [token.value for token in after]
    if cue("enrol").among(after[:7]) or (
        any(t.kind == "G" for t in after[:4]) and "were" in before
    ):
        return True
    return (
        "there" in before and "were" in before and any(token.kind == "G" for token in after[:4])
    ) or "withdrew" in verbs[:2]


def _continued(place: Place, n: int) -> Reading | None:
    after = place.right(2)
    if (
        len(after) > 1
        and after[0].value in ("in", "to")
        and (after[1].kind == "G" or after[1].value == "the")
    ):
        return reading(place, Kind.SAMPLE_SIZE, 0.85, n=n)
    return None
