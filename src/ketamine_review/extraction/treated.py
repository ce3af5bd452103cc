"""Treated: groups that a report names by what they were given."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ketamine_review.extraction.arms import Arm, Given, arm_of_given, with_joined_name
from ketamine_review.extraction.document import Sentence
from ketamine_review.extraction.lexicon import lexicon
from ketamine_review.extraction.phrases import Phrases
from ketamine_review.extraction.tokens import Token
from ketamine_review.extraction.treatments import (
    INERT,
    KETAMINES,
    Names,
    Treatment,
    given_together,
    is_joined_name,
    is_measured,
    joined_name,
)

_ALLOCATION = Phrases({"allocation": lexicon("roles")["allocation"]})
_COMPARISON = Phrases({"comparison": lexicon("roles")["comparison"]})
_TO_ALL = Phrases({"to_all": lexicon("roles")["to_all"]})


def by_treatment(sentences: Sequence[Sentence], names: Names) -> list[Arm]:
    """Return the groups of a report that names them by what they were given."""
    title = combinations([s for s in sentences if s.role == "title"], names)
    methods = [s for s in sentences if s.role == "methods" and any(_ALLOCATION.find(s.tokens))]
    apart = [s for s in methods if not any(_TO_ALL.find(s.tokens))]
    given = combinations([s for s in apart if _randomizes(s)], names)
    if len(given) < 2 or all(INERT.issuperset(treatments) for treatments in given):
        given = combinations(apart, names) or combinations(methods, names)
    if len(given) < 2 or all(INERT.issuperset(treatments) for treatments in given):
        given = list(dict.fromkeys([*title, *given]))
    if len(given) < 2:
        aims = [s for s in sentences if s.role == "background" and _compares(s.tokens)]
        given = list(dict.fromkeys([*given, *combinations(aims, names)]))
    active = [treatments for treatments in given if not INERT.issuperset(treatments)]
    if not is_comparative(sentences, names):
        return _distinct(_ketamine_first([*title, *active])[:1])
    inert = [treatments for treatments in given if INERT.issuperset(treatments)]
    if len(active) > 1 and _has_words(sentences, "active", "placebo"):
        return _distinct(active)  # "the active placebo, midazolam"
    if len(active) == 1 and _has_words(sentences, "double", "dummy"):
        inert = []  # the placebo only hides which form of the drug was given
    name = None if inert else _first_inert(sentences, names)
    if name is not None and not any(name in treatments for treatments in active):
        inert = [(name,)]
    return _distinct([*active, *inert[:1]])


def by_results(sentences: Sequence[Sentence], names: Names) -> list[Arm]:
    """Return the groups that only the results tell: "25 min for X, 30 min for Y, 10 min for Z".

    One of them at least is ketamine; what else patients had besides a drug is told of it alone.
    """
    for sentence in sentences:
        if sentence.role == "results":
            valued = [
                hit.name
                for hit in names.find(sentence.tokens)
                if not is_measured(sentence.tokens, hit.last)
                and _VALUED.search(sentence.shape, max(0, hit.first - 6), hit.first)
                and sentence.tokens[hit.first - 1].value in ("for", "with", "given", "receiving")
            ]
            told = list(dict.fromkeys(valued))
            if len(told) > 1 and set(KETAMINES).intersection(told):
                return _distinct([(name,) for name in told])
    return []


#: A value right before a preposition and a drug.
_VALUED = re.compile(r"N[%uTx]?(?:ow?H)?\)?w{1,2}$")


def combinations(sentences: Sequence[Sentence], names: Names) -> list[Given]:
    """Return the treatments of some sentences, those given together as one."""
    found: dict[frozenset[str], Given] = {}
    for sentence in sentences:
        either = next((i for i, t in enumerate(sentence.tokens) if t.value == "either"), -1)
        named = names.find(sentence.tokens)
        after = [
            t
            for t in named
            if t.first > either
            and not is_joined_name(t.name)
            and not is_measured(sentence.tokens, t.last)
            and not _is_aside(sentence.tokens, t, named)
        ]
        for treatments in given_together(sentence.tokens, after):
            together = tuple(dict.fromkeys(t.name for t in treatments))
            found.setdefault(frozenset(together), together)
    return list(found.values())


def _is_aside(tokens: Sequence[Token], treatment: Treatment, named: Sequence[Treatment]) -> bool:
    """Return whether a treatment only tells when, or explains the one before it.

    "Before propofol", "sevoflurane anesthesia", "topiramate (standard of care)".
    """
    opened = treatment.first > 1 and tokens[treatment.first - 1].kind == "("
    if opened and any(other.last == treatment.first - 2 for other in named):
        return True
    before = tokens[treatment.first - 1].value if treatment.first else ""
    after = tokens[treatment.last + 1].value if treatment.last + 1 < len(tokens) else ""
    if len(named) == 1 and treatment.name in KETAMINES:
        return False  # "after ketamine induction": of what else would it tell?
    asleep = after == "anesthesia" and treatment.name not in KETAMINES
    return asleep or before in ("before", "after", "during", "under", "following")


def is_comparative(sentences: Sequence[Sentence], names: Names) -> bool:
    """Return whether a report tells of a comparison of groups."""
    return any(_is_of_groups(sentence, names) for sentence in sentences)


def _is_of_groups(sentence: Sentence, names: Names) -> bool:
    if sentence.role == "results":
        return _tells_of_group(sentence, names)
    if sentence.role == "methods" and _offers_either(sentence, names):
        return True
    return sentence.role in ("title", "methods", "background") and _compares(sentence.tokens)


def _tells_of_group(sentence: Sentence, names: Names) -> bool:
    """Return whether a sentence speaks of "the ketamine group": there is another one, then."""
    named = names.find(sentence.tokens)
    return any(sentence.shape[hit.last + 1 : hit.last + 2] == "G" for hit in named)


def _offers_either(sentence: Sentence, names: Names) -> bool:
    """Return whether patients were given one of two: "either intranasal ketamine or fentanyl"."""
    either = next((i for i, t in enumerate(sentence.tokens) if t.value == "either"), None)
    if either is None:
        return False
    return len({hit.name for hit in names.find(sentence.tokens) if hit.first > either}) > 1


def _compares(tokens: Sequence[Token]) -> bool:
    """Return whether a sentence tells of groups that are compared, and not of before and after."""
    told = [tokens[hit.first].value for hit in _COMPARISON.find(tokens)]
    told += [token.value for token in tokens if token.kind == "v"]
    if not all(word.startswith("compar") for word in told):
        return True
    words = {token.value for token in tokens}
    times = words & {"before", "prior", "baseline"} and words & {"after", "following", "later"}
    return bool(told) and not times


def _randomizes(sentence: Sentence) -> bool:
    """Return whether a sentence tells by lot who was given what."""
    words = [token.value for token in sentence.tokens]
    lot = not {"randomly", "assigned", "allocated"}.isdisjoint(words)
    return lot or ("randomized", "to") in pairwise(words)


def _has_words(sentences: Sequence[Sentence], one: str, other: str) -> bool:
    return any(
        first.value == one and second.value == other
        for sentence in sentences
        for first, second in zip(sentence.tokens, sentence.tokens[1:], strict=False)
    )


def _ketamine_first(given: list[Given]) -> list[Given]:
    return sorted(given, key=lambda names: not set(KETAMINES).intersection(names))


def _distinct(given: list[Given]) -> list[Arm]:
    common = set.intersection(*(set(names) for names in given)) if len(given) > 1 else set()
    arms = [arm_of_given(names, common) for names in given]
    named: dict[str, Arm] = {}
    for arm in (with_joined_name(arm, arms) for arm in arms):
        if arm.name in named and len(arm.treatments) > 1:  # "ketamine", then "ketamine/midazolam"
            joined = joined_name(arm.treatments)
            named.setdefault(joined, Arm(joined, treatments=arm.treatments))
        else:
            named.setdefault(arm.name, arm)
    return list(named.values())


def _first_inert(sentences: Sequence[Sentence], names: Names) -> str | None:
    for sentence in sentences:
        for treatment in names.find(sentence.tokens):
            if treatment.name in INERT:
                return treatment.name
    return None
