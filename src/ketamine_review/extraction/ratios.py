"""Ratios: odds, risks, hazards and numbers needed, by the word that names them."""

from __future__ import annotations

from ketamine_review.extraction.cue import cue
from ketamine_review.extraction.place import Place, outside_brackets, without_closed_brackets
from ketamine_review.extraction.readings import Reading, reading
from ketamine_review.extraction.statistics import Statistics
from ketamine_review.extraction.tokens import Token
from ketamine_review.model.quantity import Kind

_RATIO_NAMES = {
    "or": Kind.ODDS_RATIO,
    "ors": Kind.ODDS_RATIO,
    "aor": Kind.ODDS_RATIO,
    "odds": Kind.ODDS_RATIO,
    "hr": Kind.HAZARD_RATIO,
    "hrs": Kind.HAZARD_RATIO,
    "ahr": Kind.HAZARD_RATIO,
    "hazard": Kind.HAZARD_RATIO,
    "nnt": Kind.NUMBER_NEEDED,
    "nnh": Kind.NUMBER_NEEDED,
    "number": Kind.NUMBER_NEEDED,
}


def read_ratio(place: Place) -> Reading | None:
    """Read a ratio with its interval: "the number needed to treat was six (95% CI"."""
    ratio = ratio_before(place) or ratio_of_clause(place)
    value = place.value("value")
    return reading(place, ratio, 0.95, value=value) if ratio and value and not place.unit else None


def ratio_before(place: Place) -> Kind | None:
    """Return the ratio that stands directly before a number: "RR [95% CI], 2.9"."""
    for token in reversed(without_closed_brackets(place.left(14))[-8:]):
        if token.kind == "O":
            return _ratio_kind(token)
        level = token.kind in "C%" or token.text in ("90", "95", "99")  # "RR [95% CI], 2.9"
        if not level and (token.kind not in "=:,()wo" or token.value in cue("verb_of_many")):
            return None
    return None


def ratio_of_clause(place: Place) -> Kind | None:
    """Return the ratio that "the odds ratio for relief with X was 1.5 (95% CI" tells of."""
    if place.before() not in ("was", "were", "is", "are", "of", "=", ":"):
        return None
    unit = ""
    for token in reversed(outside_brackets(place.left(25))):
        if token.kind == "O":
            return _ratio_kind(token)
        timed = token.kind == "N" and unit == "T"  # "28-day mortality"
        if token.kind in "NW;" and not timed:
            return None
        unit = token.kind
    return None


def announced_contrast(statistics: Statistics) -> Kind | None:
    """Return the contrast that "OR [95% CI] of X against Y" makes of estimates with limits."""
    word = statistics.contrast
    if word is None:
        return None
    return _ratio_kind(word) if word.kind == "O" else Kind.MEAN_DIFFERENCE


def _ratio_kind(token: Token) -> Kind:
    return _RATIO_NAMES.get(token.value.split()[0], Kind.RELATIVE_RISK)
