"""Kinds: from the form of an expression and the words around it to what it measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ketamine_review.extraction.bare_counts import read_bare_count
from ketamine_review.extraction.counts import read_n, read_none, read_people
from ketamine_review.extraction.cue import cue
from ketamine_review.extraction.durations import read_duration
from ketamine_review.extraction.measures import (
    read_bracketed,
    read_dose,
    read_from_to,
    read_measure,
    read_spread,
)
from ketamine_review.extraction.place import Place
from ketamine_review.extraction.ratios import read_ratio
from ketamine_review.extraction.readings import Neighbours, Reading, reading
from ketamine_review.extraction.series import in_series, stands_behind
from ketamine_review.extraction.shares import read_percent, read_share
from ketamine_review.extraction.statistics import Statistics
from ketamine_review.extraction.times import time_points
from ketamine_review.extraction.treatments import Names
from ketamine_review.model.quantity import Interval, Kind

_SHARES = frozenset(
    [
        "count",
        "percent_count",
        "events_percent",
        "events_of",
        "percent_events",
        "in_percent",
        "bare_percent",
        "n_percent",
    ]
)


@dataclass(frozen=True)
class SentenceReader:
    """Reads what the expressions of one sentence measure.

    Attributes:
        found: The expressions, left to right.
        statistics: The report's notation so far.
        names: The record's names of treatments.
        group_starts: Indices of tokens that begin the mention of a group.
        group_ends: Indices of tokens that end it.
    """

    found: Sequence[Place]
    statistics: Statistics
    names: Names
    group_starts: frozenset[int]
    group_ends: frozenset[int]

    def readings(self) -> list[Reading]:
        """Return what the expressions measure, left to right."""
        moments = time_points(self.found)
        readings: list[Reading] = []
        for at, place in enumerate(self.found):
            before = next((r for r in reversed(readings) if r.kind is not Kind.DOSE), None)
            readings += self._read(at, place, at in moments, before)
        return in_series(self.found[0].tokens, readings) if readings else []

    def _read(self, at: int, place: Place, moment: bool, before: Reading | None) -> list[Reading]:
        form, statistics = place.form, self.statistics
        if form == "p":
            return _read_p(place)
        if form == "ci":
            return _read_interval(place)
        if form in ("bracketed", "named_range", "limits_behind"):
            return read_bracketed(place, statistics)
        if form == "from_to" and not moment and cue("change").among(place.tokens):
            return read_from_to(place)
        if form in ("spread", "named_spread") or (
            form == "in_brackets" and (_has_spread(place) or self._in_pair(at))
        ):
            return [read_spread(place, statistics)]
        if _is_bare_interval(place, statistics, before):
            return _read_interval(place)
        one = self._read_one(at, place, moment, before)
        return [] if one is None else [one]

    def _in_pair(self, at: int) -> bool:
        """Return whether "79 (47) vs 121 (53) mg" sets two of one form against each other."""
        near = [i for i in (at - 1, at + 1) if 0 <= i < len(self.found)]
        return self.found[at].role == "results" and any(
            self.found[i].form == self.found[at].form
            and _versus(self.found[min(i, at)], self.found[max(i, at)])
            for i in near
        )

    def _read_one(
        self, at: int, place: Place, moment: bool, before: Reading | None
    ) -> Reading | None:
        form = place.form
        if form in _SHARES:
            return read_share(place, self.names)
        if form in ("none", "none_in"):
            return read_none(place)
        if form in ("n", "named_n"):
            return read_n(place, self._group_near(place) or self._group_next(place))
        described = any(token.kind in "MD" for token in place.left(3))
        followed = place.unit == "T" and "follow up" in " ".join(
            token.value for token in place.left(5) if token.kind != "-"
        )
        if moment or followed or (place.unit == "T" and place.role == "methods" and not described):
            return read_duration(place, self.names, before)
        if place.unit == "%" or form == "percent_of":
            return read_percent(place, self.names, self._neighbours(at).interval)
        if form not in ("plain", "range", "between", "from_to"):
            return None
        beside = self._neighbours(at)
        if beside.interval and (ratio := read_ratio(place)):
            return ratio
        if not place.unit and (people := read_people(place, before, beside)):
            return people
        dose = read_dose(place, self.names)
        if dose or self._names_a_group(place):
            return dose
        if form == "plain" and any(token.kind in "QRSE" for token in place.left(1)):
            return None  # a spread or a limit whose centre stands elsewhere
        count = read_bare_count(place, beside)
        return count or read_measure(place, self.statistics, beside)

    def _names_a_group(self, place: Place) -> bool:
        """Return whether a dose stands for its group: "25% (placebo) and 49% (6 mg)"."""
        return place.unit == "u" and place.expression.last - 1 in self.group_ends

    def _group_near(self, place: Place) -> bool:
        """Return whether a group or people stand just before "(n = 30)"."""
        at = place.expression.first - 1
        while at > 0 and place.tokens[at].kind in "(,;uN)":
            closed = place.tokens[at].kind == ")"  # "group [drug + placebo], n = 27"
            at = place.sentence.shape.rfind("(", 0, at) if closed else at
            at -= 1
        if at > 1 and place.tokens[at].text.isupper() and place.tokens[at - 1].kind == "u":
            at -= 3  # the form of a dose, "zavegrol 2.5 mg ODT (n = 30)"
        near = (at, at - 1)
        return any(i in self.group_ends or place.tokens[i].kind in "HG" for i in near)

    def _group_next(self, place: Place) -> bool:
        """Return whether "n = 30" leads to a group: "(n = 30 for placebo"."""
        last = place.expression.last
        if last in self.group_starts:
            return True
        linked = place.after() in ("for", "in", "on", "receiving")
        return linked and not self.group_starts.isdisjoint(range(last + 1, last + 4))

    def _neighbours(self, at: int) -> Neighbours:
        place = self.found[at]
        first = place.expression.first
        following = self.found[at + 1] if at + 1 < len(self.found) else None
        interval = (
            following is not None
            and following.form == "ci"
            and stands_behind(place.tokens[place.expression.last : following.expression.first])
        )
        pair = any(
            _versus(self.found[i], self.found[i + 1])
            for i in (at - 1, at)
            if i >= 0 and i + 1 < len(self.found)
        )
        opened = first > 0 and place.tokens[first - 1].kind in "(=:,"
        before = first - 2
        if opened and before > 1 and place.sentence.shape[before - 1 : before + 1] == "Nu":
            before -= 2  # "rizatriptan 10 mg (53)"
        group = first - 1 in self.group_ends or (opened and before in self.group_ends)
        last = place.expression.last
        near = range(last + 1, last + 4)
        leads = place.after() in ("in", "on") and not self.group_starts.isdisjoint(near)
        verb = [token.value for token in place.right(3)]  # "39 were anesthetized with X"
        were = verb[:1] in (["were"], ["was"]) and verb[2:] in (["with"], ["to"], ["on"])
        small = last < len(place.tokens) and place.tokens[last].value in cue("route")
        people = last < len(place.tokens) and place.tokens[last].kind == "H"  # "48 patients X"
        named = last in self.group_starts
        named = named or ((small or people) and last + 1 in self.group_starts)
        were = were and not self.group_starts.isdisjoint((last + 3, last + 4))
        told = verb[:1] in (["were"], ["was"]) and last + 2 in self.group_starts
        were = were or told  # "55 were prescribed X"
        behind = (last + 1, last + 2)
        of_group = place.after() == "of" and not self.group_starts.isdisjoint(behind)
        return Neighbours(interval, pair, group, leads, named, of_group, were)


def _read_p(place: Place) -> list[Reading]:
    value, sign = place.value("p"), _sign(place)
    planned = place.role == "methods" and cue("significance").among(place.tokens)
    if planned or cue("set_level").among(place.right(3)) or not 0 <= float(value) <= 1:
        return []
    return [reading(place, Kind.P_VALUE, 0.95, p_value=sign + value)]


def _sign(place: Place) -> str:
    """Return the sign before a P value; "P less than 0.05" has one in words."""
    text, at = place.value("sign") or "=", place.expression.parts.get("sign")
    return (
        text if at is None or not text.isascii() or not text[0].isalpha() else place.tokens[at].kind
    )


def _read_interval(place: Place) -> list[Reading]:
    low, high = place.value("low"), place.value("high")
    if float(high) < float(low):  # "-1.8 to -7.8", "0.9 to -1.7"
        low, high = high, low
    limits = {"low": low, "high": high, "interval": Interval.CI}
    return [reading(place, Kind.CONFIDENCE_INTERVAL, 0.95, **limits)]


def _is_bare_interval(place: Place, statistics: Statistics, before: Reading | None) -> bool:
    """Return whether a range in brackets is the interval of an estimate: "18.7% for X (10-26%"."""
    if place.form != "range" or place.role != "results" or statistics.interval is not Interval.CI:
        return False
    estimate = before is not None and before.low is None and before.place.unit == place.unit
    bracketed = place.before() == "(" and place.after() in (")", ";", ",")
    return estimate and bracketed and place.unit != "T"


def _has_spread(place: Place) -> bool:
    """Return whether "5.2 (1.1)" is a mean with its spread and not a number with a remark."""
    told = any(token.kind in "SE" for token in place.left(15))
    return told or "." in (place.value("value") or "") + (place.value("spread") or "")


def _versus(first: Place, second: Place) -> bool:
    between = first.tokens[first.expression.last : second.expression.first]
    return len(between) <= 8 and any(token.kind == "v" for token in between)
