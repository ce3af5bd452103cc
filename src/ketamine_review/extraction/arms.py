"""Arms: which groups a study compares, and what each of them was given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ketamine_review.extraction.document import Document, Sentence
from ketamine_review.extraction.groups import GroupHit, group_hits
from ketamine_review.extraction.lexicon import lexicon
from ketamine_review.extraction.naming import names_of
from ketamine_review.extraction.phrases import Phrases
from ketamine_review.extraction.tokens import Token
from ketamine_review.extraction.treatments import (
    INERT,
    OTHERS,
    Names,
    Treatment,
)

KETAMINES = ("ketamine", "esketamine")

#: What a group was given, in the order in which it was named.
Given = tuple[str, ...]


@dataclass(frozen=True)
class Arm:
    """A group of a study.

    Attributes:
        name: What its patients were given, in one word where possible: ``ketamine``, ``placebo``.
        labels: How the report calls the group: ``A``, ``2``, ``K1``.
        treatments: Everything its patients were given, as far as it was named with the group.
        control: True for an inert or untreated group, or one that only had what all had.
    """

    name: str
    labels: frozenset[str] = frozenset()
    treatments: Given = ()
    control: bool = False


@dataclass(frozen=True)
class Arms:
    """The groups of one study, in the order in which the report defines them.

    Attributes:
        arms: The groups.
        names: How the record names its treatments.
        compared: Whether the report tells of a comparison of groups.
    """

    arms: tuple[Arm, ...]
    names: Names
    compared: bool = True


#: More groups than this are no study's; what reads like them is noise.
_MOST_ARMS = 12


def study_arms(document: Document) -> Arms:
    """Return the groups that a record defines, by label or else by what they were given."""
    sentences = document.sentences
    title = next((s.tokens for s in sentences if s.role == "title"), ())
    names = names_of([sentence.tokens for sentence in sentences], title)
    labelled = _by_label(sentences, names)
    if len(labelled) < 2:
        labelled = _with_what_came_along(_by_group_name(sentences, names), sentences, names)
    arms = _named(labelled) if len(labelled) > 1 else _by_treatment(sentences, names)
    arms = arms[:_MOST_ARMS]
    compared = len(arms) > 1 or _is_comparative(sentences)
    return Arms(tuple(_with_own_name(arm, names) for arm in arms), names, compared)


def _with_own_name(arm: Arm, names: Names) -> Arm:
    """Call a treatment that is no drug by the abbreviation that the report gives it."""
    short = next((s for s, name in names.known.items() if name == arm.name), None)
    return replace(arm, name=short) if short and arm.name in OTHERS else arm


# ---- groups with labels

_ROLE_ORDER = {"methods": 0, "results": 1, "background": 2, "title": 3}


def _by_label(sentences: Sequence[Sentence], names: Names) -> dict[str, Given]:
    """Return for each label the treatments that are named with it in the methods, or later."""
    defined: dict[str, Given] = {}
    for sentence in sorted(sentences, key=lambda s: _ROLE_ORDER.get(s.role, 9)):
        named = names.find(sentence.tokens)
        hits = group_hits(sentence.tokens, named)
        for label, given in _assign(sentence.tokens, hits, named):
            if sentence.role == "methods" or not defined.get(label):
                defined[label] = tuple(dict.fromkeys((*defined.get(label, ()), *given)))
    own = {label: given for label, given in defined.items() if not label.startswith("@")}
    if any(own.values()):
        return _with_named_groups(own, defined)
    return {}


def _by_group_name(sentences: Sequence[Sentence], names: Names) -> dict[str, Given]:
    """Return the groups that are called by what they had: "the ketamine group"."""
    found: dict[str, Given] = {}
    for sentence in sentences:
        for hit in group_hits(sentence.tokens, names.find(sentence.tokens)):
            name = hit.label.removeprefix("@")
            if hit.label not in ("@active", "@control") and hit.label.startswith("@"):
                found.setdefault(name, (name,))
            elif hit.label == "@control":
                found.setdefault("control", ("control",))
    if any(name in INERT and name != "control" for name in found):
        found.pop("control", None)  # "the placebo group (control group)"
    return found


def _with_what_came_along(
    groups: dict[str, Given], sentences: Sequence[Sentence], names: Names
) -> dict[str, Given]:
    """Add to groups called by one treatment what the methods say was given with it."""
    methods = [sentence for sentence in sentences if sentence.role == "methods"]
    together = [g for g in _combinations(methods, names) if len(set(groups).intersection(g)) == 1]
    return {
        label: tuple(
            dict.fromkeys((*given, *(t for other in together if label in other for t in other)))
        )
        for label, given in groups.items()
    }


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
    for at, cluster in enumerate(clusters):
        first, last = cluster[0].first, cluster[-1].last
        previous = clusters[at - 1][-1].last if at else -1
        following = clusters[at + 1][0].first if at + 1 < len(clusters) else len(tokens)
        low, high = (previous, first) if before else (first - 1, following)
        given = tuple(dict.fromkeys(t.name for t in named if low < t.first and t.last < high))
        if not given and (name := _proper_name(tokens, previous, first)):
            given = (name,)
        yield from _shared_out(tokens[last:], cluster, given)


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


def _without_glosses(tokens: Sequence[Token], hits: list[GroupHit]) -> list[GroupHit]:
    """Drop a name that only explains the label before it: "Group A (ketamine group)"."""
    kept: list[GroupHit] = []
    for hit in hits:
        explains = (
            kept
            and hit.label.startswith("@")
            and hit.first - kept[-1].last <= 2
            and tokens[hit.first - 1].kind in "(=:"
        )
        if not explains:
            kept.append(hit)
    return kept


def hangs(tokens: Sequence[Token], first: int) -> bool:
    """Return whether a label at a token hangs on what is before: "(group A)", "in group 1"."""
    return first > 0 and tokens[first - 1].value in ("(", "[", "in", "to", "for", "as")


def _proper_name(tokens: Sequence[Token], low: int, high: int) -> str | None:
    """Return the capitalised word directly before a label: "26-gauge Quincke needles Group Q"."""
    for i in range(high - 1, max(low, high - 5), -1):
        word = tokens[i]
        if word.kind in ",;:." or word.value in ("as", "into", "and"):
            return None
        if word.kind == "w" and word.text[0].isupper() and len(word.text) > 3 and i > 0:
            return word.value
    return None


def _named(defined: Mapping[str, Given]) -> list[Arm]:
    given_sets = [set(given) for given in defined.values() if given]
    common = set.intersection(*given_sets) if len(given_sets) > 1 else set()
    arms = [
        _arm(given, common, frozenset([label.removeprefix("@")]))
        for label, given in defined.items()
    ]
    return [_joined_name(arm, arms) for arm in arms]


def _joined_name(arm: Arm, arms: Sequence[Arm]) -> Arm:
    """Call a group that had what another had, and more, by both: "bupivacaine+tramadol"."""
    own = set(arm.treatments)
    more = any(set(other.treatments) < own and other.name == arm.name for other in arms)
    alone = any(set(other.treatments) == own and other is not arm for other in arms)
    return replace(arm, name="+".join(sorted(own))) if more and not alone else arm


def _arm(given: Given, common: set[str], labels: frozenset[str] = frozenset()) -> Arm:
    own = [name for name in given if name not in common]
    ketamine = next((name for name in (*own, *given) if name in KETAMINES), None)
    active = [name for name in own if name not in INERT]
    if ketamine and (ketamine in own or not own):
        return Arm(ketamine, labels, given)
    if active:
        return Arm(active[0], labels, given)
    inert = [name for name in own if name in INERT]
    return Arm(inert[0] if inert else "+".join(given) or "control", labels, given, control=True)


# ---- groups by treatment

_ALLOCATION = Phrases({"allocation": lexicon("roles")["allocation"]})
_COMPARISON = Phrases({"comparison": lexicon("roles")["comparison"]})
_TO_ALL = Phrases({"to_all": lexicon("roles")["to_all"]})
_JOINS = frozenset(["+", "/", "plus", "combined", "combination"])


def _by_treatment(sentences: Sequence[Sentence], names: Names) -> list[Arm]:
    """Return the groups of a report that names them by what they were given."""
    title = _combinations([s for s in sentences if s.role == "title"], names)
    methods = [s for s in sentences if s.role == "methods" and any(_ALLOCATION.find(s.tokens))]
    apart = [s for s in methods if not any(_TO_ALL.find(s.tokens))]
    given = _combinations(apart, names) or _combinations(methods, names)
    if len(given) < 2 or all(INERT.issuperset(treatments) for treatments in given):
        given = list(dict.fromkeys([*title, *given]))
    if len(given) < 2:
        aims = [s for s in sentences if s.role == "background" and _compares(s.tokens)]
        given = list(dict.fromkeys([*given, *_combinations(aims, names)]))
    active = [treatments for treatments in given if not INERT.issuperset(treatments)]
    if not _is_comparative(sentences):
        return _distinct(_ketamine_first([*title, *active])[:1])
    inert = [treatments for treatments in given if INERT.issuperset(treatments)]
    if not inert and (name := _first_inert(sentences, names)):
        inert = [(name,)]
    return _distinct([*active, *inert[:1]])


def _combinations(sentences: Sequence[Sentence], names: Names) -> list[Given]:
    """Return the treatments of some sentences, those given together as one."""
    found: dict[frozenset[str], Given] = {}
    for sentence in sentences:
        either = next((i for i, t in enumerate(sentence.tokens) if t.value == "either"), -1)
        after = [t for t in names.find(sentence.tokens) if t.first > either]
        for together in _combined(sentence.tokens, after):
            found.setdefault(frozenset(together), together)
    return list(found.values())


def _is_comparative(sentences: Sequence[Sentence]) -> bool:
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
        arm = _arm(names, common)
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
