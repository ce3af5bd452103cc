"""Contrasts: numbers that compare groups, and P values that test a change within one."""

from __future__ import annotations

from collections.abc import Sequence

from ketamine_review.extraction.cue import cue
from ketamine_review.extraction.link import ALL, BETWEEN, CONTRASTS, OF_ONE_ARM, Link
from ketamine_review.extraction.mentions import Mention, in_order
from ketamine_review.extraction.readings import Reading
from ketamine_review.extraction.tokens import Token
from ketamine_review.model.quantity import Kind


def link_of_contrast(
    tokens: Sequence[Token], readings: Sequence[Reading], at: int, found: Sequence[Mention]
) -> Link:
    """Return what a difference, a ratio or a P value tells of.

    Args:
        tokens: The tokens of the sentence.
        readings: What its expressions measure, left to right.
        at: Which of the readings.
        found: Where the sentence speaks of groups, left to right.
    """
    reading = readings[at]
    if not found and cue("association").among(tokens):
        return Link(ALL, 0.8)
    if reading.kind is not Kind.P_VALUE:
        return Link(BETWEEN, 0.95)
    before = [token.value for token in tokens[max(0, reading.first - 4) : reading.first]]
    if before[-3:] in (["with", "time", "("], ["over", "time", "("]):
        return Link(ALL, 0.8)
    behind = [token.kind for token in tokens[reading.last : reading.last + 4]]
    if before[-2:] == ["similar", "("] or "b" in behind:  # "(P = 0.004, between groups)"
        return Link(BETWEEN, 0.9)
    if _tests_all(tokens, reading, found):
        return Link(ALL, 0.8)
    of_ratio = any(r.kind in CONTRASTS and r.kind is not Kind.P_VALUE for r in readings[:at][-2:])
    baseline = not of_ratio and _tests_against_baseline(tokens[: reading.first])
    if baseline or _is_of_correlation(before):
        return _of_nearest(reading, found)
    return _of_change(tokens, readings[:at], reading, found) or Link(BETWEEN, 0.95)


def _is_of_correlation(before: Sequence[str]) -> bool:
    """Return whether a coefficient stands directly before P: "(rho = 0.90, P = .037"."""
    return before[1:2] == ["="] and before[0] in ("r", "rho", "ρ", "r2")


def _tests_against_baseline(before: Sequence[Token]) -> bool:
    """Return whether P tests a change: "lower than the preoperative values in group K"."""
    against = [i for i, t in enumerate(before) if t.kind == "v" or t.value.endswith("than")]
    if len(against) != 1:
        return False
    return cue("at_start").among(before[against[0] + 1 : against[0] + 5])


def _of_nearest(reading: Reading, found: Sequence[Mention]) -> Link:
    """Return the group that is spoken of last before P, all where none or both are."""
    named = [mention.arm for mention in found if mention.last < reading.first][-1:]
    return Link(named[0].name if named and named[0] else ALL, 0.7)


def _tests_all(tokens: Sequence[Token], reading: Reading, found: Sequence[Mention]) -> bool:
    """Return whether P tests a change in all groups: "fell in both groups (P < 0.05)"."""
    near = any(
        mention.arm is None
        and (
            0 < reading.first - mention.last <= 4
            or _leads_to_all(tokens[reading.last : mention.first])
        )
        for mention in found
    )
    before = tokens[max(0, reading.first - 20) : reading.first]
    told = {token.kind for token in tokens[: reading.first]}
    plain = not told & set("vd") and all(mention.arm is None for mention in found)
    near = near or (plain and any(m.last < reading.first for m in found))
    return near and cue("change").among(before) and not any(t.kind == "d" for t in before)


def _leads_to_all(between: Sequence[Token]) -> bool:
    """Return whether P leads to all groups: "(P < 0.001, P = 0.02, respectively) in both"."""
    small = all(token.kind in "P=<>N,ae()" or token.value == "in" for token in between)
    return 0 < len(between) <= 12 and small


def _of_change(
    tokens: Sequence[Token], before: Sequence[Reading], reading: Reading, found: Sequence[Mention]
) -> Link | None:
    """Return the group whose change P tests: "fell from 7.2 to 1.9 in group A (P < 0.01)"."""
    ends = [item for item in before if item.kind in OF_ONE_ARM][-2:]
    if len(ends) < 2 or ends[1].place.form == "bracketed":
        return None
    led = [tokens[end.first - 1].kind if end.first else "" for end in ends]
    opened = max((i for i in range(ends[0].first) if tokens[i].kind in "P;"), default=0)
    told = {token.kind for token in tokens[opened + 1 : reading.first]}
    if led != ["f", "t"] or reading.first - ends[1].last > 8 or told & set("vd"):
        return None
    if any(ends[0].last <= m.first and m.last < ends[1].first for m in found):
        return None  # "from 63 with X to 29 with Y (P < 0.01)"
    behind = [m for m in found if ends[1].last <= m.first and m.last < reading.first]
    named = list(in_order(behind or (m for m in found if m.first < reading.first)))
    if len(named) > 1:
        return None
    return Link(named[0].name if named else ALL, 0.7)
