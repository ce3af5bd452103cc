"""Groups: the places where a text calls a group of patients by a label or a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ketamine_review.extraction.tokens import DOSED, INITIALS, Token
from ketamine_review.extraction.treatments import Treatment, joined_name

_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}
_LABEL = re.compile(
    rf"[A-Z]{{1,3}}[a-z]?\d?|[A-Z]{{1,2}}\d{{2,3}}|IV|{INITIALS.pattern}|{DOSED.pattern}"
)

#: Words before "group" that tell its part in the study and not what it had.
CONTROL_WORDS = frozenset(
    ["control", "controls", "ctrl", "comparison", "comparator", "reference", "monotherapy"]
)
ACTIVE_WORDS = frozenset(
    ["study", "case", "treatment", "treated", "intervention", "active", "experimental", "test"]
)


class GroupHit(NamedTuple):
    """A group that is called by some name at some tokens of a sentence.

    Attributes:
        label: ``A``, ``2``, ``K1``; for a group called by a treatment or by its part in the study
            ``@ketamine``, ``@control``, ``@active``.
        first: Index of the first token.
        last: Index of the last token.
    """

    label: str
    first: int
    last: int


def group_hits(
    tokens: Sequence[Token], named: Sequence[Treatment] = (), words: frozenset[str] = frozenset()
) -> list[GroupHit]:
    """Return the places where a sentence calls a group by its label or its name, left to right.

    Args:
        tokens: The tokens of the sentence.
        named: The treatments that the sentence names.
        words: Other words that name a group of this report: "the oral group".
    """
    marks = [
        i
        for i, token in enumerate(tokens)
        if token.kind in "G:" or (token.value in _LETTERED and _opens_label(tokens, i))
    ]
    called = [i for i in marks if tokens[i].kind != ":"]
    ending = {treatment.last: treatment for treatment in named} if called else {}
    hits = _labels_with_colons(tokens) if len(marks) > len(called) + 1 else []
    hits += [GroupHit(t.text, i, i) for i, t in enumerate(tokens) if t.text in _ALONE]
    for i in called:
        after = list(_labels_after(tokens, i))
        i -= i > 1 and tokens[i - 1].kind == "-"  # "the placebo-group"
        hits += after or _worded_before(tokens, i, words) or _label_before(tokens, i, ending)
    return sorted(hits, key=lambda hit: hit.first)


def _opens_label(tokens: Sequence[Token], i: int) -> bool:
    """Return whether a letter names what patients had: "regimen A", "treatment B"."""
    after = tokens[i + 1].text if i + 1 < len(tokens) else ""
    return len(after) == 1 and after in "ABCDEFKMPS"


_LETTERED = frozenset(["regimen", "treatment", "phase", "period", "solution", "sequence"])

#: "K1: 0.3 mg/kg ketamine, K2: 0.5 mg/kg ketamine and C: saline".
#: "Patients in G1 received X".
_ALONE = frozenset(f"G{number}" for number in range(1, 10))
_BEFORE_COLON = re.compile(r"[A-Z]\d?")


def _labels_with_colons(tokens: Sequence[Token]) -> list[GroupHit]:
    """Return the labels that colons part from what is said of each group, two at least."""
    hits = [
        GroupHit(label.text, at, at)
        for at, (label, colon) in enumerate(pairwise(tokens))
        if colon.kind == ":" and _BEFORE_COLON.fullmatch(label.text)
    ]
    return hits if len(hits) > 1 else []


def _worded_before(tokens: Sequence[Token], i: int, words: frozenset[str]) -> list[GroupHit]:
    """Return the groups of "the oral group", "the oral ketamine and infiltration groups"."""
    hits: list[GroupHit] = []
    at, last = i - 1, i
    while at >= 0 and (i - at < 3 or hits):
        if tokens[at].value in words and tokens[at - 1].kind != "-":
            hits.append(GroupHit(f"@{tokens[at].value}", at, last))
            at -= 1
            while at > 0 and (tokens[at].kind in "a,v" or tokens[at].value == "the"):
                at -= 1
            last = at
            if tokens[at].value not in words:
                break
        elif tokens[at].kind != "w" or hits:
            break
        else:
            at -= 1
    return hits[::-1]


def _labels_after(tokens: Sequence[Token], i: int) -> Iterator[GroupHit]:
    """Yield the labels of "group A", "group-1", "groups K, S and C"."""
    several = tokens[i].value.endswith("s")
    at, first = i + 1, i
    while at < len(tokens):
        if tokens[at].kind == "-":
            at += 1
            continue
        label = label_at(tokens, at)
        if label is None:
            return
        yield GroupHit(label, first, at)
        at += 1
        if not several and not _goes_on(tokens, at):  # "group C and D"
            return
        while at < len(tokens) and tokens[at].kind in "a,vr/":
            at += 1
        first = at


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a list of labels goes on: "group A and B", "group A, B and C"."""
    if at + 1 >= len(tokens) or tokens[at].kind not in "a,":
        return False
    named = tokens[at + 1].kind == "w" and label_at(tokens, at + 1) is not None
    more = at + 2 < len(tokens) and tokens[at + 2].kind in "a,"
    return named and (tokens[at].kind == "a" or more)


