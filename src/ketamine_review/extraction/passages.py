"""Passages: how a number and the group it belongs to stand to each other in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ketamine_review.extraction.arms import Arm, Arms
from ketamine_review.extraction.cue import cue
from ketamine_review.extraction.link import ALL, EACH, Link
from ketamine_review.extraction.mentions import Mention
from ketamine_review.extraction.readings import Reading
from ketamine_review.extraction.tokens import Token


@dataclass
class Statement:
    """One sentence with what was found in it.

    Attributes:
        tokens: The tokens of the sentence.
        readings: What its expressions measure, left to right.
        found: Where it speaks of groups, left to right.
        arms: The study's groups.
        previous: The groups of the sentence before, in the order in which it names them.
    """

    tokens: Sequence[Token]
    readings: Sequence[Reading]
    found: Sequence[Mention]
    arms: Arms
    previous: Sequence[Arm] = ()


def link_to(tokens: Sequence[Token], mention: Mention, confidence: float) -> Link:
    """Return a link to a group that is spoken of, or to all or each of the groups."""
    if mention.arm is not None:
        return Link(mention.arm.name, confidence)
    each = tokens[mention.first].value == "each"
    return Link(EACH if each else ALL, confidence)


def leads_to(tokens: Sequence[Token], reading: Reading, mention: Mention) -> bool:
    """Return whether a value leads to its group: "6.7 minutes in the other case group"."""
    between = _without_passive(_bare_between(tokens, reading.last, mention.first))
    between = _without_relative(between)
    if between and all(token.value in cue("given_to") for token in between):
        return True  # "85 (40%) were given X"
    opened = any(a.kind == "(" and b.kind in "NW" for a, b in pairwise(between))
    if (
        opened
        or len(between) > 8
        or any(t.value in cue("verb") or t.kind in ",;av" for t in between)
    ):
        return False
    strange = [t for t in between if t.value not in cue("near_group") and t.kind not in "HuxT%N"]
    if not strange or (len(between) == 1 and strange[0].value.startswith("respon")):
        return True  # "33% response ketamine vs 10% response placebo"
    words = all(token.kind in "w-" for token in strange) and len(strange) <= 3
    return words and cue("preposition").among(between)


def closes_clause(tokens: Sequence[Token], reading: Reading, mention: Mention) -> bool:
    """Return whether the group of "43 patients had an adverse event in group A" comes last."""
    between = _bare_between(tokens, reading.last, mention.first)
    told = [token for token in between if token.value not in ("the", "(")][-1:]
    placed = bool(told) and told[0].value in cue("preposition")
    return placed and len(between) < 16 and not any(t.kind in "NW;v," for t in between)


def opens_on(tokens: Sequence[Token], mention: Mention, reading: Reading) -> bool:
    """Return whether a value stands right behind its group: "the K2 group (474 µg)".

    In "the K2 group (16.2, SD 13.7, 34% reduction)" all values of the brackets do.
    """
    between = tokens[mention.last + 1 : reading.first]
    if between and between[0].kind == "(" and not any(token.kind == ")" for token in between):
        return True
    if not between:
        return not mention.called
    kinds = [token.kind for token in between]
    return len(kinds) <= 3 and bool(set(kinds) & set("(=:")) and set(kinds) <= set("(Hw,=:")


def parted(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Return whether a new statement begins between two places."""
    words = (token.value for token in tokens[first:last])
    return any(word in ("while", "whereas", "but") for word in words)


def clause_around(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """Return where the clause around some tokens begins and ends, by its semicolons."""
    marks, depth = [-1], 0
    for at, token in enumerate(tokens):
        depth = max(0, depth + {"(": 1, ")": -1}.get(token.kind, 0))
        if token.kind == ";" and depth == 0:
            marks.append(at)
    low = max(mark for mark in marks if mark < first) + 1
    return low, min((mark for mark in marks if mark >= last), default=len(tokens))


def named_at_once(tokens: Sequence[Token], start: int, after: Sequence[Mention]) -> list[Mention]:
    """Return the mentions that follow with nothing but small words between."""
    taken: list[Mention] = []
    at = start
    for mention in after:
        between = tokens[at : mention.first]
        cut = any(token.kind in "NW;%" for token in between) or len(between) > 9
        if cut or (not taken and any(token.kind == "," for token in between)):
            break
        taken.append(mention)
        at = mention.last + 1
    return taken


def _bare_between(tokens: Sequence[Token], first: int, last: int) -> list[Token]:
    """Return tokens without "per 12 weeks" and without what stands in closed brackets."""
    kept: list[Token] = []
    at = first
    while at < last:
        token = tokens[at]
        if token.value in ("per", "/") and at + 1 < last:
            at += 3 if tokens[at + 1].kind in "NW" else 2
            continue
        if token.kind == ")":
            opened = max((i for i, t in enumerate(kept) if t.kind == "("), default=None)
            kept = [] if opened is None else kept[:opened]
        else:
            kept.append(token)
        at += 1
    return kept


def _without_passive(tokens: list[Token]) -> list[Token]:
    """Return tokens without "were recorded" before "in the X group"."""
    for at in range(len(tokens) - 2):
        verb, participle, after = tokens[at : at + 3]
        told = verb.value in ("were", "was") and participle.value.endswith(("ed", "seen", "found"))
        if told and after.value in ("in", "with", "among", "for"):
            return tokens[:at] + tokens[at + 2 :]
    return tokens


def _without_relative(tokens: list[Token]) -> list[Token]:
    """Return tokens without "group that received" before its treatment, or "who were given"."""
    for at, token in enumerate(tokens[:-1]):
        opens = token.kind == "G" or token.value in ("who", "that", "which")
        if opens and all(later.value in cue("given_to") for later in tokens[at + 1 :]):
            return tokens[:at]
    return tokens
