"""Measures: means, medians, changes, differences, ratios and doses."""

from __future__ import annotations

from ketamine_review.extraction.cue import cue
from ketamine_review.extraction.place import Place, without_closed_brackets
from ketamine_review.extraction.ratios import announced_contrast, ratio_before, ratio_of_clause
from ketamine_review.extraction.readings import Neighbours, Reading, reading
from ketamine_review.extraction.shares import OR_MORE
from ketamine_review.extraction.statistics import Statistics
from ketamine_review.extraction.treatments import INERT, Names
from ketamine_review.extraction.units import is_laboratory, is_strength
from ketamine_review.model.quantity import Interval, Kind, Spread

_DENIALS = frozenset(["no", "not", "without", "nor", "never"])


def read_spread(place: Place, statistics: Statistics) -> Reading:
    """Read "7.1 ± 2.0 mg", "39.2 (SD 20.9)" or, where so announced, "192.1 (158.3)"."""
    name = place.value("name")
    kind = statistics.spread
    if name:
        kind = Spread.SE if name.startswith(("se", "standard e", "s.e")) else Spread.SD
    return reading(
        place,
        _centre(place, statistics),
        0.95,
        value=place.value("value"),
        spread=place.value("spread"),
        spread_kind=kind,
        scale=place.unit_text(),
        note=_change_note(place),
    )


def read_bracketed(place: Place, statistics: Statistics) -> list[Reading]:
    """Read a centre with two limits, "1.9 [-0.1 to 3.9]" or "3 (IQR 1-5)".

    Where the limits are a confidence interval they are a reading of their own as well.
    """
    name, interval = place.value("name"), statistics.interval
    if name is not None:
        interval = Interval.RANGE if name.startswith("ran") else Interval.IQR
    limits = {"low": place.value("low"), "high": place.value("high"), "interval": interval}
    if float(limits["low"]) > float(limits["high"]):
        return []
    if name is None and ratio_before(place):
        interval = limits["interval"] = Interval.CI
    sure = 0.95 if interval else 0.8
    announced = announced_contrast(statistics) if interval is Interval.CI and name is None else None
    kind = ratio_before(place) or announced or _centre(place, statistics)
    against = place.form == "limits_behind" and cue("comparative").among(place.left(25))
    if kind is Kind.MEAN and against:
        kind = Kind.MEAN_DIFFERENCE  # "improved more in the X group (4.4, 1.0 to 7.9)"
    centre = reading(
        place,
        kind,
        sure,
        value=place.value("value"),
        scale=place.unit_text(),
        note=_change_note(place),
        **limits,
    )
    if interval is not Interval.CI:
        return [centre]
    first, last = place.expression.parts["low"] - 1, place.expression.last
    return [centre, Reading(place, Kind.CONFIDENCE_INTERVAL, first, last, sure, **limits)]


def read_from_to(place: Place) -> list[Reading]:
    """Read "fell from 7.5 to 3.4" as the mean before and the mean after."""
    ends = [place.expression.parts[part] for part in ("value", "second")]
    if any(place.tokens[at].kind == "W" for at in ends):
        return []
    return [
        Reading(
            place,
            Kind.MEAN,
            at,
            at + 1,
            0.85,
            value=place.tokens[at].value,
            scale=place.unit_text(),
        )
        for at in ends
    ]


def read_dose(place: Place, names: Names) -> Reading | None:
    """Read an amount that was given; None where it was measured."""
    unit = place.unit_text() or ""
    if (
        place.unit != "u"
        or is_laboratory(unit)
        or is_strength(unit)
        or not _was_given(place, names)
        or _dilutes(place, unit)
    ):
        return None
    return reading(place, Kind.DOSE, 0.9, scale=place.unit_text(), **place.range_parts())


def _dilutes(place: Place, unit: str) -> bool:
    """Return whether a volume only holds the drug: "50 mg/kg in 100 mL of saline"."""
    return place.before() in ("in", "to", "into") and unit.lower() in ("ml", "cc", "l")


def _was_given(place: Place, names: Names) -> bool:
    before, after = place.left(4), place.right(4)
    if place.role == "methods":
        treated = cue("treat").among(place.tokens) or bool(names.find(place.tokens))
        return treated and not (before and before[-1].kind in "<>")
    drugs = [t for t in (*names.find(before[-3:]), *names.find(after[:3])) if t.name not in INERT]
    measured = cue("amount").among((*before, *after)) or any(t.kind in "MD" for t in before)
    if place.role == "results" and [t.kind for t in before[-2:]] == ["G", "("]:
        return False  # "lower in the X group (28 mg)"
    if place.role == "conclusions":
        return bool(drugs) or not measured
    return not measured and (bool(drugs) or cue("given").among((*before[-2:], *after[:1])))


