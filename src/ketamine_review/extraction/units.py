"""Units: what stands after a number, and what sort of quantity it makes of it."""

from __future__ import annotations

import re
from functools import lru_cache

from ketamine_review.model.record import DAYS_PER

_MASS = (
    "mg|milligrams?|gms?|grams?|mu\\s?g|[\u00b5\u03bcu]gm?|mcgm?|mic|microg(?:rams?|m)?|nanograms?|ng|pg|γ|"
    "mmol|[\u00b5\u03bc]mol|nmol|pmol|mEq|U|[Mm]?IU|international units|MU|mM|[\u00b5\u03bc]M|nM|g"
)
_VOLUME = "mls?|mL|cc|dL|dl|[\u00b5\u03bc]L|L|l"
_PER = (
    "[kK]g|hours?|hr|h|minutes?|min|days?|d|weeks?|wk|months?|dL|dl|mL|ml|L|l|m2|m²|cm2|dose|bolus|"
    "kilograms?|kilo|patient|seconds?|sec|s|24\\s?h(?:ours?)?"
)
_END = r"(?![^\W\d_])"
_MINUS_ONE = r"(?:\s?\([-−–‐]\s?1\)|\s?[-−–‐]\s?1|⁻¹|\^-1|\.-1)"
_INVERTED = rf"\s?[.·⋅×x]?\s?([kK]g|hr|h|min|m[lL]|[lL]|day|d|s){_MINUS_ONE}"
_TAIL = (
    rf"(?:{_INVERTED.replace('([kK]g', '(?:[kK]g')}|(?:\s?/\s?|\sper\s|\s?·\s?)(?:{_PER}){_END})"
)
#: Words between a number and its unit of time: "24 postoperative hours".
_BETWEEN = r"(?:(?:post-?operative|consecutive|successive|additional|further|more|full)\s)?"

_COUNTED = "beats|breaths|events|episodes|attacks|days|hours|doses"
_PERIOD = "min(?:ute)?|h(?:our)?|day|week|month|28\\sdays"

#: A unit directly after a number, perhaps after a space or a hyphen; the group tells its class.
UNIT = re.compile(
    rf"""[^\S\n]?[-‐‑]?(?:
      (?P<u>(?:(?:{_MASS})(?:{_TAIL}){{0,3}}|(?:{_VOLUME})(?:{_TAIL}){{0,2}}|units?(?:/kg)?){_END})
    | {_BETWEEN}(?P<T>(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|wk|months?|mo
              |years?|yrs?|yr|[hdy]|s){_END}(?!/))
    | (?P<x>(?:%[-\s](?:units|points)|percent(?:age)?\spoints|mm\s?Hg|cm\s?H2O|mmH2O|kPa
              |(?:{_COUNTED})\s?(?:/|per)\s?(?:{_PERIOD})|beats?|bpm
              |points?|pts?|mm2?|mm²|cm|km|metres?|meters?|kg(?:/m2|/m²)?|°\s?C?|degrees?|years'
              |Hz|kHz|mA|mC|ms|msecs?|kcal|MAC|m|/\s?(?:mm3|mm2|mL|ml|{_PERIOD})
              |(?:log10\s)?[A-Za-z]{{2,12}}/[A-Za-z]{{1,6}}[23]?(?:/[A-Za-z]{{1,4}})?){_END})
    )""",
    re.VERBOSE,
)

_TIME_NAMES = {
    "s": "s",
    "sec": "s",
    "second": "s",
    "min": "min",
    "minute": "min",
    "h": "h",
    "hr": "h",
    "hour": "h",
    "d": "day",
    "day": "day",
    "wk": "week",
    "week": "week",
    "mo": "month",
    "month": "month",
    "y": "year",
    "yr": "year",
    "year": "year",
}
_DAYS = {**DAYS_PER, "s": 1 / 86400, "year": 365.25}


@lru_cache(maxsize=1024)
def time_unit(text: str) -> str:
    """Return a unit of time in the form of the ledgers: s, min, h, day, week, month or year."""
    word = text.lower()
    return _TIME_NAMES.get(word) or _TIME_NAMES[word.removesuffix("s")]


def in_days(value: float, unit: str) -> float:
    """Return a length of time in days (a month is taken as 30 days)."""
    return value * _DAYS[time_unit(unit)]


@lru_cache(maxsize=1024)
def is_laboratory(text: str) -> bool:
    """Return whether a unit is one of blood tests (per litre or decilitre) and not of doses."""
    return bool(re.search(r"/\s?d?[lL]$", text)) and not text.endswith(("ml", "mL"))


def is_strength(text: str) -> bool:
    """Return whether a unit is the strength of a solution, in milligrams per millilitre."""
    return plain_unit(text).lower() in ("mg/ml", "g/ml")


@lru_cache(maxsize=1024)
def plain_unit(text: str) -> str:
    """Return a unit in one spelling: ``mcg kg-1 h-1`` and ``µg/kg per hour`` are ``ug/kg/h``."""
    unit = re.sub(r"[\u00b5\u03bc]", "u", text)
    unit = re.sub(r"(?i)micrograms?|microg|\bmcg|\bmug|\bmic\b|γ", "ug", unit)
    unit = re.sub(r"(?i)milligrams?", "mg", unit)
    unit = re.sub(_INVERTED, r"/\1", unit)
    unit = re.sub(r"\s?/\s?|\sper\s|\s?·\s?", "/", unit)
    unit = re.sub(r"/(?:hours?|hr)\b", "/h", unit)
    return re.sub(r"/minutes?\b", "/min", unit).strip()
