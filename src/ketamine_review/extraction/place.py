"""Place: an expression in its sentence, and the words around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ketamine_review.extraction.cue import cue
from ketamine_review.extraction.document import Sentence
from ketamine_review.extraction.grammar import Expression, expressions
from ketamine_review.extraction.tokens import Token


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
        beyond = self.beyond(2)
        if beyond and beyond[0].value in ("was", "were", "is"):
            return False  # of "0.38 was higher than 0.17" the number is the subject
        return cue("comparative").among((*self.right(1), *beyond))

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

    def attributive(self) -> bool:
        """Return whether a length of time describes a noun: "48 hour sustained freedom"."""
        at = self.expression.parts.get("unit")
        if (
            at is None
            or self.tokens[at].value not in _SINGULAR
            or self.value("value") in (None, "1")
        ):
            return False
        return at + 1 < len(self.tokens) and self.tokens[at + 1].kind == "w"

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


_SINGULAR = frozenset(["second", "minute", "hour", "day", "week", "month", "year"])


def outside_brackets(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens that stand in no brackets."""
    kept, depth = [], 0
    for token in tokens:
        depth += {"(": 1, ")": -1}.get(token.kind, 0)
        if depth <= 0 and token.kind != ")":
            kept.append(token)
    return kept


def places(sentence: Sentence) -> list[Place]:
    """Return the expressions of a sentence in their places, lists sharing their last unit.

    In "31 and 34%", "21 (F) versus 24%" and "1, 2 and 3 months" only the last number has a unit.
    """
    found = list(_possible(sentence))
    units = [_own_unit(sentence, expression) for expression in found]
    for at in range(len(found) - 2, -1, -1):
        first, second = found[at], found[at + 1]
        shares = not units[at] and units[at + 1] and _bare(first) and _bare(second)
        if shares and _listed(sentence.tokens[first.last : second.first]):
            units[at] = units[at + 1]
    return [Place(sentence, e, unit) for e, unit in zip(found, units, strict=True)]


def _possible(sentence: Sentence) -> Iterator[Expression]:
    """Yield the expressions of a sentence; "609 admissions of 537 patients" is no share."""
    for expression in expressions(sentence):
        parts = expression.parts
        if expression.form == "events_of" and "percent" not in parts:
            events, n = (sentence.tokens[parts[name]].value for name in ("events", "n"))
            if float(events) > float(n):
                yield Expression(
                    "plain", expression.first, parts["events"] + 1, {"value": parts["events"]}
                )
                yield Expression("plain", parts["n"], parts["n"] + 1, {"value": parts["n"]})
                continue
        ranged = expression.first and sentence.tokens[expression.first - 1].kind == "R"
        if expression.form == "from_to" and ranged:  # "ranged from 3.1 to 3.9"
            named = {"value": "low", "second": "high"}
            yield replace(
                expression, form="range", parts={named.get(k, k): v for k, v in parts.items()}
            )
            continue
        if expression.form == "in_brackets" and _of_other_unit(sentence, parts):
            for part, unit in (("value", "unit"), ("spread", "inner")):
                named = {"value": parts[part], "unit": parts[unit]}
                yield Expression("plain", parts[part], parts[unit] + 1, named)
            continue
        if expression.form == "count" and not sentence.tokens[parts["events"]].value.isdigit():
            at = parts["events"]  # "8.3/10" is a score and no count
            yield Expression("plain", at, expression.last, {"value": at})
            continue
        yield expression


def _of_other_unit(sentence: Sentence, parts: dict[str, int]) -> bool:
    """Return whether brackets tell a number anew: "by 61% (4.7 points)"."""
    units = [sentence.tokens[parts[name]].value for name in ("unit", "inner") if name in parts]
    return len(units) == 2 and units[0] != units[1]


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
    bare = kinds.removeprefix("-").strip(",avrt/;")
    in_brackets = bare.startswith("(") and bare.endswith(")") and len(bare) <= 5
    return bool(kinds) and bare != kinds and (not bare or in_brackets)


def without_closed_brackets(tokens: Sequence[Token]) -> list[Token]:
    """Return tokens without what stands in brackets that are closed, those of an interval kept."""
    kept: list[Token] = []
    for token in tokens:
        opened = max((i for i, t in enumerate(kept) if t.kind == "("), default=None)
        if token.kind == ")" and opened is not None and not _tells_notation(kept[opened + 1 :]):
            kept = kept[:opened]
        else:
            kept.append(token)
    return kept


def _tells_notation(tokens: Sequence[Token]) -> bool:
    """Return whether brackets tell what a number is, as "(mean)" or "(95% CI)" do."""
    return len(tokens) <= 5 and all(t.kind in "MDdCSEQR%w,-" or t.text == "95" for t in tokens)
