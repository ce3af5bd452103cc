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
        roles = _with_labels_inside(_roles(section.name, parts), parts)
        sentences += [
            Sentence(index, role, tuple(part), section.text)
            for role, part in zip(roles, parts, strict=True)
        ]
    return Document(record, tuple(sentences))


def _with_labels_inside(roles: list[str], parts: Sequence[Sequence[Token]]) -> list[str]:
    """Return the roles of sentences, from a label inside the section on by that label."""
    told: list[str] = []
    current: str | None = None
    for role, tokens in zip(roles, parts, strict=True):
        current = _role_inside(tokens[0], tokens[1] if len(tokens) > 1 else None) or current
        told.append(current or role)
    return told


def _role_inside(word: Token, mark: Token | None) -> str | None:
    """Return the role that "RESULTS:" opens, None where a sentence begins with no label."""
    labelled = mark is not None and mark.kind == ":" and word.text.isupper()
    return role_of_label(word.text) if labelled and len(word.text) > 3 else None


#: No sentence is longer; a text without full stops is cut, so that the time stays linear.
LONGEST_SENTENCE = 400


def split_sentences(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Yield the sentences of a section: a stop, then a space, then a capital or a number."""
    first, last = 0, len(tokens) - 1
    for at in range(last):
        full = at + 1 - first == LONGEST_SENTENCE
        stops = at > 0 and tokens[at].text in _STOPS
        colon = at + 2 <= last and tokens[at + 2].kind == ":"
        if (
            full
            or (colon and _role_inside(tokens[at + 1], tokens[at + 2]))
            or (stops and _ends(*tokens[at - 1 : at + 2]))
        ):
            yield tokens[first : at + 1]
            first = at + 1
    if first < len(tokens):
        yield tokens[first:]


_STOPS = frozenset(".?!")


def _ends(before: Token, stop: Token, after: Token) -> bool:
    """Return whether a stop ends a sentence, and not an abbreviation or a number."""
    if after.start == stop.end or before.value in _ABBREVIATIONS:
        return False
    return after.kind in "NW(" or after.text[0].isupper()


_ROLES = lexicon("roles")
_LABEL_WORDS = {word: role for role, words in _ROLES["labels"].items() for word in words}


def role_of_label(label: str) -> str | None:
    """Return the role of a section from its label, None where the label does not tell.

    Of a label such as ``Materials and Methods`` or ``Main results`` the last telling word counts,
    but ``Trial registration number`` is told by its second.
    """
    words = re.findall(r"[a-z]+", label.lower())
    roles = [_LABEL_WORDS[word] for word in words if word in _LABEL_WORDS]
    if "registration" in words or "funding" in words:
        return "other"
    return roles[-1] if roles else None


def _roles(label: str, sentences: Sequence[Sequence[Token]]) -> list[str]:
    role = role_of_label(label)
    return roles_by_cues(sentences) if role is None else [role] * len(sentences)


_ORDER = ("background", "methods", "results", "conclusions")
_CUES = Phrases(_ROLES["cues"])
#: What the shape of a sentence tells: statistics belong to results, doses and people to methods.
_SHAPES = (
    (re.compile(r"±|P[=<>]N|[NW]%.{0,12}[va].{0,12}[NW]%|\([NW]%|N/N\("), "results", 3.0),
    (re.compile(r"[NW]%oH|Z(?:ow?)?H"), "results", 2.0),
    (re.compile(r"N[wP]?u"), "methods", 1.0),
    (re.compile(r"^[NW]w{0,4}H"), "methods", 1.0),
    (re.compile(r"H?\(?n=N"), "methods", 1.0),
)


def roles_by_cues(sentences: Sequence[Sequence[Token]]) -> list[str]:
    """Return the roles of sentences that no label tells.

    Roles follow each other in one order, so the best cut into at most four stretches is looked
    for, by the sum of what each sentence's words and shape say for each role.
    """
    scores = [_score(tokens, at, len(sentences)) for at, tokens in enumerate(sentences)]
    sums, steps = [0.0] * len(_ORDER), []
    for score in scores:
        # The best role before each role: itself or an earlier one; of equals the later.
        before = [max(range(role + 1), key=lambda r: (sums[r], r)) for role in range(len(_ORDER))]
        sums = [sums[before[role]] + score[role] for role in range(len(_ORDER))]
        steps.append(before)
    role, roles = max(range(len(_ORDER)), key=lambda r: sums[r]), []
    for before in reversed(steps):
        roles.append(_ORDER[role])
        role = before[role]
    return roles[::-1]


def _score(tokens: Sequence[Token], at: int, count: int) -> list[float]:
    score = dict.fromkeys(_ORDER, 0.0)
    for hit in _CUES.find(tokens):
        score[hit.meaning] += 1.5 if hit.meaning == "conclusions" else 1.0
    kinds = shape(tokens)
    for pattern, role, weight in _SHAPES:
        if pattern.search(kinds):
            score[role] += weight
    # An abstract tends to open with why and to end with what it means.
    score["background"] += 0.5 if at == 0 else 0.0
    score["conclusions"] += 1.0 if at == count - 1 else 0.0
    return [score[role] for role in _ORDER]
