"""Measures: means, medians, changes, differences, ratios and doses."""

from __future__ import annotations

from ketamine_review.extraction.place import Place, cue
from ketamine_review.extraction.readings import Reading, reading
from ketamine_review.extraction.statistics import Statistics
from ketamine_review.extraction.treatments import Names
from ketamine_review.model.quantity import Interval, Kind, Spread

_RATIO_NAMES = {
    "or": Kind.ODDS_RATIO,
    "ors": Kind.ODDS_RATIO,
    "aor": Kind.ODDS_RATIO,
    "odds": Kind.ODDS_RATIO,
    "hr": Kind.HAZARD_RATIO,
    "hrs": Kind.HAZARD_RATIO,
    "ahr": Kind.HAZARD_RATIO,
    "hazard": Kind.HAZARD_RATIO,
}
_BEFORE_VALUE = frozenset(
    [
        "was",
        "were",
        "of",
        "is",
        "are",
        "=",
        ":",
        ",",
        "(",
        "averaged",
        "to",
        "by",
        "with",
        "from",
        "scored",
        "reached",
        "and",
        "vs",
        "versus",
        "only",
        "than",
        "[",
    ]
)


def read_spread(place: Place, statistics: Statistics) -> Reading:
    """Read "7.1 ± 2.0 mg", "39.2 (SD 20.9)" or, where so announced, "192.1 (158.3)"."""
    name = place.value("name") or ""
    kind = {"s": Spread.SD, "E": Spread.SE}.get(name[:1], statistics.spread)
    if name:
        kind = Spread.SE if name.startswith(("se", "standard e", "s.e")) else Spread.SD
    return reading(
        place,
        _centre(place, statistics, Kind.MEAN),
        0.95,
        value=place.value("value"),
        spread=place.value("spread"),
        spread_kind=kind,
        scale=_scale(place),
        note=_change_note(place),
    )


def read_bracketed(place: Place, statistics: Statistics) -> list[Reading]:
    """Read a centre with two limits: "1.9 [-0.1 to 3.9]", "3 (IQR 1-5)"."""
    name = place.value("name")
    interval = statistics.interval
    if name is not None:
        interval = Interval.RANGE if name.startswith("ran") else Interval.IQR
    low, high = place.value("low"), place.value("high")
    if float(low) > float(high):
        return []
    sure = 0.95 if interval else 0.75
    centre = reading(
        place,
        _centre(place, statistics, Kind.MEAN),
        sure,
        value=place.value("value"),
        low=low,
        high=high,
        interval=interval,
        scale=_scale(place),
        note=_change_note(place),
    )
    if interval is not Interval.CI or name is not None:
        return [centre]
    limits = Reading(
        place,
        Kind.CONFIDENCE_INTERVAL,
        place.expression.parts["low"] - 1,
        place.expression.last,
        sure,
        low=low,
        high=high,
        interval=Interval.CI,
    )
    return [centre, limits]


def read_change_from_to(place: Place) -> list[Reading]:
    """Read "fell from 7.5 to 3.4" as the mean before and the mean after."""
    found = []
    for part in ("value", "second"):
        at = place.expression.parts[part]
        found.append(
            Reading(place, Kind.MEAN, at, at + 1, 0.8, value=place.value(part), scale=_scale(place))
        )
    return found


def read_measure(
    place: Place, statistics: Statistics, names: Names, before_interval: bool, in_pair: bool
) -> Reading | None:
    """Read a number with or without a unit that is no share, no count and no time point.

    Args:
        place: The expression.
        statistics: The report's notation so far.
        names: The record's names of treatments.
        before_interval: Whether a confidence interval follows at once.
        in_pair: Whether it is set against another number: "65.2 vs 42.5".
    """
    if place.unit == "u" and _is_dose(place, names):
        return _dose(place)
    if place.sentence.role not in ("results", "conclusions") and not _described(place):
        return None
    value = place.value("value")
    if value is None:
        return None
    if ratio := _ratio_before(place):
        return reading(place, ratio, 0.95, value=value)
    sure = _certainty(place, before_interval, in_pair)
    if sure is None:
        return None
    kind = _centre(place, statistics, Kind.MEAN)
    if before_interval and kind is Kind.MEAN and _difference_in_sentence(place) and not in_pair:
        kind = Kind.MEAN_DIFFERENCE
    return reading(place, kind, sure, value=value, scale=_scale(place), note=_change_note(place))


