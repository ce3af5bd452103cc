"""Readings: what an expression measures, with its parts as a Quantity wants them."""

from __future__ import annotations

from dataclasses import dataclass

from ketamine_review.extraction.place import Place
from ketamine_review.model.quantity import Interval, Kind, Spread


@dataclass(frozen=True)
class Reading:
    """A quantity with its kind, before it is linked to arm, outcome and time.

    Attributes:
        place: Where it stands.
        kind: What sort of number it is.
        first: Index of its first token, where it takes only part of the expression.
        last: Index past its last token.
        confidence: How sure the kind is, 0 to 1.
        note: ``flow`` for participant flow, ``events`` for a count of events and not of patients,
            ``change`` for a change from baseline, ``last_assessment`` for a planned follow-up.
    """

    place: Place
    kind: Kind
    first: int
    last: int
    confidence: float
    events: int | None = None
    n: int | None = None
    value: str | None = None
    low: str | None = None
    high: str | None = None
    interval: Interval | None = None
    spread: str | None = None
    spread_kind: Spread | None = None
    p_value: str | None = None
    scale: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Neighbours:
    """What stands beside an expression.

    Attributes:
        interval: Whether a confidence interval follows at once.
        pair: Whether it is set against another number: "65.2 vs 42.5".
        group: Whether a group has just been named: "(placebo 15.8".
        leads: Whether it leads to a group: "274 in the placebo group".
        named: Whether a group follows it at once: "19 placebo".
        of_group: Whether a group follows behind "of": "nine of the ketamine group".
        treated: Whether a verb and a group follow it: "39 were given placebo".
    """

    interval: bool = False
    pair: bool = False
    group: bool = False
    leads: bool = False
    named: bool = False
    of_group: bool = False
    treated: bool = False


def reading(place: Place, kind: Kind, confidence: float, **parts: object) -> Reading:
    """Return a reading of a whole expression."""
    expression = place.expression
    return Reading(place, kind, expression.first, expression.last, confidence, **parts)
