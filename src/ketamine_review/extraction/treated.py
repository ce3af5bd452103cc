"""Treated: groups that a report names by what they were given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ketamine_review.extraction.arms import KETAMINES, Arm, Given, arm_of_given
from ketamine_review.extraction.document import Sentence
from ketamine_review.extraction.lexicon import lexicon
from ketamine_review.extraction.phrases import Phrases
from ketamine_review.extraction.tokens import Token
from ketamine_review.extraction.treatments import INERT, Names, Treatment

_ALLOCATION = Phrases({"allocation": lexicon("roles")["allocation"]})
_COMPARISON = Phrases({"comparison": lexicon("roles")["comparison"]})
_TO_ALL = Phrases({"to_all": lexicon("roles")["to_all"]})
_JOINS = frozenset(["+", "/", "plus", "combined", "combination"])


def by_treatment(sentences: Sequence[Sentence], names: Names) -> list[Arm]:
    """Return the groups of a report that names them by what they were given."""
    title = combinations([s for s in sentences if s.role == "title"], names)
    methods = [s for s in sentences if s.role == "methods" and any(_ALLOCATION.find(s.tokens))]
    apart = [s for s in methods if not any(_TO_ALL.find(s.tokens))]
    given = combinations(apart, names) or combinations(methods, names)
    if len(given) < 2 or all(INERT.issuperset(treatments) for treatments in given):
        given = list(dict.fromkeys([*title, *given]))
    if len(given) < 2:
        aims = [s for s in sentences if s.role == "background" and _compares(s.tokens)]
        given = list(dict.fromkeys([*given, *combinations(aims, names)]))
    active = [treatments for treatments in given if not INERT.issuperset(treatments)]
    if not is_comparative(sentences):
        return _distinct(_ketamine_first([*title, *active])[:1])
    inert = [treatments for treatments in given if INERT.issuperset(treatments)]
    if not inert and (name := _first_inert(sentences, names)):
        inert = [(name,)]
    return _distinct([*active, *inert[:1]])


def combinations(sentences: Sequence[Sentence], names: Names) -> list[Given]:
    """Return the treatments of some sentences, those given together as one."""
    found: dict[frozenset[str], Given] = {}
    for sentence in sentences:
        either = next((i for i, t in enumerate(sentence.tokens) if t.value == "either"), -1)
        after = [t for t in names.find(sentence.tokens) if t.first > either]
        for together in _combined(sentence.tokens, after):
            found.setdefault(frozenset(together), together)
    return list(found.values())


def is_comparative(sentences: Sequence[Sentence]) -> bool:
    """Return whether a report tells of a comparison of groups."""
    return any(
        _compares(sentence.tokens)
        for sentence in sentences
        if sentence.role in ("title", "methods", "background")
    )


def _compares(tokens: Sequence[Token]) -> bool:
    """Return whether a sentence tells of groups that are compared, and not of before and after."""
    told = [tokens[hit.first].value for hit in _COMPARISON.find(tokens)]
    told += [token.value for token in tokens if token.kind == "v"]
    if not all(word.startswith("compar") for word in told):
        return True
    words = {token.value for token in tokens}
    times = words & {"before", "prior", "baseline"} and words & {"after", "following", "later"}
    return bool(told) and not times


def _ketamine_first(given: list[Given]) -> list[Given]:
    return sorted(given, key=lambda names: not set(KETAMINES).intersection(names))


def _distinct(given: list[Given]) -> list[Arm]:
    common = set.intersection(*(set(names) for names in given)) if len(given) > 1 else set()
    named: dict[str, Arm] = {}
    for names in given:
        arm = arm_of_given(names, common)
        if arm.name in named and len(names) > 1:  # "ketamine", then "ketamine plus risperidone"
            joined = "+".join(sorted(names))
            named.setdefault(joined, Arm(joined, treatments=names))
        else:
            named.setdefault(arm.name, arm)
    return list(named.values())


def _combined(tokens: Sequence[Token], named: list[Treatment]) -> Iterator[Given]:
    """Yield the treatments of a sentence, those given together as one: "X plus Y", "X/Y"."""
    together: list[Treatment] = []
    for treatment in named:
        if together and _joined(tokens, together[-1], treatment):
            together.append(treatment)
        else:
            if together:
                yield tuple(dict.fromkeys(t.name for t in together))
            together = [treatment]
    if together:
        yield tuple(dict.fromkeys(t.name for t in together))


def _joined(tokens: Sequence[Token], first: Treatment, second: Treatment) -> bool:
    between = [token.value for token in tokens[first.last + 1 : second.first]]
    if first.first and tokens[first.first - 1].value == "both" and between == ["and"]:
        return True
    dosed = any(t.kind in "u%" for t in tokens[first.last + 1 : second.first])
    with_it = dosed and between[-1:] == ["with"]
    return with_it or (len(between) < 6 and not _JOINS.isdisjoint(between))


def _first_inert(sentences: Sequence[Sentence], names: Names) -> str | None:
    for sentence in sentences:
        for treatment in names.find(sentence.tokens):
            if treatment.name in INERT:
                return treatment.name
    return None