def _dose(place: Place) -> Reading:
    parts = {name: place.value(name) for name in ("value", "low", "high")}
    return reading(place, Kind.DOSE, 0.9, scale=_scale(place), **parts)


def _is_dose(place: Place, names: Names) -> bool:
    """Return whether an amount was given and not measured."""
    before, after = place.left(4), place.right(4)
    if place.sentence.role in ("methods", "background", "title"):
        return not (before and before[-1].kind in "<>")
    near = bool(names.find(before[-3:])) or bool(names.find(after[:3]))
    amounts = cue("amount").among((*before, *after)) or any(t.kind in "MD" for t in before)
    given = {"dose", "dosage", "bolus", "infusion", "rate", "concentration", "injection", "at"}
    told = any(token.value in given for token in (*before[-2:], *after[:1]))
    if place.sentence.role == "conclusions":
        return not amounts or near
    return (near or told) and not amounts


def _described(place: Place) -> bool:
    """Return whether the methods describe the patients: "mean age 45 years"."""
    return any(token.kind in "MD" for token in place.left(4))


def _ratio_before(place: Place) -> Kind | None:
    for token in reversed(place.left(3)):
        if token.kind == "O":
            return _RATIO_NAMES.get(token.value.split()[0], Kind.RELATIVE_RISK)
        if token.kind not in "=:,(wo":
            return None
    return None


def _centre(place: Place, statistics: Statistics, default: Kind) -> Kind:
    """Return whether a number is a mean, a median or a difference between means."""
    before, after = place.left(8), place.right(2)
    if after and after[0].value in cue("comparative"):
        return Kind.MEAN_DIFFERENCE
    for token in reversed(before):
        if token.kind == "d":
            return Kind.MEAN_DIFFERENCE
        if token.kind == "D":
            return Kind.MEDIAN
        if token.kind == "M":
            return default
        if token.kind in ";NW":
            break
    if statistics.median and statistics.interval in (Interval.IQR, Interval.RANGE):
        return Kind.MEDIAN
    return default


def _difference_in_sentence(place: Place) -> bool:
    return "d" in place.sentence.shape[: place.expression.first]


def _certainty(place: Place, before_interval: bool, in_pair: bool) -> float | None:
    """Return how sure it is that a number with these neighbours measures an outcome."""
    before, after = place.left(3), place.right(2)
    if before_interval:
        return 0.9
    if _is_scale(place) or _is_label(place) or _is_year(place):
        return None
    if before and before[-1].kind in "<>":
        return None
    if in_pair:
        return 0.85
    words = [token.value for token in before]
    opened = bool(words) and words[-1] in _BEFORE_VALUE
    if after and after[0].value in cue("comparative") and place.unit:
        return 0.85
    if place.unit in ("x", "u", "T"):
        return 0.75 if opened else None
    if "." in (place.value("value") or "") and opened:
        return 0.7
    central = any(token.kind in "MD" for token in place.left(8))
    return 0.7 if opened and central else None


def _is_scale(place: Place) -> bool:
    """Return whether a number describes an instrument: "a 100 mm visual analogue scale"."""
    return cue("scale").among(place.right(2)) and place.unit in ("x", "")


def _is_label(place: Place) -> bool:
    before = place.left(2)
    kinds = "".join(token.kind for token in before)
    return kinds.endswith(("G", "G-")) or any(
        token.value in {"grade", "phase", "type", "stage", "day", "week", "month", "class", "asa"}
        for token in before[-1:]
    )


def _is_year(place: Place) -> bool:
    value = place.value("value") or ""
    return place.unit == "" and len(value) == 4 and value.isdigit() and value[:2] in ("19", "20")


def _scale(place: Place) -> str | None:
    return place.unit_text()


def _change_note(place: Place) -> str | None:
    return "change" if cue("change").among(place.left(12)) else None
