"""Kinds: from the form of an expression and the words around it to what it measures."""

from __future__ import annotations

from collections.abc import Sequence

from ketamine_review.extraction.counts import read_bare_count, read_n, read_none
from ketamine_review.extraction.durations import read_duration
from ketamine_review.extraction.measures import (
    read_bracketed,
    read_change_from_to,
    read_measure,
    read_spread,
)
from ketamine_review.extraction.place import Place, cue
from ketamine_review.extraction.readings import Reading, reading
from ketamine_review.extraction.shares import read_percent, read_share
from ketamine_review.extraction.statistics import Statistics
from ketamine_review.extraction.times import time_points
from ketamine_review.extraction.treatments import Names
from ketamine_review.model.quantity import Interval, Kind

_SHARES = ("count", "percent_count", "events_percent", "events_of", "percent_events", "n_percent")


def read_sentence(
    found: Sequence[Place], statistics: Statistics, names: Names, group_ends: frozenset[int]
) -> list[Reading]:
    """Return what the expressions of one sentence measure, left to right.

    Args:
        found: The expressions of the sentence.
        statistics: The report's notation so far.
        names: The record's names of treatments.
        group_ends: Indices of tokens after which a group has just been named.
    """
    readings: list[Reading] = []
    moments = time_points(found)
    for at, place in enumerate(found):
        form = place.expression.form
        if form == "p":
            readings += _read_p(place)
        elif form == "ci":
            readings += _read_interval(place)
        elif form in _SHARES:
            readings += _kept(read_share(place))
        elif form == "none":
            readings += _kept(read_none(place))
        elif form == "n":
            readings += _kept(read_n(place, _after_group(place, group_ends)))
        elif form in ("spread", "named_spread") or (form == "in_brackets" and _is_spread(place)):
            readings.append(read_spread(place, statistics))
        elif form in ("bracketed", "named_range"):
            readings += read_bracketed(place, statistics)
        elif form == "from_to" and cue("change").among(place.clause()):
            readings += read_change_from_to(place)
        elif at in moments or (place.unit == "T" and place.sentence.role != "results"):
            readings += _kept(read_duration(place))
        elif place.unit == "%" or form == "percent_of":
            readings += _kept(read_percent(place, names))
        else:
            readings += _kept(_read_plain(found, at, statistics, names, readings))
    return readings


def _kept(found: Reading | None) -> list[Reading]:
    return [] if found is None else [found]


def _read_p(place: Place) -> list[Reading]:
    value = place.value("p")
    clause = place.clause()
    if not 0 <= float(value) <= 1 or (
        cue("significance").among(clause) and place.sentence.role != "results"
    ):
        return []
    sign = place.value("sign") or "="
    return [reading(place, Kind.P_VALUE, 0.95, p_value=sign + value)]


def _read_interval(place: Place) -> list[Reading]:
    low, high = place.value("low"), place.value("high")
    if float(low) > float(high):
        return []
    limits = {"low": low, "high": high, "interval": Interval.CI}
    return [reading(place, Kind.CONFIDENCE_INTERVAL, 0.95, **limits)]


def _is_spread(place: Place) -> bool:
    return "." in (place.value("value") or "") or "." in (place.value("spread") or "")


def _after_group(place: Place, group_ends: frozenset[int]) -> bool:
    first = place.expression.first
    near = range(max(0, first - 4), first)
    return any(at in group_ends or place.tokens[at].kind in "HG" for at in near)


def _read_plain(
    found: Sequence[Place],
    at: int,
    statistics: Statistics,
    names: Names,
    before: Sequence[Reading],
) -> Reading | None:
    place = found[at]
    if place.expression.form not in ("plain", "range", "in_brackets"):
        return None
    if place.unit == "":
        after_count = bool(before) and before[-1].kind is Kind.SAMPLE_SIZE
        count = read_bare_count(place, after_count)
        if count is not None:
            return count
    following = found[at + 1] if at + 1 < len(found) else None
    before_interval = (
        following is not None
        and following.expression.form == "ci"
        and following.expression.first - place.expression.last <= 2
    )
    return read_measure(place, statistics, names, before_interval, _in_pair(found, at))


def _in_pair(found: Sequence[Place], at: int) -> bool:
    return any(
        _versus(found[i], found[i + 1]) for i in (at - 1, at) if i >= 0 and i + 1 < len(found)
    )


def _versus(first: Place, second: Place) -> bool:
    between = first.tokens[first.expression.last : second.expression.first]
    return len(between) <= 5 and any(token.kind == "v" for token in between)
