"""Counts: sample sizes, and counts of those with an outcome."""

from __future__ import annotations

import re

from ketamine_review.extraction.cue import cue
from ketamine_review.extraction.people import clause_after, people_after, sexes_alone, tells_sex
from ketamine_review.extraction.place import Place
from ketamine_review.extraction.readings import Neighbours, Reading, reading
from ketamine_review.extraction.samples import (
    is_sample,
    per_group,
    sample_verb_next,
    shares_out,
    sizes_in_brackets,
    sizes_subject,
)
from ketamine_review.model.quantity import Kind

_GOES_ON = frozenset(
    ["in", "to", "after", "given", "receiving", "on", "with", "who", "for", "under"]
)
#: "3 patients had headache, 4 had shivering"
_HAD = frozenset(
    ["had", "developed", "experienced", "required", "reported", "needed", "showed", "suffered"]
)


#: People are counted for an outcome before one of these, wherever the sentence stands.
_OUTCOME_VERBS = frozenset(["did", "experienced", "showed", "developed", "responded", "vomited"])


def read_n(place: Place, after_group: bool) -> Reading | None:
    """Read "n = 30": a group's size, or where it follows an outcome, those who had it.

    Args:
        place: The expression.
        after_group: Whether a group or people are named just before it.
    """
    n = place.count("n")
    if n is None or (place.form == "named_n" and not _is_abbreviation(place)):
        return None
    if any(token.kind == "v" for token in (*place.left(1), *place.right(1))):
        return reading(place, Kind.PROPORTION, 0.7, events=n)  # "(n = 5 versus n = 10)"
    told = after_group or cue("sample").among(place.left(7)) or sizes_subject(place)
    shape = place.sentence.shape[max(0, place.expression.first - 14) : place.expression.first]
    told = told or re.search(r"%o[^NW;]*\($", shape) is not None
    capital = place.tokens[place.expression.first].text == "N"  # by convention all patients
    told = told or any(token.value == "subgroup" for token in place.left(14))
    told = told or (capital and not any(token.kind == "%" for token in place.left(3)))
    if place.after() == ")":
        goes_on = place.beyond(1) and place.right(2)[-1].value in cue("change")
        told = told or goes_on or any(token.kind in "MD" for token in place.left(20))
    if place.role == "results" and not told:
        return reading(place, Kind.PROPORTION, 0.6, events=n)
    return reading(place, Kind.SAMPLE_SIZE, 0.95, n=n)


def _is_abbreviation(place: Place) -> bool:
    name = place.tokens[place.expression.first].text
    return name.isupper() and len(name) < 6 and place.role == "methods"


def read_none(place: Place) -> Reading | None:
    """Read "none of the patients" as no events."""
    if place.role not in ("results", "conclusions") or place.after() in ("-", "satisfaction"):
        return None
    word = place.tokens[place.expression.first].value
    if place.form == "none_in" and (word != "none" or place.after() not in cue("after_none")):
        return None
    return reading(place, Kind.PROPORTION, 0.8, events=0, n=place.count("n"))


def read_people(place: Place, before: Reading | None, beside: Neighbours) -> Reading | None:
    """Read a whole number of people: a sample size, or a count of those with an outcome.

    Args:
        place: The expression, a number without a unit.
        before: The reading just before it in the sentence, whose kind it may go on with: "68
            patients in group 1, 70 in group 2".
        beside: What stands next to it.
    """
    n = place.count("value")
    if not n or any(token.kind in "<>" for token in place.left(1)):
        return None
    if per_group(place) and not _had_in_each(place):
        planned = place.role == "methods" and cue("power").among(place.tokens)
        return None if planned else reading(place, Kind.SAMPLE_SIZE, 0.9, n=n)
    in_brackets = place.before() == "(" and place.after() == ")"
    bare_size = beside.group and place.role == "methods" and in_brackets
    if bare_size or place.before() in ("leaving", "left"):
        return reading(place, Kind.SAMPLE_SIZE, 0.8, n=n)
    sized = before is not None and before.kind is Kind.SAMPLE_SIZE
    if sized and _listed(before, place):
        return reading(place, Kind.SAMPLE_SIZE, 0.85, n=n)
    people = people_after(place)
    if sized and beside.named and people == 0:
        return reading(place, Kind.SAMPLE_SIZE, 0.8, n=n)
    if people is not None:
        if shares_out(place, before, people):
            return reading(place, Kind.SAMPLE_SIZE, 0.8, n=n)
        return _read_counted(place, n, people, before)
    if sample_verb_next(place):
        planned = place.role == "methods" and cue("power").among(place.tokens)
        return None if planned else reading(place, Kind.SAMPLE_SIZE, 0.85, n=n)
    girls = place.after() in ("were", "was") and cue("of_patients").among(place.right(2))
    if girls or sexes_alone(place):  # "of which 33 were girls"
        return reading(place, Kind.PROPORTION, 0.7, events=n)
    if beside.of_group and place.role in ("results", "conclusions"):
        return reading(place, Kind.PROPORTION, 0.7, events=n)
    if place.after() in ("were", "was") and cue("flow").among(place.right(2)):
        return reading(place, Kind.PROPORTION, 0.75, events=n, note="flow")
    if place.role in ("results", "conclusions") and _listed_in_brackets(place):
        return reading(place, Kind.PROPORTION, 0.7, events=n)
    if place.role in ("results", "conclusions") and _of_those_before(place):
        return reading(place, Kind.PROPORTION, 0.7, events=n)
    if beside.treated or (beside.group and sizes_in_brackets(place)):
        return reading(place, Kind.SAMPLE_SIZE, 0.8, n=n)
    if place.in_words() and n == 1 and any(token.value == "other" for token in place.right(30)):
        return None  # "one receiving X and the other Y"
    if beside.leads and cue("sample").among(place.left(4)):
        return reading(place, Kind.SAMPLE_SIZE, 0.8, n=n)
    return _continued(place, n, before, beside.named)