def read_measure(place: Place, statistics: Statistics, beside: Neighbours) -> Reading | None:
    """Read a number, with or without a unit, that is no share, count, dose or time point."""
    value = place.value("value")
    if value is None:
        return _read_range(place)
    if _is_planned(place) or place.after() in ("×", "+", "*"):
        return None
    if place.in_words() and not place.unit:
        return None
    if ratio := ratio_before(place) or ratio_of_clause(place):
        return reading(place, ratio, 0.95, value=value)
    sure = _certainty(place, beside)
    if sure is None:
        return None
    kind = _centre(place, statistics)
    contrast = beside.interval and "d" in place.sentence.shape[: place.expression.first]
    if kind is Kind.MEAN and ((contrast and not beside.pair) or _gain_against(place)):
        kind = Kind.MEAN_DIFFERENCE
    note = _change_note(place)
    return reading(place, kind, sure, value=value, scale=place.unit_text(), note=note)


def _is_planned(place: Place) -> bool:
    """Return whether a number of the methods is no mean, or the difference planned for."""
    before = [token.kind for token in place.left(4)]
    return place.role == "methods" and ("d" in before or not {"M", "D"}.intersection(before))


def _read_range(place: Place) -> Reading | None:
    """Read the means of several groups that "ranged from 3.1 to 3.9"."""
    if not _ranges(place):
        return None
    ends = sorted((place.value("low"), place.value("high")), key=float)
    parts = {"low": ends[0], "high": ends[1], "interval": Interval.RANGE}
    return reading(place, Kind.MEAN, 0.7, scale=place.unit_text(), **parts)


def _ranges(place: Place) -> bool:
    """Return whether means of several groups "ranged from 3.1 to 3.9"."""
    told = [token.value for token in place.left(12)]
    ranged = place.role == "results" and place.form == "range" and place.unit != "T"
    return ranged and told[-1:] == ["ranged"] and "age" not in told


def _gain_against(place: Place) -> bool:
    """Return whether "a 3.9-point gain" is told of one group compared with another."""
    compared = "v" in place.sentence.shape
    if not (place.hyphenated() and compared and place.after() in cue("change")):
        return False
    gains = sum(
        first.kind == "N" and second.kind in "xuT" and third.value in cue("change")
        for first, second, third in zip(
            place.tokens, place.tokens[1:], place.tokens[2:], strict=False
        )
    )
    return gains == 1  # of two, each is told of its own group


def _centre(place: Place, statistics: Statistics) -> Kind:
    """Return whether a number is a mean, a median or a difference between means."""
    behind = any(token.kind == "d" for token in place.right(1))  # "-11.4 mg difference"
    if behind or place.compares() or _subject_is_difference(place):
        return Kind.MEAN_DIFFERENCE
    before = without_closed_brackets(place.left(20))[-11:]
    for at in range(len(before) - 1, max(-1, len(before) - 9), -1):
        token = before[at]
        if token.kind == "d":
            denied = any(word.value in _DENIALS for word in before[max(0, at - 3) : at])
            asserted = before[at - 1 : at] and before[at - 1].value.startswith("significant")
            measured = [word.kind for word in before[at + 1 :]] == ["o"]
            told = denied or (asserted and not measured)
            return Kind.MEAN if told else Kind.MEAN_DIFFERENCE
        if token.kind == "D":
            return Kind.MEDIAN
        if token.kind == "M":
            return Kind.MEAN
        if token.kind in ";W" or (token.kind == "N" and token.text != "95"):
            break
    if statistics.median and statistics.interval in (Interval.IQR, Interval.RANGE):
        return Kind.MEDIAN
    return Kind.MEAN


def _subject_is_difference(place: Place) -> bool:
    """Return whether "the differences (95% CI) between X and Y were 1.5" tells of a contrast."""
    if place.before() not in ("was", "were"):
        return False
    for token in reversed(place.left(22)):
        if token.kind == "d":
            return True
        if token.kind in ";W" or (token.kind == "N" and token.text != "95"):
            return False
    return False


def _certainty(place: Place, beside: Neighbours) -> float | None:
    """Return how sure it is that a number with these neighbours measures an outcome."""
    before = place.left(8)
    if beside.interval:
        return 0.95
    angle = (place.unit_text() or "").startswith("degree")
    target = (not place.unit or angle) and cue("reach").among(place.left(6))
    at_least = [token.value for token in place.right(2)] in OR_MORE
    if target or at_least or cue("important").among(place.left(8)):
        return None
    if _describes_scale(place) or (before and before[-1].kind in "<>"):
        return None
    if beside.pair or (place.unit and place.compares()):
        return 0.9
    if place.hyphenated():
        return 0.8 if place.after() in cue("change") else None
    opened = bool(before) and (before[-1].value in cue("opening") or before[-1].kind in "MDd")
    if not (opened or beside.group):
        return None
    if beside.group or place.unit:
        return 0.85
    if "." in (place.value("value") or ""):
        return 0.8
    told = any(token.kind in "MD" for token in before) or cue("score").among(before)
    return 0.7 if told else None


def _describes_scale(place: Place) -> bool:
    """Return whether a number describes an instrument: "a 100 mm visual analogue scale"."""
    return cue("scale").among(place.right(2)) and place.unit in ("x", "")


def _change_note(place: Place) -> str | None:
    return "change" if cue("change").among(place.left(12)) else None
