"""Treatments: the drugs and other interventions that a text names, and their abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial
from typing import NamedTuple

from ketamine_review.extraction.cue import cue
from ketamine_review.extraction.lexicon import lexicon
from ketamine_review.extraction.phrases import Phrases
from ketamine_review.extraction.tokens import Token, fold

#: The treatments that this project is about.
KETAMINES = ("ketamine", "esketamine")
#: Names that stand for "no active treatment".
INERT = frozenset(lexicon("drugs")["inert"])
#: Names of treatments that are not drugs.
OTHERS = frozenset(lexicon("drugs")["others"])
_ENDINGS = tuple(lexicon("drugs")["endings"])
_LAST_LETTERS = frozenset(ending[-3:] for ending in _ENDINGS)
#: Words that look like the name of a drug and are none.
NOT_DRUGS = frozenset(lexicon("drugs")["not_drugs"])


class Treatment(NamedTuple):
    """A treatment that is named at some tokens of a sentence."""

    name: str
    first: int
    last: int


class Names:
    """The names of treatments that are found in one record: the lexicon's and the record's own.

    Args:
        known: Abbreviations and code names, each with the treatment it stands for.
        general: The names of the lexicon alone, whose answers are used again.
        groups: Words that name a group where they stand before "group": "the oral group".
    """

    def __init__(
        self,
        known: Mapping[str, str] | None = None,
        general: Names | None = None,
        groups: Iterable[str] = (),
    ):
        self.known = dict(known or {})
        self.groups = frozenset(groups)
        self._general = general
        own = {
            name: [_spaced(s) for s in self.known if self.known[s] == name]
            for name in self.known.values()
        }
        self._own = Phrases(own)
        self._found: dict[int, tuple[Sequence[Token], list[Treatment]]] = {}

    def find(self, tokens: Sequence[Token]) -> list[Treatment]:
        """Return the treatments that a sentence names, left to right."""
        # A sentence is asked many times; it is kept beside its answer, so its id stays its own.
        known = self._found.get(id(tokens))
        if known is None:
            known = (tokens, self._find(tokens))
            if len(tokens) > 8:
                self._found[id(tokens)] = known
        return known[1]

    def _find(self, tokens: Sequence[Token]) -> list[Treatment]:
        if self._general is not None:
            general = self._general.find(tokens)
            own = [Treatment(*hit) for hit in self._own.find(tokens)] if self.known else []
            taken = {i for hit in own for i in range(hit.first, hit.last + 1)}
            free = [hit for hit in general if taken.isdisjoint((hit.first, hit.last))]
            found = {hit.first: hit for hit in (*free, *own)}
            return [found[first] for first in sorted(found)]
        found = {hit.first: Treatment(*hit) for hit in _lexicon().find(tokens)}
        taken = {i for hit in found.values() for i in range(hit.first, hit.last + 1)}
        found = {hit.first: hit for hit in map(partial(_with_isomer, tokens), found.values())}
        for i, token in enumerate(tokens):
            if token.value[-3:] in _LAST_LETTERS and i not in taken and _is_drug(token):
                found[i] = Treatment(token.text.lower(), i, i)
        return [found[first] for first in sorted(found)]

    def in_lexicon(self, name: str) -> bool:
        """Return whether a name stands for a treatment that not only this record knows."""
        return name in INERT or (self._general or self).knows(name)

    def knows(self, word: str) -> bool:
        """Return whether a word, or some words, begin with the name of a treatment."""
        return any(hit.first == 0 for hit in self.find(_as_tokens(word)))

    def named_in(self, words: str) -> str | None:
        """Return the first treatment that some words name, None where they name none."""
        return next((hit.name for hit in self.find(_as_tokens(words))), None)

    def with_known(self, known: Mapping[str, str]) -> Names:
        """Return these names and some more of this record."""
        return Names({**self.known, **known}, self._general, self.groups)


def _as_tokens(words: str) -> list[Token]:
    return [Token("w", part, 0, len(part), fold(part)) for part in words.split()]


def _with_isomer(tokens: Sequence[Token], hit: Treatment) -> Treatment:
    """Return a treatment with the isomer before it: "S(+)-ketamine"."""
    first = hit.first
    before = "".join(token.text for token in tokens[max(0, first - 5) : first])
    if before in ("S(+)-", "s(+)-", "R(-)-"):
        return hit._replace(first=first - 5)
    return hit._replace(first=first - 4) if before.endswith(("S(+)", "s(+)")) else hit


_JOINS = frozenset(["+", "/", "plus", "combined"])


def given_together(tokens: Sequence[Token], named: Sequence[Treatment]) -> list[list[Treatment]]:
    """Return the treatments of a sentence, those given together in one list: "X plus Y", "X/Y"."""
    groups: list[list[Treatment]] = []
    for treatment in named:
        if groups and _joined(tokens, groups[-1][-1], treatment):
            groups[-1].append(treatment)
        else:
            groups.append([treatment])
    return groups


def _joined(tokens: Sequence[Token], first: Treatment, second: Treatment) -> bool:
    between = [token.value for token in tokens[first.last + 1 : second.first]]
    if first.first and tokens[first.first - 1].value == "both" and between == ["and"]:
        return True
    if between == ["-"]:
        return True
    led = [token.value for token in tokens[max(0, first.first - 6) : first.first]]
    mixed = not {"combination", "mixture"}.isdisjoint(led)
    if mixed and "and" in between and len(between) < 8 and "," not in between:
        return True
    dosed = any(t.kind in "u%" for t in tokens[first.last + 1 : second.first])
    with_it = dosed and between[-1:] == ["with"] and second.name not in INERT
    with_it = with_it and not any(word.startswith("compar") for word in led)
    joined = " ".join(between)
    with_it = with_it or (len(between) < 9 and "combined with" in joined)
    with_it = with_it or (len(between) < 6 and "in combination" in joined)
    return with_it or (len(between) < 6 and not _JOINS.isdisjoint(between))


def joined_name(names: Iterable[str]) -> str:
    """Return the name of treatments that were given together: "ketamine+magnesium"."""
    return "+".join(sorted(set(names), key=lambda name: (name not in KETAMINES, name)))


def is_joined_name(name: str) -> bool:
    """Return whether a name stands for several treatments."""
    return "+" in name


@cache
def _lexicon() -> Phrases:
    drugs = lexicon("drugs")
    return Phrases({**drugs["drugs"], **drugs["others"], **drugs["inert"]})


def _spaced(name: str) -> str:
    """Return a name as Phrases reads it, its signs apart: "K/M" is "K / M"."""
    return re.sub(r"([/+])", r" \1 ", name)


def _is_drug(token: Token) -> bool:
    word = token.value
    return token.kind == "w" and len(word) > 6 and word.endswith(_ENDINGS) and word not in NOT_DRUGS


def is_measured(tokens: Sequence[Token], last: int) -> bool:
    """Return whether a drug is measured, or names a design: "fentanyl consumption"."""
    if tokens[last + 1 : last + 3] and tokens[last + 1 : last + 3][-1].value == "controlled":
        return True  # "placebo-controlled"
    return cue("of_drug").among(tokens[last + 1 : last + 2]) or cue("of_drug_later").among(
        tokens[last + 2 : last + 3]
    )
