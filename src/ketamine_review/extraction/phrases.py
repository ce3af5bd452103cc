"""Phrases: word sequences with a meaning, found in tokens in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ketamine_review.extraction.answers import Answers
from ketamine_review.extraction.tokens import INITIALS, Token, fold

_Entry = tuple[tuple[str, ...], str]


class Hit(NamedTuple):
    """A phrase that was found.

    Attributes:
        meaning: What the phrase stands for.
        first: Index of its first token.
        last: Index of its last token.
    """

    meaning: str
    first: int
    last: int


class Phrases:
    """A set of phrases, each with its meaning.

    Words match in any case and in British or American spelling, hyphens are passed over, ``*``
    stands for any ending. A word in capitals of up to five letters is an abbreviation and keeps
    its case.

    Args:
        meanings: For each meaning, its phrases.
    """

    def __init__(self, meanings: Mapping[str, Iterable[str]]):
        #: Phrases by their first word, and by its first three letters where it has an open ending.
        self._by_word: dict[str, list[_Entry]] = {}
        self._by_stem: dict[str, list[_Entry]] = {}
        for meaning, entries in meanings.items():
            for entry in entries:
                plain = entry if INITIALS.fullmatch(entry) else entry.replace("-", " ")
                words = tuple(_pattern(word) for word in plain.split())
                first, index = words[0].lower(), self._by_word
                if first[-1] == "*":
                    first, index = first[:3], self._by_stem
                index.setdefault(first, []).append((words, meaning))
        for index in (self._by_word, self._by_stem):
            for found in index.values():
                found.sort(key=lambda item: (-len(item[0]), item[0]))
        #: The phrases that a word may begin, of words that were asked for.
        self._begun = Answers(
            lambda value: (*self._by_word.get(value, ()), *self._by_stem.get(value[:3], ()))
        )

    def find(self, tokens: Sequence[Token]) -> Iterator[Hit]:
        """Yield the longest phrase at each place, left to right, none overlapping."""
        end = -1
        for hits in self._at_each_place(tokens):
            if hits[0].first > end:
                longest = hits[0] if len(hits) == 1 else max(hits, key=lambda hit: hit.last)
                end = longest.last
                yield longest

    def find_all(self, tokens: Sequence[Token]) -> Iterator[Hit]:
        """Yield every phrase at every place, left to right."""
        for hits in self._at_each_place(tokens):
            yield from hits

    def _at_each_place(self, tokens: Sequence[Token]) -> Iterator[list[Hit]]:
        # Most words begin no phrase, so the places where one may begin are picked out first.
        begun = self._begun
        for at in [i for i, token in enumerate(tokens) if begun[token.value]]:
            hits = [
                Hit(meaning, at, last)
                for words, meaning in begun[tokens[at].value]
                if (last := _matches(words, tokens, at)) is not None
            ]
            if hits:
                yield hits


def _matches(words: tuple[str, ...], tokens: Sequence[Token], at: int) -> int | None:
    """Return the index of the last token of a phrase that begins at a token, or None."""
    if len(words) == 1:
        return at if _same(words[0], tokens[at]) else None
    last = at
    for word in words:
        while at < len(tokens) and tokens[at].kind == "-" and at != last:
            at += 1
        if at == len(tokens) or not _same(word, tokens[at]):
            return None
        last, at = at, at + 1
    return last


def _pattern(word: str) -> str:
    return word if _keeps_case(word) else fold(word)


def _keeps_case(word: str) -> bool:
    return word.isdigit() or (word.isupper() and len(word) <= 5)


def _same(pattern: str, token: Token) -> bool:
    if pattern[-1] == "*" and len(pattern) > 1:
        return token.value.startswith(pattern[:-1])
    # A pattern that keeps its case is in capitals, a folded value never is.
    return pattern in (token.value, token.text)
