"""Doses: groups of one drug that differ in its dose: "rizatriptan 5 mg, rizatriptan 10 mg"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ketamine_review.extraction.arms import Arm
from ketamine_review.extraction.document import Sentence
from ketamine_review.extraction.levels import dose_at, level_at, levels_of
from ketamine_review.extraction.tokens import Token, shape
from ketamine_review.extraction.treatments import Names, Treatment
from ketamine_review.extraction.units import plain_unit

#: "10-, 20-, and 40-mg", "70 mg or 140 mg": doses in a list; a mere pair of bare numbers is none.
_LIST = r"N-?u?(?:(?:,[ar]?|[arv])N-?u?)+"
_BEHIND = re.compile(rf"[w(]{{0,3}}(?P<list>{_LIST})")
_BEFORE = re.compile(rf"(?P<list>{_LIST})[)w]?[wo]{{0,3}}$")
_ROLES = ("title", "methods", "background")


def with_dose_groups(arms: Sequence[Arm], sentences: Sequence[Sentence], names: Names) -> list[Arm]:
    """Return groups with those of one drug parted by its doses; the one with none is a control."""
    parted: list[Arm] = []
    dosed: set[str] = set()
    for arm in arms:
        plain = arm.treatments == (arm.name,) and arm.labels <= {arm.name}
        plain = plain and not arm.control
        groups = _groups_of(arm, sentences, names) if plain else []
        if len(groups) > 1 and _are_reported(groups, sentences):
            parted += groups
            dosed.add(arm.name)
        else:
            parted.append(arm)
    # "Different doses of X combined with Y": Y, given with each of them, makes no group.
    along = [a for a in parted if len(a.treatments) > 1 and dosed.intersection(a.treatments)]
    return [arm for arm in parted if arm.labels or arm not in along]


def _groups_of(arm: Arm, sentences: Sequence[Sentence], names: Names) -> list[Arm]:
    """Return the groups of a drug's doses, called by them or by words: "the high-dose group"."""
    doses = _doses_of(arm.name, sentences, names)
    levels = levels_of(arm.name, sentences, names)
    told = list(levels.values())
    doses = doses or (told if all(told) and len(set(told)) == len(told) else [])
    groups = [_of_dose(arm, dose, sentences) for dose in doses]
    if not groups:
        return [Arm(f"{arm.name} {level}", frozenset([level]), arm.treatments) for level in levels]
    if len(levels) != len(groups):
        return groups
    rising = sorted(groups, key=lambda group: float(group.name.split()[-1]))
    called = {group.name: level for group, level in zip(rising, levels, strict=True)}
    return [replace(group, labels=group.labels | {called[group.name]}) for group in groups]


def _are_reported(groups: Sequence[Arm], sentences: Sequence[Sentence]) -> bool:
    """Return whether the results speak of the doses, and not only of the drug."""
    told = [s for s in sentences if s.role in ("results", "conclusions")]
    labels = {label for arm in groups for label in arm.labels}
    return any(
        any(doses_named(s.tokens, groups))
        or any(levels_named(s.tokens, groups))
        or any(token.text in labels for token in s.tokens)
        for s in told
    )


def _of_dose(arm: Arm, dose: str, sentences: Sequence[Sentence]) -> Arm:
    """Return the group of a dose, which the report may also call by it: "K25", "Esk0.3"."""
    number = dose.split()[0]
    nothing = float(number) == 0
    given = () if nothing else arm.treatments
    called = {
        token.text
        for sentence in sentences
        for token in sentence.tokens
        if token.text.endswith(number)
        and (letters := token.text.removesuffix(number).lower())
        and arm.name.startswith(letters)
    }
    return Arm(f"{arm.name} {number}", frozenset([dose, *called]), given, control=nothing)


def _doses_of(drug: str, sentences: Sequence[Sentence], names: Names) -> list[str]:
    """Return the doses of a drug that one sentence offers as alternatives, "10 mg" and "20 mg"."""
    for sentence in sentences:
        if sentence.role in _ROLES:
            found = [hit for hit in names.find(sentence.tokens) if hit.name == drug]
            listed = _in_list(sentence.tokens, found) or _one_by_one(sentence.tokens, found)
            if len(listed) > 1:
                return listed
    return []


def _in_list(tokens: Sequence[Token], found: Sequence[Treatment]) -> list[str]:
    """Return the doses of "X 70 or 140 mg", "10-, 20-, and 40-mg doses of X"."""
    kinds = shape(tokens)
    for hit in found:
        behind = _BEHIND.match(kinds, hit.last + 1)
        before = _BEFORE.search(kinds, max(0, hit.first - 30), hit.first)
        for match in (behind, before):
            if match and (doses := _alternatives(tokens, *match.span("list"))):
                return doses
    return []


