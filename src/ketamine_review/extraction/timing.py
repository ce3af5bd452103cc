"""Timing: when a reported number was measured, in days after which event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ketamine_review.extraction.cue import cue
from ketamine_review.extraction.place import Place
from ketamine_review.extraction.readings import Reading
from ketamine_review.extraction.times import time_points
from ketamine_review.extraction.tokens import Token
from ketamine_review.extraction.units import in_days
from ketamine_review.model.context import Time
from ketamine_review.model.quantity import Kind

AFTER_START, AFTER_END, DISCHARGE = "after_start", "after_end_of_treatment", "at_discharge"
NO_TIME = Time()
_UNTIMED = frozenset(
    [Kind.SAMPLE_SIZE, Kind.DOSE, Kind.TREATMENT_DURATION, Kind.FOLLOW_UP_DURATION]
)


@dataclass(frozen=True)
class Moment:
    """A time that a sentence names.

    Attributes:
        time: Days and anchor.
        first: Index of the first token.
        last: Index past the last token.
    """

    time: Time
    first: int
    last: int


def moments(tokens: Sequence[Token], found: Sequence[Place]) -> list[Moment]:
    """Return the times that a sentence names, left to right; of a list the last member."""
    named = [_of_place(tokens, found[at]) for at in sorted(time_points(found))]
    named += _numbered(tokens) + _worded(tokens)
    named.sort(key=lambda moment: moment.first)
    return [
        moment
        for at, moment in enumerate(named)
        if at + 1 == len(named) or not _listed(tokens, moment, named[at + 1])
    ]


def _of_place(tokens: Sequence[Token], place: Place) -> Moment:
    value = place.value("value") or place.value("high") or place.value("second") or "0"
    days = in_days(float(value), place.unit_text() or "day")
    first, last = place.expression.first, place.expression.last
    return Moment(Time(days=round(days, 6), anchor=_anchor(tokens, first, last)), first, last)


def _numbered(tokens: Sequence[Token]) -> list[Moment]:
    """Return times such as "week 12" and "days 2 and 3"."""
    found = []
    for at in range(len(tokens) - 1):
        unit, number = tokens[at], tokens[at + 1]
        if unit.value.removesuffix("s") in ("day", "week", "month", "year") and number.kind == "N":
            days = in_days(float(number.value), unit.value)
            time = Time(days=round(days, 6), anchor=_anchor(tokens, at, at + 2))
            found.append(Moment(time, at, at + 2))
    return found


def _worded(tokens: Sequence[Token]) -> list[Moment]:
    """Return times without a number: at baseline, at discharge."""
    found = []
    for at, token in enumerate(tokens):
        if token.value in _STARTS and _is_start(tokens, at):
            found.append(Moment(Time(days=0.0, anchor=AFTER_START), at, at + 1))
        elif token.value == "discharge" and at and tokens[at - 1].value == "at":
            found.append(Moment(Time(days=0.0, anchor=DISCHARGE), at, at + 1))
    return found


_STARTS = frozenset(["baseline", "pretreatment", "preoperatively", "admission"])


def _is_start(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a word is the time before treatment: "at baseline", "on admission"."""
    if any(token.value.startswith("adjust") for token in tokens[max(0, at - 12) : at]):
        return False
    if tokens[at].value == "admission":
        return at > 0 and tokens[at - 1].value in ("on", "at")
    return not _is_reference(tokens, at)


def _is_reference(tokens: Sequence[Token], at: int) -> bool:
    """Return whether baseline is what a change is counted from: "change from baseline"."""
    before = tokens[at - 1].value if at else ""
    return before in ("from", "over", "to", "than", "with", "below", "above", "the")


def _anchor(tokens: Sequence[Token], first: int, last: int) -> str | None:
    """Return what a time is counted from, by the words after it and before it."""
    after = [token.value for token in tokens[last : last + 7]]
    before = [token.value for token in tokens[max(0, first - 3) : first]]
    text = " ".join(after)
    if "discharge" in after:
        return DISCHARGE
    if after[:1] and after[0].startswith(("postop", "intraop", "preop")):
        return None
    following = after[:1] in (["after"], ["following"], ["post"], ["of"])
    if following and cue("end_of_treatment").among(tokens[last : last + 7]):
        return AFTER_END
    if following and cue("surgery").among(tokens[last : last + 6]):
        return None
    if "postinfusion" in text or "posttreatment" in text:
        return AFTER_END
    if before[-1:] in (["at"], ["after"], ["within"], ["by"], ["through"]) or following:
        return AFTER_START
    return AFTER_START if tokens[first].value.startswith(("week", "day", "month")) else None


def _listed(tokens: Sequence[Token], first: Moment, second: Moment) -> bool:
    between = tokens[first.last : second.first]
    return len(between) <= 2 and all(token.kind in ",ar-t" for token in between)


def time_of(reading: Reading, named: Sequence[Moment]) -> Time:
    """Return when a number was measured, as far as its own part of the sentence tells.

    The part runs between semicolons and words such as "while"; of the times in it the last before
    the number is taken, else the first after it, else the last of the sentence before the part.
    """
    if reading.kind in _UNTIMED:
        return Time()
    tokens = reading.place.tokens
    first, last = reading.first, reading.last
    opened = first > 0 and tokens[first - 1].kind == "f"
    if opened and cue("change").among(tokens[max(0, first - 4) : first]):  # "improved from"
        return Time(days=0.0, anchor=AFTER_START)
    named = [m for m in named if not (first < m.last and m.first < last)]
    start = max((i for i in range(first) if _parts(tokens[i])), default=-1)
    end = min((i for i in range(last, len(tokens)) if _parts(tokens[i])), default=len(tokens))
    own = [m for m in named if start < m.first and m.last <= end]
    before = [m for m in own if m.last <= first]
    after = [m for m in own if m.first >= last]
    if reading.place.form == "from_to":
        return Time(days=0.0, anchor=AFTER_START) if _is_first(reading) else _last(before, after)
    if after and all(t.value in cue("at_once") for t in tokens[last : after[0].first]):
        return after[0].time
    earlier = [m for m in named if m.last <= start]
    return _last(before or earlier, after) if before or not after else after[0].time


def _last(before: Sequence[Moment], after: Sequence[Moment]) -> Time:
    if before:
        return before[-1].time
    return after[0].time if after else Time()


def _is_first(reading: Reading) -> bool:
    return reading.first == reading.place.expression.parts["value"]


def _parts(token: Token) -> bool:
    return token.kind == ";" or token.value in ("while", "whereas", "but")
