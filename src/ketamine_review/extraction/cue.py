"""Cues: sets of words of cues.yaml that tell what a number near them is."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from ketamine_review.extraction.lexicon import lexicon
from ketamine_review.extraction.tokens import Token, fold


class Cue:
    """A set of words, some of them with an open ending.

    Args:
        entries: Words in folded spelling; ``*`` at the end stands for any ending.
    """

    def __init__(self, entries: Iterable[str]):
        folded = [entry if entry[-1] == "*" else fold(entry) for entry in map(str, entries)]
        self._words = frozenset(word for word in folded if word[-1] != "*")
        self._stems = tuple(word[:-1] for word in folded if word[-1] == "*")

    def __contains__(self, word: str) -> bool:
        return word in self._words or (bool(self._stems) and word.startswith(self._stems))

    def among(self, tokens: Iterable[Token]) -> bool:
        """Return whether one of the tokens is a word of the cue."""
        return any(token.value in self for token in tokens)


@cache
def cue(name: str) -> Cue:
    """Return a set of words of cues.yaml."""
    return Cue(lexicon("cues")[name])
