"""Mentions: the places where a sentence speaks of a group of the study."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ketamine_review.extraction.arms import Arm, Arms
from ketamine_review.extraction.doses import (
    are_doses_of,
    doses_named,
    drug_of_dose,
    levels_named,
)
from ketamine_review.extraction.groups import group_hits, label_at
from ketamine_review.extraction.lexicon import lexicon
from ketamine_review.extraction.tokens import Token
from ketamine_review.extraction.treatments import (
    INERT,
    KETAMINES,
    Treatment,
    is_joined_name,
    is_measured,
)


class Mention(NamedTuple):
    """A group that is spoken of at some tokens.

    Attributes:
        arm: The group; None for all groups together.
        first: Index of the first token.
        last: Index of the last token.
        called: True where it is called as a group ("group A", "the ketamine group", "controls").
    """

    arm: Arm | None
    first: int
    last: int
    called: bool


def mentions(tokens: Sequence[Token], arms: Arms) -> list[Mention]:
    """Return the places where a sentence speaks of the study's groups, left to right."""
    found: dict[int, Mention] = {}
    named = arms.names.find(tokens)
    for hit in group_hits(tokens, named, arms.names.groups):
        arm = arm_of_label(hit.label, arms)
        if arm is not None:
            found[hit.first] = Mention(arm, hit.first, hit.last, True)
    for arm, first, last in doses_named(tokens, arms.arms):
        drug = next((hit for hit in named if 0 < first - hit.last < 3), None)
        begins = drug.first if drug is not None and drug.name == drug_of_dose(arm) else first
        ends = last + (last + 1 < len(tokens) and tokens[last + 1].kind == "G")
        found[begins] = Mention(arm, begins, ends, drug is None and ends > last)
    for arm, first, last in levels_named(tokens, arms.arms):
        own = (hit for hit in named if 0 < hit.first - last < 3 and hit.name == drug_of_dose(arm))
        ends = max((hit.last for hit in own), default=last)
        called = ends + 1 < len(tokens) and tokens[ends + 1].kind == "G"
        found[first] = Mention(arm, first, ends + called, called)
    taken = {i for hit in found.values() for i in range(hit.first, hit.last + 1)}
    for treatment in _joined(tokens, named, arms):
        free = treatment.first not in taken and treatment.last not in taken
        if free and not is_measured(tokens, treatment.last):
            arm = arm_of_treatment(treatment.name, arms)
            if arm is not None:
                found[treatment.first] = Mention(arm, treatment.first, treatment.last, False)
    words = _GROUP_WORDS | arms.names.groups
    for i, token in enumerate(tokens):
        if i in taken or i in found or not _may_be_group(token, words):
            continue
        if token.kind == "u" and any(0 < t.first - i < 5 for t in named):
            continue  # "with 0.3 mL/kg of ropivacaine": a dose of that drug
        if mention := _other(tokens, i, arms):
            found[i] = mention
    return [found[first] for first in sorted(found)]


def _joined(tokens: Sequence[Token], named: list[Treatment], arms: Arms) -> list[Treatment]:
    """Return treatments with those that one group had together as one: "morphine with ketamine"."""
    joined: list[Treatment] = []
    for treatment in named:
        if joined and _are_joined(tokens, joined[-1], treatment):
            both = {joined[-1].name, treatment.name}
            arm = next((arm for arm in arms.arms if both <= set(arm.treatments)), None)
            mixed = tokens[joined[-1].last + 1].kind in "/+"
            if arm is None and mixed:  # "ketamine/propofol", propofol being every group's
                arm = next((a for a in arms.arms if a.is_of_ketamine and a.name in both), None)
            if arm is not None and len(both) > 1:
                joined[-1] = Treatment(arm.name, joined[-1].first, treatment.last)
                continue
        joined.append(treatment)
    return joined


def _are_joined(tokens: Sequence[Token], first: Treatment, second: Treatment) -> bool:
    between = [token.value for token in tokens[first.last + 1 : second.first]]
    return 0 < len(between) <= 4 and not _TOGETHER.isdisjoint(between) and set(between) <= _TOGETHER


_TOGETHER = frozenset(["+", "/", "-", "plus", "with", "and", "combined", "in", "combination"])


def arm_of_label(label: str, arms: Arms) -> Arm | None:
    """Return the group with a label, or the one that a name such as ``@control`` means."""
    if label == "@control":
        return control_arm(arms)
    if label == "@active":
        return _active_arm(arms)
    if label.startswith("@"):
        return arm_of_treatment(label[1:], arms)
    return next((arm for arm in arms.arms if label in arm.labels), None)


def arm_of_treatment(name: str, arms: Arms) -> Arm | None:
    """Return the one group that is told apart by a treatment, None where there is not one."""
    own = [arm for arm in arms.arms if name in (arm.name, *arm.labels)]
    if not own and is_joined_name(name):
        return _arm_of_joined(name.split("+"), arms)
    if own:
        return own[0] if len(own) == 1 or name in KETAMINES else None
    having = [arm for arm in arms.arms if name in arm.treatments]
    if len(having) > 1 and all(are_doses_of(name, arm) for arm in having):
        return Arm(name, treatments=(name,))  # of all its doses together
    if len(having) == 1 and len(arms.arms) > 1:
        return having[0]
    return control_arm(arms) if name in INERT and not having else None


