"""Samples: whether a number of people tells who took part, and not who had an outcome."""

from __future__ import annotations

from collections.abc import Sequence

from ketamine_review.extraction.cue import cue
from ketamine_review.extraction.place import Place, outside_brackets
from ketamine_review.extraction.readings import Reading
from ketamine_review.extraction.tokens import Token
from ketamine_review.extraction.treatments import Names
from ketamine_review.model.quantity import Kind

_PER_GROUP = (
    ["in", "each"],
    ["per", "group"],
    ["per", "arm"],
    ["for", "each"],
    ["for", "both"],
    ["in", "both"],
)


def per_group(place: Place) -> bool:
    """Return whether a number is said of every group: "30 patients each", "40 per group"."""
    before = place.left(3)
    words = [token.value for token in before[-2:]]
    sized = words == ["groups", "("] and before[0].kind == "u"
    if words in (["groups", "of"], ["arms", "of"]) or sized:
        return True  # "into groups of 20", "the 5, 10 and 20 mg groups (n = 20)"
    if place.after() in cue("things"):
        return False
    told = any(token.value == "each" for token in before)
    if told and any(token.kind == "H" for token in place.right(1)):
        return True  # "two groups, each of 26 patients"
    people = place.right(1) and place.right(1)[0].kind == "H"  # "45 patients per group"
    after = [token.value for token in place.right(4)[int(bool(people)) :]]
    if "each" in after[:2] and after[:1] != ["in"]:
        return True
    return after[:2] in _PER_GROUP and any(token.kind in "GH" for token in place.right(5))


def is_sample(place: Place, people: int) -> bool:
    """Return whether a count of people in the results is a sample and not an outcome."""
    before = [token.value for token in place.left(2)]
    if before[-1:] in (["of"], ["all"], ["remaining"]) or before == ["of", "the"]:
        return True
    if place.expression.first == 1 and before == ["the"] and not place.in_words():
        return True  # "The 50 children in the X group were ..."
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
    aged = [token.value for token in after[1:3]] == [",", "aged"]
    received = next((t.value for t in after[1:9] if t.value in cue("sample")), "") == "received"
    if received and not _first_verb_samples(after):
        return False
    if cue("sample").among(after[: 14 if aged else 9]) or _first_verb_samples(after):
        return True
    if before != ["there", "were"]:
        return False
    ends = people < 2 and len(after) > 1 and after[1].kind in ",;."
    return ends or any(token.kind == "G" for token in after[:4])


def _first_verb_samples(after: Sequence[Token]) -> bool:
    """Return whether people are the subject of a verb such as "completed", groups between."""
    for at, token in enumerate(after[:24]):
        if token.value == "received" and not _is_treatment(after[at + 1 : at + 8]):
            return False  # "two patients received rescue"
        if token.value in ("were", "was"):
            treated = [t.value for t in after[at + 1 : at + 3]] == ["treated", "with"]
            return treated or cue("sample").among(after[at + 1 : at + 2])
        if token.value in cue("had") and token.value not in ("with", "of"):
            return False
        if token.kind == "w" and token.value.endswith("ed"):
            return token.value in cue("sample")
    return False


def _is_treatment(tokens: Sequence[Token]) -> bool:
    """Return whether what people received was the treatment under study."""
    return cue("programme").among(tokens) or bool(Names().find(tokens))


def _in_group_brackets(place: Place, people: int) -> bool:
    """Return whether people are counted in brackets behind a group: "(C group, 20 patients)"."""
    if place.role == "results" and cue("comparative").among(place.tokens):
        return False  # "fewer needed it in group 2 (4 subjects)"
    closed = any(token.kind == ")" for token in place.right(people + 2)[people + 1 :])
    opened = place.left(4)
    return people < 2 and closed and any(t.kind == "G" for t in opened) and place.before() in ",("


def sizes_in_brackets(place: Place) -> bool:
    """Return whether a total is parted in brackets: "95 (topiramate 46 and propranolol 49)".

    What the brackets hold stands behind the total, or behind words and sums up to it.
    """
    kinds, first = place.sentence.shape, place.expression.first
    opened, closed = kinds.rfind("(", 0, first), kinds.find(")", first)
    inside = kinds[opened + 1 : closed] if opened > 0 and closed > 0 else ""
    several = inside.count("N") > 1 and not set(inside) - set("NwaG,Hv.")
    if not several or ")" in kinds[opened:first]:
        return False
    return kinds[opened - 1] in "NWH" or _sums_up(place.tokens, opened, closed)


def _sums_up(tokens: Sequence[Token], opened: int, closed: int) -> bool:
    """Return whether the counts in some brackets sum up to one before them."""
    parts = [t.value for t in tokens[opened:closed] if t.kind == "N"]
    before = {t.value for t in tokens[:opened] if t.kind in "NW"}
    return all(part.isdigit() for part in parts) and str(sum(map(int, parts))) in before


def sizes_subject(place: Place) -> bool:
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


def shares_out(place: Place, before: Reading | None, people: int) -> bool:
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


def sample_verb_next(place: Place) -> bool:
    """Return whether a number goes on like "442 were randomised" or "40 completed"."""
    after = [token for token in place.beyond(3) if not token.value.endswith("ly")]
    if len(after) < 2:
        return False
    if after[0].value in ("were", "was", "had", "have"):
        return after[1].value in cue("sample") or after[1].value in ("given", "fed", "treated")
    return after[0].value in cue("sample_verb")
