"""Place: an expression in its sentence, and the words around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from ketamine_review.extraction.document import Sentence
from ketamine_review.extraction.grammar import Expression, expressions
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
    def role(self) -> str:
        """Return the part of the report that the sentence belongs to."""
        return self.sentence.role

    @property
    def form(self) -> str:
        """Return the form of the expression."""
        return self.expression.form

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

    def left_in_clause(self, count: int) -> tuple[Token, ...]:
        """Return up to ``count`` tokens before the expression, none before a semicolon."""
        tokens = self.left(count)
        cut = max((i for i, token in enumerate(tokens) if token.kind == ";"), default=-1)
        return tokens[cut + 1 :]

    def right_in_clause(self, count: int) -> tuple[Token, ...]:
        """Return up to ``count`` tokens after the expression, none after a semicolon."""
        tokens = self.right(count)
        cut = next((i for i, token in enumerate(tokens) if token.kind == ";"), len(tokens))
        return tokens[:cut]

    def before(self) -> str:
        """Return the word directly before the expression, or ""."""
        first = self.expression.first
        return self.tokens[first - 1].value if first else ""

    def after(self) -> str:
        """Return the word directly after the expression, or ""."""
        last = self.expression.last
        return self.tokens[last].value if last < len(self.tokens) else ""

    def beyond(self, count: int) -> tuple[Token, ...]:
        """Return tokens after the expression, a pair of brackets that follows it passed over."""
        at, depth = self.expression.last, 0
        while at < len(self.tokens) and (depth or self.tokens[at].kind == "("):
            depth += {"(": 1, ")": -1}.get(self.tokens[at].kind, 0)
            at += 1
        return self.tokens[at : at + count]

    def compares(self) -> bool:
        """Return whether the number goes on with "longer", "higher than" and the like."""
        return cue("comparative").among((*self.right(1), *self.beyond(2)))

    def value(self, part: str) -> str | None:
        """Return the plain text of a named part, None where it is absent."""
        at = self.expression.parts.get(part)
        return None if at is None else self.tokens[at].value

    def count(self, part: str) -> int | None:
        """Return a named part as a whole number, None where it is absent or none."""
        text = self.value(part)
        return int(text) if text is not None and text.isdigit() and len(text) < 10 else None

    def in_words(self) -> bool:
        """Return whether the number is written as a word."""
        return self.tokens[self.expression.first].kind == "W"

    def hyphenated(self) -> bool:
        """Return whether the number is joined to its unit as an adjective: "3-month period"."""
        at = self.expression.parts.get("unit")
        if at is None:
            return False
        start, end = self.tokens[at - 1].end, self.tokens[at].start
        return self.sentence.text[start:end] in ("-", "‐", "‑", "–")

    def unit_text(self) -> str | None:
        """Return the unit as printed, of a list the one that its last member carries."""
        own = self.value("unit2") or self.value("unit")
        if own is None and self.unit:
            rest = self.tokens[self.expression.last :]
            return next((token.value for token in rest if token.kind == self.unit), None)
        return own

    def range_parts(self) -> dict[str, str | None]:
        """Return value, low and high of a number or a range."""
        return {name: self.value(name) for name in ("value", "low", "high")}


def places(sentence: Sentence) -> list[Place]:
    """Return the expressions of a sentence in their places, lists sharing their last unit.

    In "31 and 34%", "21 (F) versus 24%" and "1, 2 and 3 months" only the last number has a unit.
    Numbers that only name something ("grade 3", "r = 0.4", "in 2015") are left out.
    """
    found = [e for e in expressions(sentence) if not _names_something(sentence, e)]
    units = [_own_unit(sentence, expression) for expression in found]
    for at in range(len(found) - 2, -1, -1):
        first, second = found[at], found[at + 1]
        shares = not units[at] and units[at + 1] and _bare(first) and _bare(second)
        if shares and _listed(sentence.tokens[first.last : second.first]):
            units[at] = units[at + 1]
    return [Place(sentence, e, unit) for e, unit in zip(found, units, strict=True)]


def _bare(expression: Expression) -> bool:
    return expression.form in ("plain", "range")


def _own_unit(sentence: Sentence, expression: Expression) -> str:
    for part in ("unit2", "unit"):
        if part in expression.parts:
            return sentence.tokens[expression.parts[part]].kind
    return ""


def _listed(between: Sequence[Token]) -> bool:
    """Return whether two numbers are joined as in a list, at most an arm's name between them."""
    kinds = "".join(token.kind for token in between if token.kind != ".")
    bare = kinds.strip(",avrt/;")
    in_brackets = bare.startswith("(") and bare.endswith(")") and len(bare) <= 5
    return bool(kinds) and bare != kinds and (not bare or in_brackets)


def _names_something(sentence: Sentence, expression: Expression) -> bool:
    """Return whether a number is a label, a year or a test statistic and measures nothing."""
    if expression.form not in ("plain", "range"):
        return False
    tokens, first = sentence.tokens, expression.first
    before = tokens[first - 1] if first else None
    if before is None:
        return False
    if before.kind == "-" and first > 1:
        before = tokens[first - 2]
    plain = "unit" not in expression.parts
    if _in_a_name(sentence, first) or _sizes_a_group(sentence, expression):
        return True
    if before.kind == "G" or (plain and before.value in cue("labels")):
        return True
    if plain and before.kind in "a-r" and first > 2 and tokens[first - 2].kind == "N":
        if tokens[first - 3].value in cue("labels"):
            return True
    if before.kind == "=" and first > 1 and tokens[first - 2].value in cue("statistic"):
        return True
    return (
        plain and tokens[first].kind == "N" and _is_year(tokens[first].text, sentence, expression)
    )


def _in_a_name(sentence: Sentence, first: int) -> bool:
    """Return whether a number is part of a word: "HIV-1", "IL-2"."""
    start = sentence.tokens[first].start
    return start > 1 and sentence.text[start - 1] in "-‐‑" and sentence.text[start - 2].isalpha()


def _sizes_a_group(sentence: Sentence, expression: Expression) -> bool:
    """Return whether a dose names a group: "the 4.5 and 7.5 MIU dose groups"."""
    after = sentence.tokens[expression.last : expression.last + 2]
    unit = expression.parts.get("unit")
    if unit is None or sentence.tokens[unit].kind != "u" or not after:
        return False
    return after[0].kind == "G" or (after[0].value == "dose" and after[-1].kind == "G")


def _is_year(text: str, sentence: Sentence, expression: Expression) -> bool:
    if len(text) != 4 or text[:2] not in ("19", "20"):
        return False
    after = sentence.tokens[expression.last : expression.last + 3]
    return not any(token.kind == "H" for token in after)
