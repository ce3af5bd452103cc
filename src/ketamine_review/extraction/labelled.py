"""Labelled: groups that a report calls by a label or a name, and what it says they were given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from ketamine_review.extraction.arms import Arm, Given, arm_of_given, with_joined_name
from ketamine_review.extraction.document import Sentence
from ketamine_review.extraction.groups import GroupHit, group_hits
from ketamine_review.extraction.tokens import INITIALS, Token
from ketamine_review.extraction.treated import combinations
from ketamine_review.extraction.treatments import (
    INERT,
    KETAMINES,
    Names,
    Treatment,
    is_measured,
    joined_name,
)

#: Sentences with the places where each calls groups.
Called = Sequence[tuple[Sentence, list[GroupHit]]]

_ROLE_ORDER = {"methods": 0, "results": 1, "background": 2, "title": 3}


def groups_called(sentences: Sequence[Sentence], names: Names) -> Called:
    """Return the sentences of a report, each with the groups that it calls by label or name."""
    return [(s, group_hits(s.tokens, names.find(s.tokens), names.groups)) for s in sentences]


def by_label(defined: Mapping[str, Given]) -> dict[str, Given]:
    """Return for each label the treatments that are named with it."""
    own = {label: given for label, given in defined.items() if not label.startswith("@")}
    if sum(map(bool, own.values())) > 1 and any(label.isalpha() for label in own if own[label]):
        # "Group 1" of a report whose groups are K and S is a slip, or another thing.
        own = {label: given for label, given in own.items() if given or label.isalpha()}
    if any(own.values()):
        return _with_named_groups(own, defined)
    return {}


def defined_groups(called: Called, names: Names) -> dict[str, Given]:
    """Return what each group was given that has a label or a name.

    What the methods say counts, or what stands later where they say nothing.
    """
    first: dict[str, Given] = {}
    whole: dict[str, Given] = {}
    for sentence, hits in sorted(called, key=lambda item: _ROLE_ORDER.get(item[0].role, 9)):
        named = names.find(sentence.tokens)
        named = [hit for hit in named if not is_measured(sentence.tokens, hit.last)]
        for label, given in _assign(sentence.tokens, hits, named):
            if not first.get(label):
                first[label] = given
            if sentence.role == "methods" or not whole.get(label):
                whole[label] = tuple(dict.fromkeys((*whole.get(label, ()), *given)))
    apart = len({frozenset(given) for given in first.values()}) > 1
    return first if apart and _crosses_over(whole) else whole


def _crosses_over(defined: Mapping[str, Given]) -> bool:
    """Return whether one group had what another had, and before it only a placebo."""
    told = [set(given) for given in defined.values() if given]
    return any(one < other and INERT.issuperset(other - one) for one in told for other in told)


def by_group_name(called: Called, names: Names, defined: Mapping[str, Given]) -> dict[str, Given]:
    """Return the groups that are called by what they had: "the ketamine group".

    What a group had that is called by another word, "the oral group", its definition tells.
    """
    found: dict[str, Given] = {}
    sentences = [sentence for sentence, _ in called]
    for hit in (hit for _, hits in called for hit in hits):
        name = hit.label.removeprefix("@")
        if hit.label == "@control":
            found.setdefault("control", ("control",))
        elif hit.label.startswith("@") and hit.label != "@active" and name not in found:
            found[name] = _given_by_name(name, sentences, names, defined.get(hit.label, ()))
    for initials, name in names.known.items():
        if INITIALS.fullmatch(initials):
            found.setdefault(name, tuple(name.split("+")))
    active = tuple(name for name in defined.get("@active", ()) if name not in INERT)
    if active and set(found) == {"control"}:  # "the case group received X"
        found = {next((n for n in active if n in KETAMINES), active[0]): active} | found
    inert = any(name in INERT and name != "control" for name in found)
    if inert or (len(found) == 3 and _are_two(sentences)):
        found.pop("control", None)  # "the placebo group (control group)"
    return found


def _drug_behind(word: str, sentences: Sequence[Sentence], names: Names) -> Given:
    """Return the drug that a word describes: "preincision or postoperative ketamine"."""
    for sentence in sentences:
        for at, token in enumerate(sentence.tokens):
            if token.value == word:
                for hit in names.find(sentence.tokens):
                    between = "".join(t.kind for t in sentence.tokens[at + 1 : hit.first])
                    if at < hit.first and between in ("", "aw", "rw"):
                        return (hit.name,)
    return ()


def _are_two(sentences: Sequence[Sentence]) -> bool:
    """Return whether a report speaks of two groups: "in both groups"."""
    return any(
        first.value in ("two", "both", "either") and second.kind == "G"
        for sentence in sentences
        for first, second in zip(sentence.tokens, sentence.tokens[1:], strict=False)
    )


def _given_by_name(name: str, sentences: Sequence[Sentence], names: Names, defined: Given) -> Given:
    """Return what a group with a name had: its drugs, or what the methods say that it received."""
    parts = tuple(name.split("+"))
    if all(names.in_lexicon(part) for part in parts):
        return parts
    told = defined or _drug_behind(name, sentences, names)
    told = tuple(given for given in told if given != name)
    return told if any(names.in_lexicon(part) for part in told) else parts


def with_what_came_along(
    groups: dict[str, Given], sentences: Sequence[Sentence], names: Names
) -> dict[str, Given]:
    """Add to groups called by one treatment what the methods say was given with it."""
    methods = [sentence for sentence in sentences if sentence.role == "methods"]
    together = [
        given
        for given in combinations(methods, names)
        if len(set(groups).intersection(given)) == 1 and joined_name(given) not in groups
    ]
    return {
        label: tuple(dict.fromkeys((*given, *_beside(label, together))))
        for label, given in groups.items()
    }


def _beside(label: str, together: Sequence[Given]) -> Given:
    """Return what was given with the treatment that a group is called by."""
    return tuple(t for other in together if label in other for t in other if t != label)


def _with_named_groups(own: dict[str, Given], defined: Mapping[str, Given]) -> dict[str, Given]:
    """Add a control group that is called by name where no labelled group is one."""
    control = defined.get("@control")
    inert = any(name in INERT for given in own.values() for name in given)
    if control is not None and not inert and all(own.values()):
        return {**own, "@control": control or ("control",)}
    return own


def _assign(
    tokens: Sequence[Token], hits: list[GroupHit], named: list[Treatment]
) -> Iterator[tuple[str, Given]]:
    """Yield each label of a sentence with the treatments that stand on its side.

    "Group A received X, group B received Y" puts treatments after the label, "X (group A) or
    Y (group B)" and "X in group 1, Y in group 2" before it: what comes first tells which.
    """
    clusters = _clusters(tokens, _without_glosses(tokens, hits))
    if not clusters:
        return
    before = (
        bool(named) and named[0].last < clusters[0][0].first and hangs(tokens, clusters[0][0].first)
    )
    sides: list[Given] = []
    for at, cluster in enumerate(clusters):
        first, last = cluster[0].first, cluster[-1].last
        previous = clusters[at - 1][-1].last if at else -1
        following = clusters[at + 1][0].first if at + 1 < len(clusters) else len(tokens)
        low, high = (previous, first) if before else (first - 1, following)
        given = _named_between(named, low, high) or _given_by_reference(
            tokens[max(0, low) : high], sides, before
        )
        if not given and (name := _proper_name(tokens, previous, first) or _short(tokens, last)):
            given = (name,)
        sides.append(given)
        yield from _shared_out(tokens[last:], cluster, given)


def _named_between(named: Sequence[Treatment], low: int, high: int) -> Given:
    """Return the drugs that are named between two places, those of a mixture one by one."""
    inside = [hit for hit in named if low < hit.first and hit.last < high]
    return tuple(dict.fromkeys(part for hit in inside for part in hit.name.split("+")))


def _given_by_reference(side: Sequence[Token], sides: Sequence[Given], before: bool) -> Given:
    """Return what a label had that names no drug: "X 50 mg (1) or 75 mg (2)", "or both (3)".

    Args:
        side: What is said of the label.
        sides: What the labels before it had.
        before: Whether treatments stand before their labels.
    """
    if before and sides and sides[-1] and any(token.kind == "u" for token in side):
        return sides[-1]
    if any(token.value == "both" for token in side):
        return tuple(dict.fromkeys(name for given in sides[-2:] for name in given))
    return ()


def _clusters(tokens: Sequence[Token], hits: list[GroupHit]) -> list[list[GroupHit]]:
    """Return labels in lists: "Groups I and II received ..." names two at once."""
    clusters: list[list[GroupHit]] = []
    for hit in hits:
        between = tokens[clusters[-1][-1].last + 1 : hit.first] if clusters else ()
        if between and all(token.kind in "a,r" for token in between):
            clusters[-1].append(hit)
        else:
            clusters.append([hit])
    return clusters


def _shared_out(
    rest: Sequence[Token], cluster: list[GroupHit], given: Given
) -> Iterator[tuple[str, Given]]:
    """Yield each label of a list with its own treatment, or with what all of them had."""
    respectively = any(token.kind == "e" for token in rest)
    if respectively and 1 < len(cluster) < len(given):
        given = given[: len(cluster)]  # "... as adjuvants to bupivacaine, respectively"
    one_each = len(cluster) > 1 and len(given) == len(cluster) and respectively
    for at, hit in enumerate(cluster):
        yield hit.label, (given[at],) if one_each else given


def glosses(called: Called, names: Names) -> dict[str, frozenset[str]]:
    """Return for each label the names that explain it: "the first group (Ketadex group)"."""
    found: dict[str, frozenset[str]] = {}
    for sentence, hits in called:
        for label, other in pairwise(hits if sentence.role == "methods" else ()):
            name = other.label.removeprefix("@")
            told = name != "active" and _explains(sentence.tokens, label, other)
            if told and not names.in_lexicon(name):
                found[label.label] = found.get(label.label, frozenset()) | {name}
    return found


def _without_glosses(tokens: Sequence[Token], hits: list[GroupHit]) -> list[GroupHit]:
    """Drop a name that only explains the label before it: "Group A (ketamine group)"."""
    kept: list[GroupHit] = []
    for hit in hits:
        if not (kept and _explains(tokens, kept[-1], hit)):
            kept.append(hit)
    return kept


def _explains(tokens: Sequence[Token], label: GroupHit, hit: GroupHit) -> bool:
    named = hit.label.startswith("@") and 0 < hit.first - label.last <= 2
    return named and tokens[hit.first - 1].kind in "(=:"


def hangs(tokens: Sequence[Token], first: int) -> bool:
    """Return whether a label at a token hangs on what is before: "(group A)", "in the K group"."""
    at = first - 2 if first > 1 and tokens[first - 1].value == "the" else first - 1
    if at >= 0 and tokens[at].value in ("(", "[", "in", "to", "for", "as"):
        return True
    kinds = [token.kind for token in tokens[:first]]  # "(1.5 mg/kg; group P)"
    return at >= 0 and tokens[at].kind in ";," and kinds.count("(") > kinds.count(")")


def _proper_name(tokens: Sequence[Token], low: int, high: int) -> str | None:
    """Return the capitalised word directly before a label: "26-gauge Quincke needles Group Q"."""
    for i in range(high - 1, max(low, high - 5), -1):
        word = tokens[i]
        if word.kind in ",;:." or word.value in ("as", "into", "and"):
            return None
        if word.kind == "w" and word.text[0].isupper() and len(word.text) > 3 and i > 0:
            return word.value
    return None


def _short(tokens: Sequence[Token], last: int) -> str | None:
    """Return the abbreviation that tells what a label had: "group R (RFA at 80°C)"."""
    opened, told = tokens[last + 1 : last + 3] if last + 2 < len(tokens) else (None, None)
    if opened is None or not (opened.kind in "(:=" or opened.value in _HAD):
        return None
    plain = told.kind == "w" and told.text.isupper() and told.text.isalpha() and len(told.text) > 1
    return told.text if plain else None


_HAD = frozenset(["received", "underwent", "had", "got"])


def named_arms(
    defined: Mapping[str, Given], words: frozenset[str], called: Mapping[str, frozenset[str]]
) -> list[Arm]:
    """Return the groups of some labels, each named after what only it was given.

    Args:
        defined: What each group was given.
        words: The labels that tell groups apart which may have had the same drug: "oral".
        called: What a label is called beside.
    """
    # What a group had that is only called "control" is not known.
    given_sets = [set(given) for given in defined.values() if given != ("control",)]
    common = set.intersection(*given_sets) if len(given_sets) > 1 else set()
    arms = [
        arm_of_given(
            given,
            common.difference(KETAMINES) if label in words else common,
            frozenset([label.removeprefix("@")]) | called.get(label, frozenset()),
        )
        for label, given in defined.items()
    ]
    beside = common.intersection(KETAMINES)
    if beside and len(arms) > 1 and not any(arm.control or arm.name in beside for arm in arms):
        # "Ketamine with X" against "ketamine with Y".
        return [replace(arm, name=joined_name([*beside, arm.name])) for arm in arms]
    return [with_joined_name(arm, arms) for arm in arms]