def _had_in_each(place: Place) -> bool:
    """Return whether so many of each group had an outcome: "nausea in one patient per group"."""
    told = cue("sample").among(place.right(10)) or place.right(1)[0].kind not in "H"
    return place.role != "methods" and (
        not told or place.tokens[place.expression.first - 1].kind == "v"
    )


def _listed(before: Reading, place: Place) -> bool:
    """Return whether two numbers share what follows them: "100 and 106 patients"."""
    between = place.tokens[before.last : place.expression.first]
    return 0 < len(between) <= 2 and all(token.kind in ",a" for token in between)


def _read_counted(place: Place, n: int, people: int, before: Reading | None) -> Reading | None:
    """Read a count of people that stand so many tokens on."""
    if people and place.in_words() and place.before() in ("the", "these", "both"):
        return None
    if tells_sex(place, people, before):
        return reading(place, Kind.PROPORTION, 0.7, events=n)
    if cue("flow").among(clause_after(place, people)):
        return reading(place, Kind.PROPORTION, 0.75, events=n, note="flow")
    verb = [token.value for token in place.right(people + 2)[people + 1 :]]
    if verb and verb[0] in _OUTCOME_VERBS:
        return reading(place, Kind.PROPORTION, 0.7, events=n)
    if place.role not in ("results", "conclusions"):
        planned = cue("power").among(place.tokens)
        return None if planned else reading(place, Kind.SAMPLE_SIZE, 0.9, n=n)
    if cue("rescue").among(clause_after(place, people)):
        return reading(place, Kind.PROPORTION, 0.75, events=n)
    if is_sample(place, people):
        return reading(place, Kind.SAMPLE_SIZE, 0.9, n=n) if n > 1 else None
    return reading(place, Kind.PROPORTION, 0.8, events=n)


def _of_those_before(place: Place) -> bool:
    """Return whether a number counts people told of before: "seen in 11 of these"."""
    after = place.right(3)
    of_them = [token.value for token in after[:2]] in (["of", "these"], ["of", "them"])
    return of_them and (len(after) < 3 or after[2].kind in ".,;H" or after[2].value in cue("had"))


def _listed_in_brackets(place: Place) -> bool:
    """Return whether bare counts stand in brackets one after another: "nausea (3), rash (1)"."""
    kinds, first, last = place.sentence.shape, place.expression.first, place.expression.last
    alone = kinds[first - 1 : first] == "(" and kinds[last : last + 1] == ")"
    around = kinds[max(0, first - 14) : last + 14]
    others = len(_IN_BRACKETS.findall(around)) - 1
    return alone and others > 0 and cue("events").among(place.tokens) and "M" not in kinds


_IN_BRACKETS = re.compile(r"w\(N\)")


def _continued(place: Place, n: int, before: Reading | None, named: bool) -> Reading | None:
    """Read "70 in group 2", "290 to placebo", "11 given morphine" like the count before it."""
    joined = place.before() in ("and", "or", ",", ";", "(", "[", ":")
    if before is not None and before.kind is Kind.SAMPLE_SIZE and named and joined:
        return reading(place, Kind.SAMPLE_SIZE, 0.8, n=n)  # "21 received X and 19 placebo"
    if before is not None and before.kind is Kind.PROPORTION and before.value is None:
        listed = place.before() in (",", "and") and place.after() in _HAD
        if listed and before.events is not None and not place.unit:
            return reading(place, Kind.PROPORTION, 0.75, events=n)
    if before is None or place.after() not in _GOES_ON:
        return None
    if before.kind is Kind.SAMPLE_SIZE:
        return reading(place, Kind.SAMPLE_SIZE, 0.85, n=n)
    if before.kind is Kind.PROPORTION and before.value is None and before.events is not None:
        return reading(place, Kind.PROPORTION, 0.75, events=n)
    return None
