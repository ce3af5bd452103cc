"""Links: which group of the study a number belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ketamine_review.extraction.arms import Arm, Arms
from ketamine_review.extraction.mentions import Mention, in_order
from ketamine_review.extraction.readings import Reading
from ketamine_review.extraction.tokens import Token
from ketamine_review.model.quantity import Kind

ALL, BETWEEN, EACH = "all", "between", "each"

CONTRASTS = frozenset(
    [
        Kind.P_VALUE,
        Kind.MEAN_DIFFERENCE,
        Kind.SMD,
        Kind.RELATIVE_RISK,
        Kind.ODDS_RATIO,
        Kind.HAZARD_RATIO,
    ]
)
_OF_ONE_ARM = frozenset([Kind.PROPORTION, Kind.MEAN, Kind.MEDIAN, Kind.MEAN_CHANGE])


@dataclass(frozen=True)
class Link:
    """A group that a reading belongs to.

    Attributes:
        arm: The name of a group, ``all``, ``between`` or ``each``.
        confidence: How sure the link is, 0 to 1.
    """

    arm: str
    confidence: float


def link_arms(
    tokens: Sequence[Token], readings: Sequence[Reading], found: Sequence[Mention], arms: Arms
) -> list[Link]:
    """Return for each reading of a sentence the group it belongs to.

    Args:
        tokens: The tokens of the sentence.
        readings: What its expressions measure, left to right.
        found: Where it speaks of groups, left to right.
        arms: The study's groups.
    """
    links: dict[int, Link] = {}
    for run in _runs(tokens, readings, found):
        links |= _link_run(tokens, readings, run, found, arms)
    for at, reading in enumerate(readings):
        if at not in links:
            links[at] = _link_other(tokens, readings, at, found, arms, links)
    return [links[at] for at in range(len(readings))]


def _runs(
    tokens: Sequence[Token], readings: Sequence[Reading], found: Sequence[Mention]
) -> list[list[int]]:
    """Return the one-arm readings of a sentence in runs: lists with no group named between."""
    runs: list[list[int]] = []
    for at, reading in enumerate(readings):
        if reading.kind not in _OF_ONE_ARM:
            continue
        previous = runs[-1][-1] if runs else None
        if previous is not None and _listed(tokens, readings, previous, at, found):
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def _listed(tokens, readings, first: int, second: int, found) -> bool:
    low, high = readings[first].last, readings[second].first
    if any(low <= mention.first < high for mention in found):
        return False
    between = [token for token in tokens[low:high] if token.text != "."]
    inner = {i for r in readings[first + 1 : second] for i in range(r.first, r.last)}
    words = [
        t for i, t in enumerate(tokens[low:high], start=low) if i not in inner and t.kind in "wHNW"
    ]
    joined = any(token.kind in "avr,-/" for token in between)
    return (
        joined
        and len(words) == 0
        and readings[first].kind is readings[second].kind
        and not any(t.kind == ";" for t in between)
    )


def _link_run(tokens, readings, run, found, arms) -> dict[int, Link]:
    first, last = readings[run[0]].first, readings[run[-1]].last
    before = [m for m in found if m.last < first]
    after = [m for m in found if m.first >= last]
    if len(run) == 1:
        link = _link_one(tokens, readings, run[0], before, after, found, arms)
        return {run[0]: link} if link else {}
    groups = _groups_of_run(tokens, readings, run, before, after, arms)
    if groups is None:
        return {}
    chosen, sure = groups
    return {at: Link(arm.name, sure) for at, arm in zip(run, chosen, strict=True)}


def _groups_of_run(
    tokens, readings, run, before, after, arms: Arms
) -> tuple[list[Arm], float] | None:
    """Return the groups of a run of several values in their order."""
    count, end = len(run), readings[run[-1]].last
    later = list(in_order(_directly(tokens, end, after)))
    earlier = list(in_order(before))
    respectively = any(token.kind == "e" for token in tokens[end:])
    if len(later) == count:
        return later, 0.95
    if len(earlier) >= count and respectively:
        return earlier[-count:], 0.9
    if count == 2 and len(earlier) == 2:
        return earlier, 0.85
    if count == 2 and earlier:
        other = _other_arm(earlier[-1] if len(earlier) == 1 else earlier[-2], arms)
        return ([earlier[-1], other], 0.75) if other and len(earlier) == 1 else (earlier[-2:], 0.7)
    everywhere = list(in_order([*before, *after]))
    if len(everywhere) == count:
        return everywhere, 0.7
    if count == len(arms.arms):
        return list(arms.arms), 0.4
    return None


def _other_arm(arm: Arm, arms: Arms) -> Arm | None:
    others = [other for other in arms.arms if other is not arm]
    return others[0] if len(others) == 1 else None


def _directly(tokens, start: int, after: Sequence[Mention]) -> list[Mention]:
    """Return the mentions that follow at once, joined by nothing but small words."""
    taken: list[Mention] = []
    at = start
    for mention in after:
        between = tokens[at : mention.first]
        if len(between) > 7 or any(token.kind in "NW;%" for token in between):
            break
        if not taken and any(token.kind in ",." for token in between):
            break
        taken.append(mention)
        at = mention.last + 1
    return taken


_NEAR = frozenset(
    [
        "in",
        "with",
        "for",
        "under",
        "of",
        "among",
        "the",
        "(",
        ")",
        "[",
        "]",
        "patients",
        "subjects",
        "on",
        "by",
        "after",
        "receiving",
        "to",
        "from",
        "at",
        "during",
        "within",
        "women",
        "children",
        "infants",
        "who",
        "received",
        "given",
        "both",
        "arm",
    ]
)


def _link_one(tokens, readings, at, before, after, found, arms) -> Link | None:
    reading = readings[at]
    opened = reading.first > 0 and tokens[reading.first - 1].kind == "("
    if before:
        mention = before[-1]
        gap = tokens[mention.last + 1 : reading.first]
        if opened and len(gap) <= 3 and all(t.kind in "(Hw,=:" for t in gap) and mention.arm:
            return Link(mention.arm.name, 0.95)
    if after:
        mention = after[0]
        gap = tokens[reading.last : mention.first]
        if len(gap) <= 7 and all(token.value in _NEAR or token.kind in "HuxT%" for token in gap):
            return Link(mention.arm.name if mention.arm else ALL, 0.9)
    if before and (arm := _nearest_before(tokens, readings, at, before)):
        return arm
    distinct = list(in_order(found))
    if len(distinct) == 1:
        return Link(distinct[0].name, 0.6)
    return None


def _nearest_before(tokens, readings, at, before) -> Link | None:
    mention = before[-1]
    between = tokens[mention.last + 1 : readings[at].first]
    if any(token.kind == ";" for token in between) or len(between) > 25:
        return None
    return Link(mention.arm.name if mention.arm else ALL, 0.7 if len(between) < 12 else 0.6)


def _link_other(tokens, readings, at, found, arms: Arms, links) -> Link:
    reading = readings[at]
    if reading.kind in CONTRASTS:
        return Link(BETWEEN, 0.9)
    if reading.kind is Kind.CONFIDENCE_INTERVAL:
        return _link_interval(readings, at, links)
    if reading.kind is Kind.SAMPLE_SIZE:
        return _link_size(tokens, reading, found)
    if reading.kind is Kind.DOSE:
        return _link_dose(tokens, reading, found, arms)
    if reading.kind is Kind.TREATMENT_DURATION:
        distinct = list(in_order(found))
        return Link(distinct[0].name, 0.6) if len(distinct) == 1 else Link(ALL, 0.6)
    return Link(ALL, 0.5)


def _link_interval(readings, at, links) -> Link:
    """Give an interval the group of the estimate before it."""
    for i in range(at - 1, -1, -1):
        if (
            readings[i].kind is not Kind.CONFIDENCE_INTERVAL
            and readings[at].first - readings[i].last < 6
        ):
            if readings[i].kind in CONTRASTS:
                return Link(BETWEEN, 0.9)
            return links.get(i, Link(BETWEEN, 0.5))
    return Link(BETWEEN, 0.6)


_TO_GROUP = frozenset(
    [
        "in",
        "to",
        "received",
        "receiving",
        "on",
        "were",
        "given",
        "was",
        "and",
        "for",
        "had",
        "got",
        "patients",
        "subjects",
        "the",
        "(",
        ")",
        "=",
        ",",
        "n",
        "of",
        "children",
        "women",
        "volunteers",
        "participants",
        "assigned",
        "randomized",
        "allocated",
        "took",
        "with",
    ]
)


def _link_size(tokens, reading: Reading, found) -> Link:
    after = [token.value for token in tokens[reading.last : reading.last + 3]]
    if "each" in after or after[:2] in (["per", "group"], ["for", "both"], ["per", "arm"]):
        return Link(EACH, 0.9)
    before = [m for m in found if m.last < reading.first]
    if before and reading.first - before[-1].last <= 4 and before[-1].arm:
        gap = tokens[before[-1].last + 1 : reading.first]
        if all(t.kind in "(,=:nHw" for t in gap) and any(t.kind == "(" for t in gap):
            return Link(before[-1].arm.name, 0.95)
    later = [m for m in found if m.first >= reading.last]
    if later and later[0].arm and later[0].first - reading.last <= 6:
        gap = tokens[reading.last : later[0].first]
        alone = len(later) == 1 or any(
            t.kind in "NW" for t in tokens[later[0].last : later[1].first]
        )
        if alone and all(t.value in _TO_GROUP or t.kind in "H" for t in gap):
            return Link(later[0].arm.name, 0.85)
    return Link(ALL, 0.8)


def _link_dose(tokens, reading: Reading, found, arms: Arms) -> Link:
    called = [m for m in found if m.called and m.arm]
    before = [m for m in called if m.last < reading.first]
    after = [m for m in called if m.first >= reading.last]
    named = arms.names.find(tokens)
    if called:
        style_after = called[0].first < (named[0].first if named else 10**6) or not after
        if style_after and before:
            return Link(before[-1].arm.name, 0.85)
        if not style_after and after:
            return Link(after[0].arm.name, 0.85)
    drug = _drug_of_dose(tokens, reading, named)
    if drug is None:
        return Link(ALL, 0.5)
    from ketamine_review.extraction.mentions import arm_of_treatment

    arm = arm_of_treatment(drug, arms)
    if arm is not None:
        return Link(arm.name, 0.85)
    distinct = list(in_order(found))
    if len(distinct) == 1 and drug in distinct[0].treatments:
        return Link(distinct[0].name, 0.7)
    return Link(ALL, 0.7)


def _drug_of_dose(tokens, reading: Reading, named) -> str | None:
    """Return the drug that an amount belongs to: the next one after it, or the last before it."""
    after = next((t for t in named if 0 <= t.first - reading.last <= 3), None)
    before = next((t for t in reversed(named) if t.last < reading.first), None)
    if after is not None:
        gap = tokens[reading.last : after.first]
        near_before = before is not None and reading.first - before.last <= 2
        if all(
            t.kind in "wo-" and t.value not in ("and", "with", "to", "plus") for t in gap
        ) and not (near_before and gap):
            return after.name
    return before.name if before is not None else (after.name if after else None)
