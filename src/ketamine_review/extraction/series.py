"""Series: readings of one sentence that take their kind or their limits from each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ketamine_review.arithmetic import Outcome, check_percent
from ketamine_review.extraction.readings import Reading
from ketamine_review.extraction.tokens import Token, shape
from ketamine_review.model.quantity import Kind

_SHARED = frozenset([Kind.MEAN, Kind.MEDIAN, Kind.MEAN_CHANGE, Kind.MEAN_DIFFERENCE])
_RATIOS = frozenset([Kind.RELATIVE_RISK, Kind.ODDS_RATIO, Kind.HAZARD_RATIO, Kind.NUMBER_NEEDED])
_ESTIMATES = _SHARED | _RATIOS | {Kind.PROPORTION, Kind.SMD}


def in_series(tokens: Sequence[Token], readings: Sequence[Reading]) -> list[Reading]:
    """Return the readings of a sentence with what the series they stand in tells of them.

    In "(GMB -38.6%, placebo 9.4%)", "(3 vs 10)" and "-4.2 for 28 mg, -6.3 for 56 mg" a number is
    what the one before it is; an estimate takes the limits of the interval that follows it.
    """
    told: list[Reading] = []
    for reading in _with_limits(tokens, _whole_shares(tokens, readings)):
        before = next((item for item in reversed(told) if item.kind in _ESTIMATES), None)
        if before is not None and _parallel(tokens, before, reading):
            reading = _as(before, reading)
        if before is not None and _is_change_too(tokens, before, reading):
            reading = replace(reading, note=before.note)
        told.append(reading)
    return told


def _is_change_too(tokens: Sequence[Token], first: Reading, second: Reading) -> bool:
    """Return whether a mean is a change like the one before: "fell by 3 with X and 2 with Y"."""
    alike = first.kind is second.kind and first.place.unit == second.place.unit
    if not alike or first.kind not in (Kind.MEAN, Kind.MEDIAN) or second.note is not None:
        return False
    kinds = _kinds_outside_brackets(tokens[first.last : second.first])
    joined = bool(set(kinds) & set(",av")) and not set(kinds) & set(";MDdSHN")
    return first.note == "change" and joined and kinds.count("w") <= 4


#: How many tokens may stand between a count and the percent in brackets that belongs to it.
_SHARE_REACH = 14


def _whole_shares(tokens: Sequence[Token], readings: Sequence[Reading]) -> list[Reading]:
    """Return readings with a count and its percent as one: "12 patients were responders (80%)".

    The percent stands alone in brackets in the clause of the count, no other number between; where
    the denominator is printed it has to fit. "79% were female (n = 35)" has them the other way
    round.
    """
    whole: list[Reading] = []
    for reading in readings:
        if whole and _completes(tokens, whole[-1], reading):
            whole[-1] = _as_share(whole[-1], reading)
        elif whole and _counts(tokens, whole[-1], reading):
            of_all = reading.n if reading.events is not None else None
            events = reading.n if reading.events is None else reading.events
            whole[-1] = replace(whole[-1], events=events, n=of_all, last=reading.last)
        else:
            whole.append(reading)
    return whole


def _as_share(count: Reading, percent: Reading) -> Reading:
    """Return a count, of people or of those who took part, with its percent."""
    events = count.n if count.kind is Kind.SAMPLE_SIZE else count.events
    n = None if count.kind is Kind.SAMPLE_SIZE else count.n
    parts = {"kind": Kind.PROPORTION, "events": events, "n": n}
    return replace(count, value=percent.value, last=percent.last, **parts)


def _completes(tokens: Sequence[Token], count: Reading, percent: Reading) -> bool:
    told = count.kind is Kind.SAMPLE_SIZE and count.place.role == "results"
    if percent.kind is not Kind.PROPORTION or count.note == "events":
        return False
    if count.kind is not Kind.PROPORTION and not told:
        return False
    alone = percent.value and percent.events is None and percent.place.form == "plain"
    if count.value is not None or (count.events is None and not told) or not alone:
        return False
    between = [token.kind for token in tokens[count.last : percent.first]]
    if not _alone_in_brackets(tokens, percent):
        return False
    if len(between) > _SHARE_REACH or set(between[:-1]) & set("NW;v()"):
        return False
    return not _disagree(count, percent)


def _disagree(count: Reading, percent: Reading) -> bool:
    return check_percent(count.events, count.n, percent.value).outcome is Outcome.MISMATCH


def _counts(tokens: Sequence[Token], percent: Reading, count: Reading) -> bool:
    if percent.kind is not Kind.PROPORTION or percent.events is not None or percent.n is not None:
        return False
    if count.place.form not in ("n", "count") or not _alone_in_brackets(tokens, count):
        return False
    if count.place.form == "count" and _disagree(count, percent):
        return False
    between = [token.kind for token in tokens[percent.last : count.first]]
    if between[:1] == ["o"] and count.place.form == "n":
        return False  # "6% of patients who had X (n = 70)"
    apart = "NW;v(),a" if count.place.form == "count" else "NW;v(),aG"
    return len(between) <= _SHARE_REACH // 2 and not set(between[:-1]) & set(apart)


def _alone_in_brackets(tokens: Sequence[Token], reading: Reading) -> bool:
    around = (*tokens[reading.first - 1 : reading.first], *tokens[reading.last : reading.last + 2])
    return shape(around).startswith(("()", "(H)"))


#: Forms of numbers that print limits, or may leave them out in a list.
_WITH_LIMITS = frozenset(["plain", "bracketed", "limits_behind"])


def _parallel(tokens: Sequence[Token], first: Reading, second: Reading) -> bool:
    """Return whether two numbers are printed alike and listed with few words between them."""
    given = second.kind is Kind.DOSE and first.kind in _SHARED and second.first - first.last <= 2
    given = given and tokens[second.first - 1].value != "at"
    if (second.kind not in _ESTIMATES and not given) or first.kind is second.kind:
        return False
    forms = {first.place.form, second.place.form}
    if len(forms) > 1 and not (first.low and forms <= _WITH_LIMITS):
        return False
    if first.place.unit != second.place.unit:
        return False
    between = [token.kind for token in tokens[first.first : second.first]]
    closed = between.count(")") > between.count("(")  # "(mean difference 0.2) and 4.1"
    if closed and first.kind is Kind.MEAN_DIFFERENCE:
        return False
    kinds = _kinds_outside_brackets(tokens[first.last : second.first])
    if len(kinds) > 14 or not set(kinds) & set(",avr") or set(kinds) & set(";MDdSH"):
        return False
    limited = first.low is not None and second.low is not None
    return kinds.count("w") <= (6 if limited else 3)


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
    limited = second.low is not None or first.kind is Kind.NUMBER_NEEDED
    alike = first.kind in _SHARED or (first.kind in _RATIOS and limited)
    if alike and second.kind in _SHARED | {Kind.DOSE}:
        return replace(second, kind=first.kind)
    value = second.value or ""
    if first.kind is Kind.PROPORTION and first.note == "events" and value.isdigit():
        return replace(second, kind=Kind.PROPORTION, events=int(value), value=None, note="events")
    if first.scale == "%" and second.kind is Kind.PROPORTION and second.events is None:
        return replace(second, kind=first.kind, scale="%", note=first.note)
    return second


def stands_behind(between: Sequence[Token]) -> bool:
    """Return whether an interval follows its estimate: "4.7 NRS points (95% CI"."""
    kinds = shape(between)
    marks = kinds.lstrip("wxdaH")
    words = len(kinds) - len(marks)
    near = words <= 3 or (words <= 8 and kinds[words - 1] == "x")  # "5.5 disability scale points"
    return len(marks) <= 3 and near and not marks.strip("(,;=:")


def _with_limits(tokens: Sequence[Token], readings: list[Reading]) -> list[Reading]:
    found = list(readings)
    for at in range(1, len(found)):
        limits, estimate = found[at], found[at - 1]
        if limits.kind is not Kind.CONFIDENCE_INTERVAL or estimate.kind not in _ESTIMATES:
            continue
        if estimate.low is None and stands_behind(tokens[estimate.last : limits.first]):
            parts = {"low": limits.low, "high": limits.high, "interval": limits.interval}
            found[at - 1] = replace(estimate, **parts)
    return found
