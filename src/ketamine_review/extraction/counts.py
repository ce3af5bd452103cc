"""Counts: sample sizes, and counts of those with an outcome."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ketamine_review.extraction.cue import cue
from ketamine_review.extraction.place import Place, outside_brackets
from ketamine_review.extraction.readings import Neighbours, Reading, reading
from ketamine_review.extraction.tokens import Token
from ketamine_review.model.quantity import Kind

_GOES_ON = frozenset(["in", "to", "given", "receiving", "on", "with", "who", "for", "under"])
#: "3 patients had headache, 4 had shivering"
_HAD = frozenset(
    ["had", "developed", "experienced", "required", "reported", "needed", "showed", "suffered"]
)
_PER_GROUP = (
    ["in", "each"],
    ["per", "group"],
    ["per", "arm"],
    ["for", "each"],
    ["for", "both"],
    ["in", "both"],
)


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
    told = after_group or cue("sample").among(place.left(7)) or _sizes_subject(place)
    if place.after() == ")":
        goes_on = place.beyond(1) and place.right(2)[-1].value in cue("change")
        told = told or goes_on or any(token.kind in "MD" for token in place.left(20))
    if place.role == "results" and not told:
        return reading(place, Kind.PROPORTION, 0.6, events=n)
    return reading(place, Kind.SAMPLE_SIZE, 0.95, n=n)


_NONE_IN = frozenset(["in", "with", "after", "on", "receiving", "of", "for", "given"])


def _sizes_subject(place: Place) -> bool:
    """Return whether people are the subject: "Patients with migraine (n = 274) were treated"."""
    before = place.left(8)
    people = next((i for i in range(len(before) - 1, -1, -1) if before[i].kind == "H"), None)
    if people is None or before[-1].kind != "(" or place.after() != ")":
        return False
    between = before[people + 1 : -1]
    if any(token.kind not in "wo-" or token.value in cue("verb") for token in between):
        return False
    after = place.right(4)
    return cue("sample").among(after) or cue("treat").among(after)


def _is_abbreviation(place: Place) -> bool:
    name = place.tokens[place.expression.first].text
    return name.isupper() and len(name) < 6 and place.role == "methods"


def read_none(place: Place) -> Reading | None:
    """Read "none of the patients" as no events."""
    if place.role not in ("results", "conclusions") or place.after() in ("-", "satisfaction"):
        return None
    bare = place.form == "none_in"
    if bare and not (
        place.tokens[place.expression.first].value == "none" and place.after() in _NONE_IN
    ):
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
    if per_group(place):
        return reading(place, Kind.SAMPLE_SIZE, 0.9, n=n)
    in_brackets = place.before() == "(" and place.after() == ")"
    bare_size = beside.group and place.role == "methods" and in_brackets
    if bare_size or place.before() in ("leaving", "left"):
        return reading(place, Kind.SAMPLE_SIZE, 0.8, n=n)
    sized = before is not None and before.kind is Kind.SAMPLE_SIZE
    if sized and _listed(before, place):
        return reading(place, Kind.SAMPLE_SIZE, 0.85, n=n)
    people = _people_after(place)
    if people is not None:
        if _shares_out(place, before, people):
            return reading(place, Kind.SAMPLE_SIZE, 0.8, n=n)
        return _read_counted(place, n, people, before)
    if _sample_verb_next(place):
        planned = place.role == "methods" and cue("power").among(place.tokens)
        return None if planned else reading(place, Kind.SAMPLE_SIZE, 0.85, n=n)
    if place.after() in ("were", "was") and cue("flow").among(place.right(2)):
        return reading(place, Kind.PROPORTION, 0.75, events=n, note="flow")
    if place.role in ("results", "conclusions") and _listed_in_brackets(place):
        return reading(place, Kind.PROPORTION, 0.7, events=n)
    if beside.treated or (beside.group and _sizes_in_brackets(place)):
        return reading(place, Kind.SAMPLE_SIZE, 0.8, n=n)
    if place.in_words() and n == 1 and any(token.value == "other" for token in place.right(30)):
        return None  # "one receiving X and the other Y"
    if beside.leads and cue("sample").among(place.left(4)):
        return reading(place, Kind.SAMPLE_SIZE, 0.8, n=n)
    return _continued(place, n, before, beside.named)


def _listed(before: Reading, place: Place) -> bool:
    """Return whether two numbers share what follows them: "100 and 106 patients"."""
    between = place.tokens[before.last : place.expression.first]
    return 0 < len(between) <= 2 and all(token.kind in ",a" for token in between)


def _shares_out(place: Place, before: Reading | None, people: int) -> bool:
    """Return whether a sample is told group by group: "29 were analysed, with 15 patients in A".

    A count of those with an outcome, "seen in 5 patients in the placebo group", hangs on a word.
    """
    after = place.right(people + 8)[people + 1 :]
    if before is None or before.kind is not Kind.SAMPLE_SIZE or people > 1:
        return False
    near = next((i for i, token in enumerate(after) if token.kind == "G"), None)
    if near is None or after[0].value != "in" or place.before() not in ("with", "and", ","):
        return False
    ends = after[near + 1 : near + 2]
    return not ends or ends[0].kind in ".,;a)"


def _read_counted(place: Place, n: int, people: int, before: Reading | None) -> Reading | None:
    """Read a count of people that stand so many tokens on."""
    if people and place.in_words() and place.before() in ("the", "these", "both"):
        return None
    if _tells_sex(place, people, before):
        return reading(place, Kind.PROPORTION, 0.7, events=n)
    if cue("flow").among(_clause_after(place, people)):
        return reading(place, Kind.PROPORTION, 0.75, events=n, note="flow")
    if place.role not in ("results", "conclusions"):
        planned = cue("power").among(place.tokens)
        return None if planned else reading(place, Kind.SAMPLE_SIZE, 0.9, n=n)
    if cue("rescue").among(_clause_after(place, people)):
        return reading(place, Kind.PROPORTION, 0.75, events=n)
    if _is_sample(place, people):
        return reading(place, Kind.SAMPLE_SIZE, 0.9, n=n)
    return reading(place, Kind.PROPORTION, 0.8, events=n)


def _clause_after(place: Place, people: int) -> Sequence[Token]:
    """Return the next words after counted people, up to a number or a comma."""
    after = place.right(people + 10)[people:]
    end = next((i for i, token in enumerate(after) if token.kind in "NW,;"), len(after))
    return after[:end]


def per_group(place: Place) -> bool:
    """Return whether a number is said of every group: "30 patients each", "40 per group"."""
    after = [token.value for token in place.right(3)]
    if [token.value for token in place.left(2)] == ["groups", "of"]:
        return True
    if "each" in after[:2] and after[:1] != ["in"]:
        return True
    return after[:2] in _PER_GROUP and any(token.kind in "GH" for token in place.right(5))


def _people_after(place: Place) -> int | None:
    """Return how many tokens on the people stand that a number counts, None where none do."""
    for offset, token in enumerate(place.right(12)):
        if token.kind == "H":
            after = place.right(offset + 2)[offset + 1 :]
            return None if _is_attribute(place, token, after) else offset
        if token.value in cue("things"):
            return None
        if token.text == "," and any(t.kind == "H" for t in place.right(offset + 5)[offset:]):
            continue
        if token.kind == "N" and _continues_label(place.right(offset)):
            continue
        if token.kind in "NW" and offset == 1 and place.after() == "and":
            continue  # "100 and 106 patients"
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


def _tells_sex(place: Place, people: int, before: Reading | None) -> bool:
    """Return whether "(628 women" or "(32 women and 3 men" describes a sample and is none."""
    opened = any(token.kind in "(;" for token in place.left(1))
    if before is not None and before.kind is Kind.PROPORTION:
        between = place.tokens[before.last : place.expression.first]
        opened = opened or (0 < len(between) <= 3 and between[-1].kind in ",a")
    noun = place.right(people + 1)[-1:]
    return opened and people < 2 and cue("of_patients").among(noun)


def _listed_in_brackets(place: Place) -> bool:
    """Return whether bare counts stand in brackets one after another: "nausea (3), rash (1)"."""
    kinds, first, last = place.sentence.shape, place.expression.first, place.expression.last
    alone = kinds[first - 1 : first] == "(" and kinds[last : last + 1] == ")"
    around = kinds[max(0, first - 14) : last + 14]
    others = len(_IN_BRACKETS.findall(around)) - 1
    return alone and others > 0 and cue("events").among(place.tokens) and "M" not in kinds


_IN_BRACKETS = re.compile(r"w\(N\)")


def _sizes_in_brackets(place: Place) -> bool:
    """Return whether a total is parted in brackets: "95 (topiramate 46 and propranolol 49)"."""
    kinds, first = place.sentence.shape, place.expression.first
    opened, closed = kinds.rfind("(", 0, first), kinds.find(")", first)
    inside = kinds[opened + 1 : closed] if opened > 0 and closed > 0 else ""
    several = inside.count("N") > 1 and not set(inside) - set("NwaG,H")
    return several and kinds[opened - 1] in "NWH" and ")" not in kinds[opened:first]


def _sample_verb_next(place: Place) -> bool:
    """Return whether a number goes on like "442 were randomised" or "40 completed"."""
    after = place.beyond(2)
    if len(after) < 2:
        return False
    if after[0].value in ("were", "was", "had", "have"):
        return after[1].value in cue("sample") or after[1].value in ("given", "fed", "treated")
    return after[0].value in cue("sample_verb")


def _continued(place: Place, n: int, before: Reading | None, named: bool) -> Reading | None:
    """Read "70 in group 2", "290 to placebo", "11 given morphine" like the count before it."""
    if before is not None and before.kind is Kind.SAMPLE_SIZE and named:
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


def _is_sample(place: Place, people: int) -> bool:
    """Return whether a count of people in the results is a sample and not an outcome."""
    before = [token.value for token in place.left(2)]
    if before[-1:] in (["of"], ["all"]) or before == ["of", "the"]:
        return True
    opens = place.expression.first == 1 and before == ["in"]
    comma = any(token.kind == "," for token in place.right(people + 2)[people + 1 :])
    if opens and comma and not place.in_words():
        return True  # "In 13 patients, ..."
    if before[-1:] == ["to"] and cue("treat").among(place.left(2)):
        return True
    if before and (before[-1] in cue("sample") or before[-1] == "about"):
        return True
    if before[-1:] in (["on"], ["from"], ["for"]) and before[0] in ("data", "results", "records"):
        return True
    if cue("sample").among(place.right(people)) or _in_group_brackets(place, people):
        return True
    after = outside_brackets(place.right(people + 40)[people:])
    if cue("sample").among(after[:9]) or _first_verb_samples(after):
        return True
    if before != ["there", "were"]:
        return False
    ends = people < 2 and len(after) > 1 and after[1].kind in ",;."
    return ends or any(token.kind == "G" for token in after[:4])


def _first_verb_samples(after: Sequence[Token]) -> bool:
    """Return whether people are the subject of a verb such as "completed", groups between."""
    for at, token in enumerate(after[:24]):
        if token.value in ("were", "was"):
            return cue("sample").among(after[at + 1 : at + 2])
        if token.value in cue("had") and token.value not in ("with", "of"):
            return False
        if token.kind == "w" and token.value.endswith("ed"):
            return token.value in cue("sample")
    return False


def _in_group_brackets(place: Place, people: int) -> bool:
    """Return whether people are counted in brackets behind a group: "(C group, 20 patients)"."""
    closed = any(token.kind == ")" for token in place.right(people + 2)[people + 1 :])
    opened = place.left(4)
    return people < 2 and closed and any(t.kind == "G" for t in opened) and place.before() in ",("