def _alternatives(tokens: Sequence[Token], first: int, last: int) -> list[str]:
    """Return the doses of a list where all have one unit and nothing says that both were given."""
    inner = tokens[first:last]
    units = {plain_unit(token.text) for token in inner if token.kind == "u"}
    near = tokens[max(0, first - 4) : last + 3]
    either = any(token.kind in "rv," for token in inner)
    around = shape((*tokens[max(0, first - 1) : first], *tokens[last : last + 1]))
    either = (
        either
        or around == "()"
        or any(token.value in ("dose", "doses", "groups") for token in near)
    )
    if len(units) != 1 or inner[-1].kind != "u" or not either:
        return []
    unit = units.pop()
    return list(dict.fromkeys(f"{token.value} {unit}" for token in inner if token.kind == "N"))


def _one_by_one(tokens: Sequence[Token], found: Sequence[Treatment]) -> list[str]:
    """Return the doses of "X 5 mg, X 10 mg or placebo"; those given in turn are parted by words."""
    doses: list[str] = []
    previous: Treatment | None = None
    for hit in found:
        dose = dose_behind(tokens, hit.last)
        if dose is None:
            continue
        parted = previous is not None and not _are_listed(tokens, previous, hit)
        doses = [dose] if parted else [*doses, dose]
        previous = hit
    units = {dose.split()[1] for dose in doses}
    return list(dict.fromkeys(doses)) if len(units) == 1 else []


def _are_listed(tokens: Sequence[Token], first: Treatment, second: Treatment) -> bool:
    """Return whether drugs with their doses and sizes stand in one list."""
    depth, kept = 0, []
    for token in tokens[first.last + 3 : second.first]:
        depth += {"(": 1, ")": -1}.get(token.kind, 0)
        if depth == 0 and token.kind != ")":
            kept.append(token.kind)
    return bool(kept) and not set(kept) - set(",arvn=N")


def are_doses_of(drug: str, arm: Arm) -> bool:
    """Return whether a group is one of a drug's doses, and not its zero."""
    return arm.treatments == (drug,) and arm.name.startswith(f"{drug} ")


def are_doses_of_one(first: Arm | None, second: Arm | None) -> bool:
    """Return whether two groups are doses of the same drug, one of them perhaps its zero."""
    if first is None or second is None or first is second:
        return False
    return drug_of_dose(first) == drug_of_dose(second) != ""


def drug_of_dose(arm: Arm) -> str:
    """Return the drug of which a group had one dose, empty for any other group."""
    drug, _, dose = arm.name.rpartition(" ")
    return drug if any(label.split(" ")[0] == dose for label in arm.labels) else ""


def dose_behind(tokens: Sequence[Token], at: int) -> str | None:
    """Return the dose that follows a token, "10 mg"; None where none does."""
    dashed = at + 1 < len(tokens) and tokens[at + 1].kind == "-"
    return dose_at(tokens, at + 1 + dashed)


def doses_named(tokens: Sequence[Token], arms: Sequence[Arm]) -> Iterator[tuple[Arm, int, int]]:
    """Yield the dose groups that a sentence names by their dose, each with its tokens.

    In "10-, 20-, and 40-mg" the numbers share the unit of the last.
    """
    labels = {_amount(label): arm for arm in arms for label in arm.labels if " " in label}
    if not labels:
        return
    unit, unit_at = "", -1
    for at in range(len(tokens) - 1, -1, -1):
        token = tokens[at]
        if token.kind in "ux":  # "the 1 Hz group"
            unit, unit_at = plain_unit(token.text), at
        elif token.kind == "N":
            if arm := labels.get(_amount(f"{token.value} {unit}")):
                yield arm, at, unit_at if unit_at - at < 3 and tokens[at + 1].kind in "ux-" else at
        elif token.kind not in ",ar-":
            unit = ""


def levels_named(tokens: Sequence[Token], arms: Sequence[Arm]) -> Iterator[tuple[Arm, int, int]]:
    """Yield the dose groups that a sentence names by a word, "low-dose", each with its tokens."""
    called = {label: arm for arm in arms for label in arm.labels if label.endswith("-dose")}
    if called:
        for at in range(len(tokens)):
            level = level_at(tokens, at)
            if level is not None and (arm := called.get(f"{level[0]}-dose")):
                yield arm, at, level[1]


def _amount(dose: str) -> str:
    """Return a dose without "per day", which a report does not repeat."""
    return dose.split("/")[0]
