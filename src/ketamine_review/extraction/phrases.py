"""Phrases: word sequences with a meaning, found in tokens in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ketamine_review.extraction.tokens import Token, fold


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
        self._by_key: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for meaning, entries in meanings.items():
            for entry in entries:
                words = tuple(_pattern(word) for word in entry.replace("-", " ").split())
                self._by_key.setdefault(_key(words[0].rstrip("*")), []).append((words, meaning))
        for entries in self._by_key.values():
            entries.sort(key=lambda item: (-len(item[0]), item[0]))

    def find(self, tokens: Sequence[Token]) -> Iterator[Hit]:
        """Yield the longest phrase at each place, left to right, none overlapping."""
        words = [i for i, token in enumerate(tokens) if token.kind != "-"]
        at = 0
        while at < len(words):
            hit = self._hit(tokens, words, at)
            if hit is None:
                at += 1
            else:
                meaning, length = hit
                yield Hit(meaning, words[at], words[at + length - 1])
                at += length

    def _hit(self, tokens: Sequence[Token], words: list[int], at: int) -> tuple[str, int] | None:
        for phrase, meaning in self._by_key.get(_key(tokens[words[at]].value), ()):
            if at + len(phrase) <= len(words) and all(
                _same(word, tokens[words[at + i]]) for i, word in enumerate(phrase)
            ):
                return meaning, len(phrase)
        return None


def _key(word: str) -> str:
    # Three letters: short enough for a word with an open ending, long enough to tell apart.
    return word[:3].lower()


def _pattern(word: str) -> str:
    return word if _keeps_case(word) else fold(word)


def _keeps_case(word: str) -> bool:
    return word.isdigit() or (word.isupper() and len(word) <= 5)


def _same(pattern: str, token: Token) -> bool:
    if pattern[-1] == "*" and len(pattern) > 1:
        return token.value.startswith(pattern[:-1])
    return token.text == pattern if _keeps_case(pattern) else token.value == pattern
