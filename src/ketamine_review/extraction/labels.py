"""Labels: numbers that name something and measure nothing: "grade 3", "HIV-1", "r = 0.4"."""

from __future__ import annotations

import re

from ketamine_review.extraction.cue import cue
from ketamine_review.extraction.document import Sentence


def is_label(sentence: Sentence, at: int) -> bool:
    """Return whether the number at a token is a label, a year or a test statistic."""
    tokens = sentence.tokens
    if tokens[at].kind != "N":
        return False
    return (
        _in_a_name(sentence, at)
        or _sizes_a_group(sentence, at)
        or _after_label_noun(sentence, at)
        or _is_statistic(sentence, at)
        or _is_year(sentence, at)
    )


def _kind(sentence: Sentence, at: int) -> str:
    return sentence.shape[at] if 0 <= at < len(sentence.shape) else ""


def _has_unit(sentence: Sentence, at: int) -> bool:
    return _kind(sentence, at + 1) in ("u", "T", "x", "%")


def _in_a_name(sentence: Sentence, at: int) -> bool:
    """Return whether a number is part of a word: "HIV-1", "IL-2"."""
    start = sentence.tokens[at].start
    return start > 1 and sentence.text[start - 1] in "-‐‑" and sentence.text[start - 2].isalpha()


#: "0, 0.15 and 0.25 mg/kg"
_DOSES = re.compile(r"N(?:-?(?:,?[ar]|,)N){0,8}-?u")


def _sizes_a_group(sentence: Sentence, at: int) -> bool:
    """Return whether a dose names a group: "the 4.5 and 7.5 MIU dose groups"."""
    listed = _DOSES.match(sentence.shape, at)
    if listed is None:
        return False
    after = listed.end()
    if after < len(sentence.tokens) and sentence.tokens[after].value == "dose":
        after += 1
    return _kind(sentence, after) == "G"


def _after_label_noun(sentence: Sentence, at: int) -> bool:
    """Return whether a number follows a noun it numbers: "group 2", "ASA 1 and 2"."""
    before = at - 1
    if _kind(sentence, before) == "-":
        before -= 1
    if before < 0:
        return False
    if _has_unit(sentence, at):
        return False
    if _kind(sentence, before) == "G":
        if _kind(sentence, at + 1) == "H" and len(sentence.tokens[at].text) > 1:
            return False  # "in the X group 12 patients had", not "in group 1 patients"
        return not (_kind(sentence, at + 1) == "/" and _kind(sentence, at + 2) == "N")
    if sentence.tokens[before].value in cue("labels") and _kind(sentence, before) != "T":
        return True
    return _listed_after_label(sentence, at)


def _listed_after_label(sentence: Sentence, at: int) -> bool:
    """Return whether a number goes on with a list of labels: "on days 1, 4, 7 and 10"."""
    tokens, back, members = sentence.tokens, at, 0
    while back > 0 and _kind(sentence, back) == "N":
        text = tokens[back].text
        if not text.isdigit() or len(text) > 2:
            return False
        back, members = back - 1, members + 1
        while back > 0 and _kind(sentence, back) in (",", "a", "-", "r"):
            back -= 1
        if tokens[back].value in cue("labels"):
            several = tokens[back].value.endswith("s") or len(tokens[at].text) == 1
            return several and members > 1
    return False


def _is_statistic(sentence: Sentence, at: int) -> bool:
    named = at > 1 and sentence.tokens[at - 2].value in cue("statistic")
    if named and _kind(sentence, at - 1) == "=":
        return True
    start = sentence.tokens[at].start
    if _in_degrees(sentence, at) or _DEGREES.search(sentence.text[max(0, start - 10) : start]):
        return True
    goes_on = at > 3 and _kind(sentence, at - 1) in ("t", "-") and _kind(sentence, at - 2) == "N"
    return goes_on and _is_statistic(sentence, at - 2)


#: What stands before a degree of freedom or the value in "F9,115=2.6".
_DEGREES = re.compile(r"\b[Ft]\d+,(?:\d+=)?$")


def _in_degrees(sentence: Sentence, at: int) -> bool:
    """Return whether a number is in "F[3,42] = 21.84", a degree of freedom or the statistic."""
    kinds = sentence.shape
    inside = kinds.rfind("(", max(0, at - 8), at) if ")" not in kinds[max(0, at - 4) : at] else -1
    if kinds[max(0, at - 2) : at] == ")=":
        inside = kinds.rfind("(", max(0, at - 10), at)
    if inside < 1 or sentence.tokens[inside - 1].value not in ("f", "t", "χ2", "χ²"):
        return False
    return sentence.tokens[inside - 1].end == sentence.tokens[inside].start


def _is_year(sentence: Sentence, at: int) -> bool:
    text = sentence.tokens[at].text
    if len(text) != 4 or not text.isdigit() or text[:2] not in ("19", "20"):
        return False
    return not _has_unit(sentence, at) and "H" not in sentence.shape[at + 1 : at + 4]
