"""Cues: sets of words of cues.yaml that tell what a number near them is."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from ketamine_review.extraction.answers import Answers
from ketamine_review.extraction.lexicon import lexicon
from ketamine_review.extraction.tokens import Token, fold


class Cue:
    """A set of words, some of them with an open ending.

    Args:
        entries: Words in folded spelling; ``*`` at the end stands for any ending.
    """

    def __init__(self, entries: Iterable[str]):
        folded = [entry if entry[-1] == "*" else fold(entry) for entry in map(str, entries)]
        words = frozenset(word for word in folded if word[-1] != "*")
        stems = tuple(word[:-1] for word in folded if word[-1] == "*")
        self._answers = Answers(lambda word: word in words or word.startswith(stems))

    def __contains__(self, word: str) -> bool:
        return self._answers[word]

    def among(self, tokens: Iterable[Token]) -> bool:
        """Return whether one of the tokens is a word of the cue."""
        answers = self._answers
        return any(answers[token.value] for token in tokens)


@cache
def cue(name: str) -> Cue:
    """Return a set of words of cues.yaml."""
    return Cue(lexicon("cues")[name])
