"""Shares: proportions, and percents that are something else."""

from __future__ import annotations

import re

from ketamine_review.extraction.cue import cue
from ketamine_review.extraction.place import Place, outside_brackets
from ketamine_review.extraction.readings import Reading, reading
from ketamine_review.extraction.tokens import shape
from ketamine_review.extraction.treatments import Names, Treatment
from ketamine_review.model.quantity import Kind

#: Behind a number these make a threshold of it.
OR_MORE = tuple(["or", word] for word in ("more", "greater", "less", "higher", "lower", "better"))


#: A difference from one of these is a change.
_STARTS = frozenset(["baseline", "pretreatment", "admission", "before"])


def read_share(place: Place, names: Names) -> Reading | None:
    """Read a count with its denominator, its percent, or both: "48/61 (77%)".

    In "lidocaine 1% (n = 20)" the percent is a strength and the count a size of a group.
    """
    events, n, percent = place.count("events"), place.count("n"), place.value("percent")
    if not _possible(events, n, percent) or ("n" in place.expression.parts and n is None):
        return None
    if place.form == "percent_events" and _is_strength(place, names):
        sized = any(
            token.kind == "n"
            for token in place.tokens[place.expression.first : place.expression.last]
        )
        return reading(place, Kind.SAMPLE_SIZE, 0.9, n=events) if sized else None
    if [token.value for token in place.right(2)] in OR_MORE:
        return None  # "rated it as 3/5 or greater"
    if place.form == "count" and _is_other_fraction(place):
        return None
    if place.form == "events_of" and percent is None and _chooses_among_things(place):
        return None
    if place.role not in ("results", "conclusions") and percent is None:
        return None
    return reading(place, Kind.PROPORTION, 0.95, events=events, n=n, value=percent)


def _possible(events: int | None, n: int | None, percent: str | None) -> bool:
    if events is None and percent is None:
        return False
    if events is not None and n is not None and not 0 <= events <= n:
        return False
    return percent is None or 0 <= float(percent) <= 100


def _is_other_fraction(place: Place) -> bool:
    """Return whether "120/80 mmHg" or "1/2" is no count out of a denominator."""
    events, n = place.count("events"), place.count("n")
    if place.before() == "/":
        return True  # "CTRI/2019/05/018997"
    measured = any(token.kind in "xu" for token in place.right(1))
    return (
        events is None
        or n is None
        or n < 3
        or (measured and "percent" not in place.expression.parts)
    )


def _chooses_among_things(place: Place) -> bool:
    """Return whether "one of three treatments" chooses instead of counting people."""
    inner = place.tokens[place.expression.first : place.expression.last]
    if any(token.kind == "H" for token in inner):
        return False
    if any(token.kind == "W" for token in inner):
        return place.after() not in cue("had")  # "Seventeen of the 23 had"
    for token in place.right(3):
        if token.value in cue("preposition") or token.kind in ",;(":
            return False
        if token.value in cue("things"):
            return True
    return False


def read_percent(place: Place, names: Names, before_interval: bool) -> Reading | None:
    """Read a percent that stands alone: a share, a change, a difference.

    Args:
        place: The expression.
        names: The record's names of treatments.
        before_interval: Whether a confidence interval follows at once.
    """
    parts = place.range_parts()
    parts["value"] = parts["value"] or place.value("percent")
    number = float(parts["value"] or parts["high"] or 0)
    if _is_strength(place, names) or _is_threshold(place) or _is_level(place):
        return None
    if parts["low"] and any(token.kind == "Q" for token in place.right(2)):
        return None  # "[25%-75% interquartile range]"
    if place.role not in ("results", "conclusions"):
        observed = cue("of_patients").among((*place.left(4), *place.right(4)))
        return (
            reading(place, Kind.PROPORTION, 0.6, n=place.count("n"), **parts) if observed else None
        )
    told = any(token.kind == "d" for token in (*place.left(1), *place.right(1)))
    told = told or _difference_was(place)
    if told or place.compares() or (before_interval and _of_difference(place, number)):
        return reading(place, Kind.MEAN_DIFFERENCE, 0.8, scale="%", **parts)
    signed = place.tokens[place.expression.first].text[0] == "+"
    if number < 0 or number > 100 or signed or is_change(place):
        return reading(place, Kind.MEAN_CHANGE, 0.75, scale="%", note="change", **parts)
    if _averaged(place):
        return reading(place, Kind.MEAN, 0.7, scale="%", **parts)
    return reading(place, Kind.PROPORTION, 0.9, n=place.count("n"), **parts)


def _is_strength(place: Place, names: Names) -> bool:
    """Return whether a percent is the strength of a solution or a gas: "0.5% bupivacaine"."""
    after, before = place.right(2), place.left(2)
    if cue("solution").among(after[:1]) or any(_is_solute(place, t) for t in names.find(after)):
        return True
    if place.role in ("results", "conclusions") and not _dosed(place):
        return False
    return bool(names.find(place.left(3))) or cue("solution").among(before)


def _is_solute(place: Place, drug: Treatment) -> bool:
    """Return whether a drug behind a percent is dissolved; "29% sumatriptan vs 11%" counts."""
    dissolved = drug.name.endswith("caine") or drug.name in _SOLUTES
    return drug.first == 0 and (dissolved or place.role != "results")


_SOLUTES = frozenset(
    ["saline", "dextrose", "sterile water", "capsaicin", "oxygen", "nitrous oxide"]
)


def _dosed(place: Place) -> bool:
    """Return whether an amount follows: "ropivacaine 0.2% 1 ml/kg"."""
    return [token.kind for token in place.right(2)] == ["N", "u"]


