"""Treatments: the drugs and other interventions that a text names, and their abbreviations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from ketamine_review.extraction.lexicon import lexicon
from ketamine_review.extraction.phrases import Phrases
from ketamine_review.extraction.tokens import Token

#: Names that stand for "no active treatment".
INERT = frozenset(lexicon("drugs")["inert"])
#: Names of treatments that are not drugs.
OTHERS = frozenset(lexicon("drugs")["others"])
_ENDINGS = tuple(lexicon("drugs")["endings"])
_NOT_DRUGS = frozenset(lexicon("drugs")["not_drugs"])
#: A substance known by its number: "DFN-02", "MK-0974".
_CODE = re.compile(r"[A-Z]{2,6}\d{0,4}")
#: An abbreviation as authors define one: some capital, few characters.
_ABBREVIATION = re.compile(r"[A-Za-z]{0,2}[A-Z][A-Za-z0-9]{0,5}")


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
                found[i] = Treatment(token.value, i, i)
        return [found[first] for first in sorted(found)]

    def knows(self, word: str) -> bool:
        """Return whether a single word is the name of a treatment."""
        return bool(self.find([Token("w", word, 0, len(word), word)]))


@cache
def _lexicon() -> Phrases:
    drugs = lexicon("drugs")
    return Phrases({**drugs["drugs"], **drugs["others"], **drugs["inert"]})


def _spaced(name: str) -> str:
    """Return a name as Phrases reads it, its signs apart: "K/M" is "K / M"."""
    return re.sub(r"([/+])", r" \1 ", name)


def _is_drug(token: Token) -> bool:
    word = token.value
    return (
        token.kind == "w" and len(word) > 6 and word.endswith(_ENDINGS) and word not in _NOT_DRUGS
    )


def names_of(sentences: Sequence[Sequence[Token]], title: Sequence[Token]) -> Names:
    """Return the names of treatments in a record, with those that only the record tells.

    "Galcanezumab (GMB)" makes GMB a name, a title makes DFN-02 one, and a word that stands beside
    a dose and comes twice is a drug that the lexicon does not know.
    """
    general = Names()
    known: dict[str, str] = {}
    for tokens in sentences:
        for treatment in general.find(tokens):
            short = _in_brackets(tokens, treatment.last + 1)
            if short:
                known.setdefault(short, treatment.name)
    known |= {code: code for code in _codes(title)}
    return Names(known | {word: word for word in _dosed_words(sentences, general)})


def _dosed_words(sentences: Sequence[Sequence[Token]], general: Names) -> list[str]:
    """Return the unknown words that stand beside a dose and come at least twice."""
    counts = Counter(t.value for tokens in sentences for t in tokens if t.kind == "w")
    found: dict[str, None] = {}
    for tokens in sentences:
        for at in range(1, len(tokens)):
            if tokens[at].kind == "u" and tokens[at - 1].kind in "NW":
                near = (*tokens[max(0, at - 3) : at - 1], *tokens[at + 1 : at + 3])
                found |= dict.fromkeys(t.value for t in near if _may_be_drug(t))
    return [word for word in found if counts[word] > 1 and not general.knows(word)]


def _may_be_drug(token: Token) -> bool:
    word = token.value
    return (
        token.kind == "w"
        and len(word) > 4
        and word.isalpha()
        and word not in _NOT_DRUGS
        and not word.endswith(("ly", "ed", "ing", "ous", "al", "ive", "ion", "tic", "ent"))
    )


def _in_brackets(tokens: Sequence[Token], at: int) -> str | None:
    """Return the abbreviation that stands in brackets at a place, None where there is none."""
    if at + 2 >= len(tokens) or tokens[at].kind != "(":
        return None
    for close in range(at + 2, min(at + 5, len(tokens))):
        if tokens[close].kind == ")":
            inner = tokens[at + 1 : close]
            text = "".join(token.text for token in inner)
            plain = all(_ABBREVIATION.fullmatch(t.text) or t.text in "/-+" for t in inner)
            return text if plain and inner[0].kind not in "CQRSEPn" else None
    return None


def _codes(tokens: Sequence[Token]) -> list[str]:
    """Return the code names of substances in a title: "DFN-02"."""
    found = []
    for name, dash, number in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if _CODE.fullmatch(name.text) and dash.kind == "-" and number.kind == "N":
            found.append(f"{name.text}-{number.text}")
    return found