def label_at(tokens: Sequence[Token], at: int) -> str | None:
    """Return the group label that one token is, None where it is none."""
    token = tokens[at]
    after = tokens[at + 1].kind if at + 1 < len(tokens) else ""
    if token.kind == "N":
        measured = bool(after) and after in "uTx%"  # "in the other group 3 days"
        small = token.value.isdigit() and int(token.value) < 10
        return token.value if small and not measured else None
    if token.kind == "W" or not _LABEL.fullmatch(token.text):
        return None
    if token.kind in "Pn" and after in ("=", "<", ">"):
        return None
    return _ROMAN.get(token.text, token.text)


def _label_before(tokens: Sequence[Token], i: int, ending: dict[int, Treatment]) -> list[GroupHit]:
    """Return the name of "K1 group", "ketamine group", "control group"."""
    before = tokens[i - 1] if i else None
    if before is None:
        return []
    if i - 1 in ending:
        treatment = ending[i - 1]
        first, name = treatment.first, treatment.name
        while (joined := _joined_before(tokens, first, ending)) is not None:  # "ketamine/midazolam"
            first, name = joined.first, joined_name([joined.name, *name.split("+")])
        if first > 1 and tokens[first - 1].kind == "-" and tokens[first - 2].kind == "w":
            first -= 2  # "the A-ketamine group"
        return [GroupHit(f"@{name}", first, i)]
    if part := _part_of(before):
        hits = [GroupHit(part, i - 1, i)]
        other = _part_of(tokens[i - 3]) if i > 2 and tokens[i - 2].kind in "av" else None
        return [GroupHit(other, i - 3, i - 3), *hits] if other else hits
    if before.value in _ORDINALS:
        return [GroupHit(before.value, i - 1, i)]
    return _labels_listed_before(tokens, i)


#: "The first group received X, the second group received Y".
_ORDINALS = frozenset(["first", "second", "third", "fourth"])


def _joined_before(
    tokens: Sequence[Token], first: int, ending: dict[int, Treatment]
) -> Treatment | None:
    """Return the treatment that a slash, plus or hyphen joins to the one at a token."""
    joined = first > 1 and tokens[first - 1].value in ("/", "+", "-", "plus")
    return ending.get(first - 2) if joined else None


def _part_of(word: Token) -> str | None:
    """Return what part in a study a word before "group" tells: "intervention vs control groups"."""
    if word.value in CONTROL_WORDS:
        return "@control"
    return "@active" if word.value in ACTIVE_WORDS else None


def _labels_listed_before(tokens: Sequence[Token], i: int) -> list[GroupHit]:
    """Return the labels of "K1 group" and of "K, T and P groups"."""
    several = tokens[i].value.endswith("s")
    hits: list[GroupHit] = []
    at = i - 1
    while at >= 0 and tokens[at].kind != "N" and label_at(tokens, at):
        # A Roman number stands behind "group"; before it "IV" is a route.
        hits.append(GroupHit(tokens[at].text, at, at if hits else i))
        if not several:
            break
        at -= 1
        while at > 0 and tokens[at].kind in "a,r":
            at -= 1
    return hits[::-1]
