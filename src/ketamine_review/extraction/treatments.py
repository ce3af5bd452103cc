"""Treatments: the drugs and other interventions that a text names, and their abbreviations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from ketamine_review.extraction.lexicon import lexicon
from ketamine_review.extraction.phrases import Phrases
from ketamine_review.extraction.tokens import Token, fold

#: Names that stand for "no active treatment".
INERT = frozenset(lexicon("drugs")["inert"])
#: Names of treatments that are not drugs.
OTHERS = frozenset(lexicon("drugs")["others"])
_ENDINGS = tuple(lexicon("drugs")["endings"])
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
    """

    def __init__(self, known: Mapping[str, str] | None = None):
        self.known = dict(known or {})
        own = {
            name: [_spaced(s) for s in self.known if self.known[s] == name]
            for name in self.known.values()
        }
        self._own = Phrases(own)

    def find(self, tokens: Sequence[Token]) -> list[Treatment]:
        """Return the treatments that a sentence names, left to right."""
        found = {hit.first: Treatment(*hit) for hit in _lexicon().find(tokens)}
        found |= {hit.first: Treatment(*hit) for hit in self._own.find(tokens)}
        taken = {i for hit in found.values() for i in range(hit.first, hit.last + 1)}
        for i, token in enumerate(tokens):
            if i not in taken and _is_drug(token):
                found[i] = Treatment(token.text.lower(), i, i)
        return [found[first] for first in sorted(found)]

    def knows(self, word: str) -> bool:
        """Return whether a single word is the name of a treatment."""
        return bool(self.find([Token("w", word, 0, len(word), fold(word))]))


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
