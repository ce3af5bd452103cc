"""Place: an expression in its sentence, and the words around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from ketamine_review.extraction.document import Sentence
from ketamine_review.extraction.grammar import Expression
from ketamine_review.extraction.lexicon import lexicon
from ketamine_review.extraction.tokens import Token, fold


class Cue:
    """A set of words, some of them with an open ending."""

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


@dataclass(frozen=True)
class Place:
    """An expression in its sentence.

    Attributes:
        sentence: The sentence.
        expression: The expression.
        unit: The class of its unit: ``u``, ``T``, ``x``, ``%`` or empty; a list shares its unit.
    """

    sentence: Sentence
    expression: Expression
    unit: str = ""

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Return the sentence's tokens."""
        return self.sentence.tokens

    def left(self, count: int) -> tuple[Token, ...]:
        """Return up to ``count`` tokens before the expression."""
        first = self.expression.first
        return self.tokens[max(0, first - count) : first]

    def right(self, count: int) -> tuple[Token, ...]:
        """Return up to ``count`` tokens after the expression."""
        last = self.expression.last
        return self.tokens[last : last + count]

    def clause(self) -> tuple[Token, ...]:
        """Return the tokens between the semicolons around the expression."""
        kinds = self.sentence.shape
        first = kinds.rfind(";", 0, self.expression.first) + 1
        last = kinds.find(";", self.expression.last)
        return self.tokens[first : last if last >= 0 else len(kinds)]

    def previous(self) -> str:
        """Return the word before the expression, brackets passed over, or ""."""
        for token in reversed(self.left(3)):
            if token.kind not in "(-":
                return token.value
        return ""

    def value(self, part: str) -> str | None:
        """Return the plain text of a named part, None where it is absent."""
        at = self.expression.parts.get(part)
        return None if at is None else self.tokens[at].value

    def count(self, part: str) -> int | None:
        """Return a named part as a whole number, None where it is absent or none."""
        text = self.value(part)
        return int(text) if text is not None and text.isdigit() and len(text) < 10 else None

    def hyphenated(self) -> bool:
        """Return whether the number is joined to its unit as an adjective: "3-month period"."""
        at = self.expression.parts.get("unit")
        if at is None:
            return False
        start, end = self.tokens[at - 1].end, self.tokens[at].start
        return self.sentence.text[start:end] in ("-", "‐", "‑", "–")

    def unit_text(self) -> str | None:
        """Return the unit as printed with the expression itself."""
        return self.value("unit2") or self.value("unit")


def places(sentence: Sentence, found: list[Expression]) -> Iterator[Place]:
    """Yield the expressions of a sentence in their places, lists sharing their last unit.

    In "31 and 34%", "21 (F) versus 24%" and "1, 2 and 3 months" only the last number has a unit.
    """
    units = [_own_unit(sentence, expression) for expression in found]
    for at in range(len(found) - 2, -1, -1):
        if not units[at] and _bare(found[at]) and units[at + 1] and _bare(found[at + 1]):
            between = sentence.tokens[found[at].last : found[at + 1].first]
            if _links(between):
                units[at] = units[at + 1]
    for expression, unit in zip(found, units, strict=True):
        yield Place(sentence, expression, unit)


def _bare(expression: Expression) -> bool:
    return expression.form in ("plain", "range")


def _own_unit(sentence: Sentence, expression: Expression) -> str:
    for part in ("unit2", "unit"):
        if part in expression.parts:
            return sentence.tokens[expression.parts[part]].kind
    return ""


def _links(between: tuple[Token, ...]) -> bool:
    """Return whether two numbers are joined as in a list, at most an arm's name between them."""
    kinds = "".join(token.kind for token in between)
    plain = kinds.replace(".", "").replace("+", "a")
    if not plain or len(plain) > 5:
        return False
    bare = plain.strip(",avrt/;")
    in_brackets = bare.startswith("(") and bare.endswith(")") and len(bare) <= 5
    return any(kind in plain for kind in ",avrt") and (not bare or in_brackets)
