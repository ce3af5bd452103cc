"""Document: a record cut into sections, sentences and tokens, each sentence with its role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ketamine_review.extraction.lexicon import lexicon
from ketamine_review.extraction.phrases import Phrases
from ketamine_review.extraction.tokens import Token, shape, tokenize
from ketamine_review.model.record import Record

_ABBREVIATIONS = frozenset(lexicon("words")["abbreviations"])


@dataclass(frozen=True)
class Sentence:
    """One sentence.

    Attributes:
        section: Index of its section in the record.
        role: ``title``, ``background``, ``methods``, ``results``, ``conclusions`` or ``other``.
        tokens: Its tokens; their offsets count in the section's text.
        text: The section's text.
    """

    section: int
    role: str
    tokens: tuple[Token, ...]
    text: str = ""

    @cached_property
    def shape(self) -> str:
        """Return the classes of the tokens as one string."""
        return shape(self.tokens)


@dataclass(frozen=True)
class Document:
    """A record with its sentences in order."""

    record: Record
    sentences: tuple[Sentence, ...]


def read_document(record: Record) -> Document:
    """Return a record cut into sentences."""
    sentences: list[Sentence] = []
    for index, section in enumerate(record.sections):
        parts = list(split_sentences(tokenize(section.text)))
        roles = _roles(section.name, parts)
        sentences += [
            Sentence(index, role, tuple(part), section.text)
            for role, part in zip(roles, parts, strict=True)
        ]
    return Document(record, tuple(sentences))


def split_sentences(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Yield the sentences of a section: a stop, then a space, then a capital or a number."""
    first = 0
    for at in range(len(tokens) - 1):
        if _ends(tokens[at], tokens[at - 1] if at else None, tokens[at + 1]):
            yield tokens[first : at + 1]
            first = at + 1
    if first < len(tokens):
        yield tokens[first:]


def _ends(stop: Token, before: Token | None, after: Token) -> bool:
    if stop.text not in (".", "?", "!") or before is None or after.start == stop.end:
        return False
    if before.value in _ABBREVIATIONS and before.text not in ("Max", "Min"):
        return False
    return after.kind in "NW(" or after.text[0].isupper()


_ROLE_OF_LABEL = {
    "title": "title",
    "background": "background introduction objective objectives aim aims purpose context rationale "
    "importance question goal hypothesis problem",
    "methods": "method methods design setting settings patients participants subjects "
    "intervention interventions measure measures measurements procedure procedures material "
    "materials study selection sample population methodology measurement assessment",
    "results": "result results finding findings",
    "conclusions": "conclusion conclusions interpretation discussion significance implications "
    "limitations perspective summary relevance",
    "other": "registration funding registered trial keywords disclosure",
}
_LABEL_WORDS = {word: role for role, words in _ROLE_OF_LABEL.items() for word in words.split()}


def role_of_label(label: str) -> str | None:
    """Return the role of a section from its label, None where the label does not tell.

    Of a label such as ``Materials and Methods`` or ``Main results`` the last telling word counts,
    but ``Trial registration`` and ``Outcome measures`` are named by any of theirs.
    """
    words = re.findall(r"[a-z]+", label.lower())
    roles = [_LABEL_WORDS[word] for word in words if word in _LABEL_WORDS]
    if "registration" in words or "funding" in words:
        return "other"
    return roles[-1] if roles else None


_CUES = Phrases({cue: words for cue, words in lexicon("roles").items() if cue != "allocation"})


def _roles(label: str, sentences: Sequence[Sequence[Token]]) -> list[str]:
    role = role_of_label(label)
    if role is not None:
        return [role] * len(sentences)
    return _roles_by_cues(sentences)


_ORDER = ("background", "methods", "results", "conclusions")


def _roles_by_cues(sentences: Sequence[Sequence[Token]]) -> list[str]:
    """Return roles in an abstract without labels: they only move forward, at telling words."""
    roles, at = [], 0
    for tokens in sentences:
        cues = {hit.meaning for hit in _CUES.find(tokens)}
        kinds = shape(tokens)
        if "±" in kinds or (re.search(r"P[=<>]?N", kinds) and "significance" not in cues):
            cues.add("results")
        if re.search(r"[NW]w{0,3}H", kinds) and at == 0:
            cues.add("methods")
        later = [i for i, role in enumerate(_ORDER) if role in cues and i > at]
        if at == 0 and 1 in later:
            at = 1
            if 2 in later and "background" in cues:
                at = 1
        elif later and not (later == [3] and at == 0):
            at = later[-1] if 3 in later else later[0]
        roles.append(_ORDER[at])
    return roles