def _arm_of_joined(names: Sequence[str], arms: Arms) -> Arm | None:
    """Return the group that had several treatments together, else the one of its ketamine."""
    having = [arm for arm in arms.arms if set(names) <= {*arm.treatments, arm.name}]
    having = having or [a for a in arms.arms if a.name in names and a.is_of_ketamine]
    return having[0] if len(having) == 1 else None


def control_arm(arms: Arms) -> Arm | None:
    """Return the one control group; beside ketamine, whatever its doses, the other is it."""
    controls = [arm for arm in arms.arms if arm.control]
    if len(controls) == 1:
        return controls[0]
    others = [arm for arm in arms.arms if not arm.is_of_ketamine]
    given = {arm.treatments for arm in arms.arms if arm.is_of_ketamine}
    return others[0] if len(given) == 1 and len(others) == 1 else None


def _active_arm(arms: Arms) -> Arm | None:
    control = control_arm(arms)
    active = [arm for arm in arms.arms if arm is not control]
    return active[0] if len(active) == 1 else None


def _may_be_group(token: Token, words: frozenset[str]) -> bool:
    return token.kind in "Gu" or token.text.isupper() or token.value in words


_BEFORE_DOSE = frozenset(["receiving", "received", "given", "got", "with", "for", "on"])
_BEFORE_WORD = frozenset(["to", "underwent", "undergoing", "received", "receive"])
_TOTALS = frozenset(["overall", "whole", "entire"])
_GROUP_WORDS = _TOTALS | {"controls", "control", "both", "either", "all", "each"}


def _other(tokens: Sequence[Token], i: int, arms: Arms) -> Mention | None:
    """Return a mention without the word "group": "K2 had ...", "the controls", "both groups"."""
    token = tokens[i]
    if token.value == "controls" or (token.value == "control" and _is_noun(tokens, i)):
        arm = control_arm(arms)
        return Mention(arm, i, i, True) if arm else None
    if token.value in ("both", "either", "all", "each") and any(
        t.kind in "GH" for t in tokens[i + 1 : i + 4]
    ):
        return Mention(None, i, i, True)
    if token.value in _TOTALS and any(_is_everyone(t) for t in tokens[i + 1 : i + 4]):
        return Mention(None, i, i, True)
    if token.kind == "G" and i > 1 and tokens[i - 1].kind == "u":  # "the 60 mg group"
        arm = _active_arm(arms)
        return Mention(arm, i - 2, i, True) if arm else None
    if token.kind == "u" and i > 1 and tokens[i - 2].value in _BEFORE_DOSE:
        arm = _active_arm(arms)  # "for 28 mg"
        return Mention(arm, i - 1, i, True) if arm else None
    if token.value in arms.names.groups and i and tokens[i - 1].value in _BEFORE_WORD:
        arm = arm_of_label(f"@{token.value}", arms)  # "176 were assigned to surgery"
        return Mention(arm, i, i, False) if arm else None
    label = label_at(tokens, i)
    if label and len(label) > 1 and token.kind == "w":
        arm = arm_of_label(label, arms)
        return Mention(arm, i, i, True) if arm else None
    return None


def _is_everyone(token: Token) -> bool:
    return token.kind in "GH" or token.value in ("population", "sample", "series")


def _is_noun(tokens: Sequence[Token], i: int) -> bool:
    """Return whether "control" means the control group: "compared to the control (P = 0.02)"."""
    after = tokens[i + 1].kind if i + 1 < len(tokens) else "."
    before = [token for token in tokens[max(0, i - 2) : i] if token.text != "."][-1:]  # "vs."
    return after != "w" and bool(before) and (before[0].value == "the" or before[0].kind == "v")


def in_order(found: Sequence[Mention]) -> Iterator[Arm]:
    """Yield the groups of some mentions once each, in the order of their first mention."""
    seen: list[Arm] = []
    for mention in found:
        if mention.arm is not None and mention.arm not in seen:
            seen.append(mention.arm)
            yield mention.arm


def terms_of(name: str | None, arms: Arms) -> tuple[str | None, str | None]:
    """Return the vocabulary's terms for a group's treatment and for what it is compared with.

    Args:
        name: The name of a group, or ``all``, ``between``, ``each`` or None.
        arms: The study's groups.

    Returns:
        Drug and comparator; None where the vocabulary has no term or the choice is not clear. A
        contrast is of ketamine, where it is one of two groups, against the other.
    """
    arm = next((arm for arm in arms.arms if arm.name == name), None)
    if arm is None:
        arm = next((arm for arm in arms.arms if arm.is_of_ketamine), None)
        if arm is None or name not in ("between", "all", "each"):
            return None, None
    others = {other.name: other for other in arms.arms if other.treatments != arm.treatments}
    against = next(iter(others.values())) if len(others) == 1 else None
    return term_of(arm), term_of(against) if against is not None else None


def term_of(arm: Arm) -> str | None:
    """Return the vocabulary's term for what a group was given, None where there is none."""
    terms = lexicon("drugs")["terms"]
    together = "+".join(sorted(arm.treatments))
    return terms.get(together) or terms.get(arm.name)
