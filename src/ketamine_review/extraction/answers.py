"""Answers: a function of a word whose results are kept, since texts say the same words again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

_Answer = TypeVar("_Answer")


class Answers(dict[str, _Answer]):
    """The answers of a function, each worked out once.

    Args:
        function: Gives the answer for a word.
    """

    def __init__(self, function: Callable[[str], _Answer]):
        super().__init__()
        self._function = function

    def __missing__(self, word: str) -> _Answer:
        answer = self[word] = self._function(word)
        return answer
