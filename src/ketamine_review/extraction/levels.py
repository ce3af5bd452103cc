"""Levels: doses that a report tells apart by words: "high-dose ketamine", "the low-dose group"."""

from __future__ import annotations

from collections.abc import Sequence

from ketamine_review.extraction.document import Sentence
from ketamine_review.extraction.tokens import Token
from ketamine_review.extraction.treatments import Names, Treatment
from ketamine_review.extraction.units import plain_unit

#: Words that tell how high a dose is, from the lowest to the highest.
_ORDER = ("low", "medium", "high")
_LEVELS = {
    **dict.fromkeys(["low", "lower"], "low"),
    **dict.fromkeys(["medium", "moderate", "intermediate", "middle", "mid"], "medium"),
    **dict.fromkeys(["high", "higher"], "high"),
}
_DOSE = frozenset(["dose", "doses", "dosage", "dosed"])


def level_at(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """Return the level of dose that begins at a token, with its last token: "low-dose".

    In "low- and high-dose" both words begin one; the first ends before "and".
    """
    level = _LEVELS.get(tokens[at].value)
    if level is None:
        return None
    after = at + 1
    while after < len(tokens) and tokens[after].kind == "-":
        after += 1
    if after < len(tokens) and tokens[after].value in _DOSE:
        return level, after
    joined = after + 1 < len(tokens) and tokens[after].kind in "arv,"
    return (level, at) if joined and level_at(tokens, after + 1) else None


def levels_of(drug: str, sentences: Sequence[Sentence], names: Names) -> dict[str, str]:
    """Return the levels of a drug's dose that a report tells apart, from the lowest up.

    Each has the dose that it stands for, "" where the report does not tell it beside the word.
    """
    found: dict[str, str] = {}
    for sentence in sentences:
        for level, last in _levels(sentence.tokens):
            if _is_of(drug, sentence.tokens, last, names.find(sentence.tokens)):
                found[level] = found.get(level) or _dose_behind(sentence.tokens, last)
    if len(found) < 2:
        return {}
    return {f"{level}-dose": found[level] for level in _ORDER if level in found}


def _dose_behind(tokens: Sequence[Token], last: int) -> str:
    """Return the dose of "high-dose ketamine (1 mg/kg)", "" where none follows."""
    for at in range(last + 1, min(last + 6, len(tokens) - 1)):
        if tokens[at].kind in ",;." or tokens[at].value in _LEVELS:
            break
        if dose := dose_at(tokens, at):
            return dose
    return ""


def dose_at(tokens: Sequence[Token], at: int) -> str | None:
    """Return the dose that begins at a token, "10 mg"; None where none does."""
    if at + 1 < len(tokens) and tokens[at].kind == "N" and tokens[at + 1].kind == "u":
        return f"{tokens[at].value} {plain_unit(tokens[at + 1].text)}"
    return None


def _levels(tokens: Sequence[Token]) -> list[tuple[str, int]]:
    begun = [at for at, token in enumerate(tokens) if token.value in _LEVELS]
    return [hit for at in begun if (hit := level_at(tokens, at)) is not None]


def _is_of(drug: str, tokens: Sequence[Token], last: int, named: Sequence[Treatment]) -> bool:
    """Return whether a level is one of a drug's dose, or names a group."""
    if any(token.kind == "G" for token in tokens[last + 1 : last + 2]):
        return True
    if tokens[last + 1 : last + 2] and tokens[last + 1].kind == "(" and _dose_behind(tokens, last):
        return {treatment.name for treatment in named} == {drug}
    near = [t for t in named if 0 <= t.first - last <= 6 or 0 < last - t.last <= 5]
    return bool(near) and near[-1].name == drug
