"""Shares: proportions, and percents that are something else."""

from __future__ import annotations

from ketamine_review.extraction.place import Place, cue
from ketamine_review.extraction.readings import Reading, reading
from ketamine_review.extraction.treatments import Names
from ketamine_review.model.quantity import Kind


def read_share(place: Place) -> Reading | None:
    """Read a count with its denominator, its percent, or both: "48/61 (77%)"."""
    events, n, percent = place.count("events"), place.count("n"), place.value("percent")
    if not _possible(events, n, percent) or ("n" in place.expression.parts and n is None):
        return None
    if place.expression.form == "count" and _is_no_count(place, events, n, percent):
        return None
    if place.expression.form == "events_of" and percent is None and _is_no_share(place):
        return None
    if place.sentence.role in ("methods", "background") and percent is None:
        return None
    return reading(place, Kind.PROPORTION, 0.95, events=events, n=n, value=percent)


def _possible(events: int | None, n: int | None, percent: str | None) -> bool:
    if events is None and percent is None:
        return False
    if events is not None and n is not None and not 0 <= events <= n:
        return False
    return percent is None or 0 <= float(percent) <= 100


def _is_no_count(place: Place, events: int | None, n: int | None, percent: str | None) -> bool:
    """Return whether a fraction is a blood pressure, a date or a ratio."""
    after = place.right(1)
    pressure = bool(after) and after[0].kind in ("x", "u")
    return events is None or n is None or n < 2 or (pressure and percent is None)


def _is_no_share(place: Place) -> bool:
    """Return whether "one of three" chooses among things instead of counting people."""
    inner = place.tokens[place.expression.first : place.expression.last]
    if any(token.kind == "H" for token in inner):
        return False
    words = any(token.kind == "W" for token in inner)
    return words or cue("things").among(place.right(3))


def read_percent(place: Place, names: Names) -> Reading | None:
    """Read a percent that stands alone: a share, a change, a strength, or a threshold."""
    low, high = place.value("low"), place.value("high")
    value = place.value("value") or place.value("percent")
    number = float(value or high or 0)
    if _is_strength(place, names) or _is_threshold(place) or _is_level(place):
        return None
    n = place.count("n")
    change = _is_change(place)
    if place.sentence.role in ("methods", "background", "other"):
        if change or not _observed_in_methods(place):
            return None
        return reading(place, Kind.PROPORTION, 0.6, value=value, n=n)
    if change or number < 0 or number > 100:
        return reading(place, Kind.MEAN_CHANGE, 0.7, value=value, low=low, high=high, scale="%")
    if _is_mean(place):
        return reading(place, Kind.MEAN, 0.6, value=value, low=low, high=high, scale="%")
    return reading(place, Kind.PROPORTION, 0.85, value=value, n=n, low=low, high=high)


def _is_strength(place: Place, names: Names) -> bool:
    """Return whether a percent is the strength of a solution or a gas: "0.5% bupivacaine"."""
    after, before = place.right(2), place.left(3)
    drugs_after = {t.first for t in names.find(after)}
    if 0 in drugs_after or (after and after[0].value in cue("solution") and after[0].value != "in"):
        return True
    if place.sentence.role in ("results", "conclusions"):
        return False
    return bool(names.find(before)) or cue("solution").among(before[-2:])


def _is_threshold(place: Place) -> bool:
    """Return whether a percent belongs to a definition: "a reduction of at least 50%"."""
    before, after = place.left(2), place.right(3)
    if before and before[-1].kind in "<>" and before[-1].text not in ("~", "≈"):
        return True
    words = [token.value for token in before]
    if words[-2:] == ["at", "least"]:
        return True
    return [token.value for token in after[:2]] in (
        ["or", "more"],
        ["or", "greater"],
        ["or", "less"],
    )


def _is_level(place: Place) -> bool:
    """Return whether a percent is a power, an error rate or a level of confidence."""
    after, before = place.right(2), place.left(4)
    if after and after[0].kind == "C":
        return True
    near = {token.value for token in (*before, *after)}
    return not near.isdisjoint({"power", "alpha", "beta", "significance", "confidence", "error"})


def _is_change(place: Place) -> bool:
    """Return whether a percent says by how much something changed, not who improved."""
    before, after = place.left(4), place.right(2)
    words = [token.value for token in before]
    if words[-1:] in (["in"], ["of"]) and place.right(1) and place.right(1)[0].kind == "o":
        return False
    if after and after[0].value in cue("change"):
        return True
    if words[-1:] == ["by"]:
        return True
    if words and words[-1] in cue("change"):
        return True
    return any(word in ("percent", "percentage") for word in words) and any(
        word in cue("change") for word in words
    )


def _is_mean(place: Place) -> bool:
    return any(token.kind in "MD" for token in place.left(5))


def _observed_in_methods(place: Place) -> bool:
    near = {token.value for token in (*place.left(4), *place.right(4))}
    return not near.isdisjoint(
        {"female", "male", "women", "men", "females", "males", "girls", "boys"}
    )
