"""Study arms: the groups of one report, by label or else by what they were given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ketamine_review.extraction.arms import Arm, Arms
from ketamine_review.extraction.document import Document, Sentence
from ketamine_review.extraction.doses import with_dose_groups
from ketamine_review.extraction.labelled import (
    by_group_name,
    by_label,
    defined_groups,
    glosses,
    groups_called,
    named_arms,
    with_what_came_along,
)
from ketamine_review.extraction.naming import names_of
from ketamine_review.extraction.offered import offered_groups
from ketamine_review.extraction.treated import by_results, by_treatment, is_comparative
from ketamine_review.extraction.treatments import OTHERS, Names

#: More groups than this are no study's; what reads like them is noise.
_MOST_ARMS = 12


def study_arms(document: Document) -> Arms:
    """Return the groups that a record defines, by label or else by what they were given."""
    sentences = document.sentences
    title = next((s.tokens for s in sentences if s.role == "title"), ())
    names = names_of([sentence.tokens for sentence in sentences], title)
    called = groups_called(sentences, names)
    defined = defined_groups(called, names)
    labelled = by_label(defined)
    if len(labelled) < 2:
        named = by_group_name(called, names, defined)
        labelled = with_what_came_along(named, sentences, names)
    if len(labelled) > 1:
        arms = named_arms(labelled, names.groups, glosses(called, names))
    else:
        arms = by_treatment(sentences, names)
    arms = with_dose_groups(arms, sentences, names)[:_MOST_ARMS]
    if len(arms) < 2:
        drug = next((arm.name for arm in arms if not arm.control), None)
        offered, more = offered_groups(sentences, names, drug)
        arms, names = (offered, more) if offered else (arms, names)
    if len(arms) < 2:
        arms = by_results(sentences, names) or arms
    arms = _with_control(arms, sentences, names)
    arms = [_with_both_names(arm, sentences, names) for arm in arms]
    compared = len(arms) > 1 or is_comparative(sentences, names)
    return Arms(tuple(_told_apart([_with_own_name(arm, names) for arm in arms])), names, compared)


def _with_both_names(arm: Arm, sentences: Sequence[Sentence], names: Names) -> Arm:
    """Call a fixed combination as the report prints it: "sumatriptan/naproxen"."""
    if arm.control or arm.is_of_ketamine or len(arm.treatments) < 2:
        return arm
    for sentence in sentences:
        for one, other in pairwise(names.find(sentence.tokens)):
            both = {one.name, other.name} <= set(arm.treatments)
            both = both and arm.name in (one.name, other.name)
            if both and [t.value for t in sentence.tokens[one.last + 1 : other.first]] == ["/"]:
                return replace(arm, name=f"{one.name}/{other.name}", labels=arm.labels | {arm.name})
    return arm


def _told_apart(arms: list[Arm]) -> list[Arm]:
    """Call groups that all had ketamine by their labels too: "ketamine K1", "ketamine K2"."""
    counts = Counter(arm.name for arm in arms)
    return [
        replace(arm, name=f"{arm.name} {min(arm.labels)}")
        if arm.is_of_ketamine and counts[arm.name] > 1 and arm.labels - {arm.name}
        else arm
        for arm in arms
    ]


def _with_own_name(arm: Arm, names: Names) -> Arm:
    """Call a treatment that is no drug by the abbreviation that the report gives it."""
    short = next((s for s, name in names.known.items() if name == arm.name), None)
    return replace(arm, name=short) if short and arm.name in OTHERS else arm


def _with_control(arms: list[Arm], sentences: Sequence[Sentence], names: Names) -> list[Arm]:
    """Make the group that had something alone the control of those that had more."""
    if any(arm.control for arm in arms) or len(arms) < 3:
        return arms
    alone = {
        hit.name
        for sentence in sentences
        if sentence.role in ("title", "background", "methods")
        for hit in names.find(sentence.tokens)
        if any(t.value in ("alone", "only") for t in sentence.tokens[hit.last + 1 : hit.last + 7])
    }
    told = [arm.name for arm in arms if arm.name in alone and not arm.is_of_ketamine]
    if len(told) != 1:
        return arms
    return [replace(arm, control=True) if arm.name == told[0] else arm for arm in arms]
