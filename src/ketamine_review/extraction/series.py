"""Series: readings of one sentence that take their kind or their limits from each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ketamine_review.extraction.readings import Reading
from ketamine_review.extraction.tokens import Token
from ketamine_review.model.quantity import Kind

_SHARED = frozenset([Kind.MEAN, Kind.MEDIAN, Kind.MEAN_CHANGE, Kind.MEAN_DIFFERENCE])
_ESTIMATES = _SHARED | {
    Kind.PROPORTION,
    Kind.RELATIVE_RISK,
    Kind.ODDS_RATIO,
    Kind.HAZARD_RATIO,
    Kind.NUMBER_NEEDED,
    Kind.SMD,
}


def in_series(tokens: Sequence[Token], readings: Sequence[Reading]) -> list[Reading]:
    """Return the readings of a sentence with what the series they stand in tells of them.

    In "(GMB -38.6%, placebo 9.4%)", "(3 vs 10)" and "-4.2 for 28 mg, -6.3 for 56 mg" a number is
    what the one before it is; an estimate takes the limits of the interval that follows it.
    """
    told: list[Reading] = []
    for reading in _with_limits(tokens, list(readings)):
        before = next((item for item in reversed(told) if item.kind in _ESTIMATES), None)
        if before is not None and _parallel(tokens, before, reading):
            reading = _as(before, reading)
        told.append(reading)
    return told


def _parallel(tokens: Sequence[Token], first: Reading, second: Reading) -> bool:
    """Return whether two numbers are printed alike and listed with few words between them."""
    given = second.kind is Kind.DOSE and first.kind in _SHARED and second.first - first.last <= 2
    if (second.kind not in _ESTIMATES and not given) or first.kind is second.kind:
        return False
    forms = {first.place.form, second.place.form}
    if len(forms) > 1 and not (first.low and forms <= {"plain", "bracketed"}):
        return False
    if first.place.unit != second.place.unit:
        return False
    kinds = _kinds_outside_brackets(tokens[first.last : second.first])
    if len(kinds) > 14 or not set(kinds) & set(",avr") or set(kinds) & set(";MDdSH"):
        return False
    return kinds.count("w") <= 3


def _kinds_outside_brackets(tokens: Sequence[Token]) -> list[str]:
    """Return the classes of tokens that stand in no brackets, of the open one what follows it."""
    kinds: list[str] = []
    for token in tokens:
        if token.kind == ")":
            opened = max((i for i, kind in enumerate(kinds) if kind == "("), default=0)
            kinds = kinds[:opened]
        else:
            kinds.append(token.kind)
    return kinds


def _as(first: Reading, second: Reading) -> Reading:
    """Return the second reading with the kind of the first, where its parts allow it."""
    if first.kind in _SHARED and second.kind in _SHARED | {Kind.DOSE}:
        return replace(second, kind=first.kind)
    value = second.value or ""
    if first.kind is Kind.PROPORTION and first.note == "events" and value.isdigit():
        return replace(second, kind=Kind.PROPORTION, events=int(value), value=None, note="events")
    if first.scale == "%" and second.kind is Kind.PROPORTION and second.events is None:
        return replace(second, kind=first.kind, scale="%", note=first.note)
    return second


def _with_limits(tokens: Sequence[Token], readings: list[Reading]) -> list[Reading]:
    found = list(readings)
    for at in range(1, len(found)):
        limits, estimate = found[at], found[at - 1]
        if limits.kind is not Kind.CONFIDENCE_INTERVAL or estimate.kind not in _ESTIMATES:
            continue
        between = tokens[estimate.last : limits.first]
        if estimate.low is None and len(between) <= 3 and all(t.kind in "(,;=:" for t in between):
            parts = {"low": limits.low, "high": limits.high, "interval": limits.interval}
            found[at - 1] = replace(estimate, **parts)
    return found