def _is_threshold(place: Place) -> bool:
    """Return whether a percent belongs to a definition: "a reduction of at least 50%"."""
    if place.before() in ("and", "or", ",") and _after_threshold(place):
        return True
    before = [token for token in place.left(2) if token.value not in ("a", "an")]
    limited = before and (before[-1].kind in "<>" or before[-1].value in ("above", "below"))
    if limited and before[-1].text not in ("~", "≈"):
        return True
    if place.after() in cue("change") and place.before() in ("a", "") and _is_reached(place):
        return True
    if place.after() in cue("change") and place.before() in cue("reach"):
        return True
    named = place.after() in ("response", "responder", "responders")  # "50% response rates"
    led = place.before() in ("a", "an", "of", "was", "were", "(")
    led = led or any(token.kind == "v" for token in place.left(1))
    return (named and not led) or [token.value for token in place.right(2)] in OR_MORE


def _is_reached(place: Place) -> bool:
    """Return whether a change in percent was reached by some: "a 50% reduction was achieved in"."""
    after = place.right(10)
    end = next((i for i, token in enumerate(after) if token.kind in "NW,;("), len(after))
    return cue("reach").among(after[:end])


def _after_threshold(place: Place) -> bool:
    """Return whether a percent goes on with thresholds: "a reduction of ≥50%, ≥75% and 100%"."""
    kinds = shape(place.left(6)).rstrip(",ar")
    return kinds.endswith((">N%", "<N%"))


def _is_level(place: Place) -> bool:
    """Return whether a percent is a power, an error rate or a level of confidence."""
    after = place.right(2)
    before = place.left(4)
    varies = any(token.value == "coefficient" for token in place.left(6))
    return varies or (after[:1] and after[0].kind == "C") or cue("error").among((*before, *after))


#: "78% and 40% of patients"
_LIST_OF_PEOPLE = re.compile(r"(?:[,ar]{1,2}N%)+ow?H")


def is_change(place: Place) -> bool:
    """Return whether a percent says by how much something changed, not who improved."""
    after = place.right(2)
    of_people = _LIST_OF_PEOPLE.match(place.sentence.shape, place.expression.last)
    if (after and after[0].kind == "o") or of_people or _behind_threshold(place):
        return False
    if cue("change").among((*after[:1], *place.beyond(2))):
        return True
    kinds = place.sentence.shape[place.expression.last : place.expression.last + 3]
    listed = kinds == "aN%" or kinds == "rN%"  # "a 10% and 50% reduction"
    if listed and cue("change").among(place.right(4)[3:]):
        return True
    if place.before() == "by" and place.left(2)[0].value not in cue("done_by_people"):
        return True
    before = place.left(4)
    if (before and before[-1].value in cue("change")) or _of_change(place):
        return True
    relative = any(token.kind == "%" for token in before)
    return (relative or place.before() == "of") and cue("change").among(before)


def _of_change(place: Place) -> bool:
    """Return whether the subject is a change: "percent pain reduction ... was 40%"."""
    if place.before() not in ("was", "were"):
        return False
    subject = place.left(16)[:-1]
    start = max((i for i, token in enumerate(subject) if token.kind in "NW;,()"), default=-1)
    subject = subject[start + 1 :]
    counted = cue("rate").among(subject) or any(token.kind == "o" for token in subject[:1])
    return cue("change").among(subject) and not counted


def _behind_threshold(place: Place) -> bool:
    """Return whether a percent tells how many reached one: "≥50% pain reduction (48.6%"."""
    kinds = place.sentence.shape[max(0, place.expression.first - 12) : place.expression.first]
    opened = kinds.rfind("(")
    return opened > 0 and ")" not in kinds[opened:] and ">N%" in kinds[max(0, opened - 6) : opened]


def _averaged(place: Place) -> bool:
    """Return whether a mean is told and no people are counted: "means were: X, 65%, Y, 46%"."""
    if place.after() == "of" or cue("of_patients").among(place.right(3)):
        return False
    bracketed = place.before() == "(" and place.after() == ")"
    before = place.left(60) if bracketed else outside_brackets(place.left(60))
    for at in range(len(before) - 1, -1, -1):
        token = before[at]
        if token.kind in "MD":
            return True
        if token.kind in "H;" or token.value in ("rate", "rates", "proportion", "incidence"):
            return False
        if bracketed and token.kind == "N" and before[at + 1].kind != "%":
            return False  # the mean was of something else
    return False


def _difference_was(place: Place) -> bool:
    """Return whether the subject is a difference: "the difference vs. placebo was 18.8%"."""
    if place.before() not in ("was", "were", "is"):
        return False
    subject = place.left(8)[:-1]
    start = max((i for i, token in enumerate(subject) if token.kind in "NW;,"), default=-1)
    words = [token.kind for token in subject[start + 1 :] if token.text != "."]
    within = any(token.value in _STARTS for token in subject[start + 1 :])  # "v baseline"
    return "d" in words and not within and not set(words[words.index("d") + 1 :]) - set("wvobaG")


def _of_difference(place: Place, number: float) -> bool:
    """Return whether a percent with limits is one of a contrast: "the difference ... was 8%"."""
    first, kinds = place.expression.first, place.sentence.shape
    clause = kinds[max(kinds.rfind(mark, 0, first) for mark in ",;") + 1 : first]
    if clause.endswith("(") and "v" in clause and not set(clause) & set("NWH"):
        return True  # "greater in X compared with Y (15.9%, 95% CI"
    if number < 0 or "d" in kinds[max(0, first - 8) : first]:
        return True
    subject = max((kinds.rfind(mark, 0, first) for mark in "NW;"), default=-1)
    return place.before() in ("was", "were", "is") and "d" in kinds[subject + 1 : first]
