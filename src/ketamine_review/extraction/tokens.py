"""Tokens: a text cut into numbers, units, signs and words, each with its place and its class.

The class is one character, so the shape of a sentence is a string, and the grammar of quantities
is a set of regular expressions over such strings (see `grammar`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from ketamine_review.extraction.answers import Answers
from ketamine_review.extraction.lexicon import lexicon
from ketamine_review.extraction.numerals import (
    DECIMAL_COMMA,
    DIGITS,
    LISTED,
    POWER,
    THIN,
    TORN,
    WORDS,
    WORTH,
    value_of_digits,
    value_of_words,
    value_with_power,
)
from ketamine_review.extraction.units import UNIT

#: What each class stands for; brackets and marks stand for themselves.
CLASSES = {
    "N": "number in digits",
    "W": "number in words",
    "u": "unit of a dose, an amount or a concentration",
    "T": "unit of time",
    "x": "another unit (mmHg, points, beats/min)",
    "%": "percent, as a sign or a word",
    "P": "the letter of a P value",
    "n": "the letter n before an equals sign",
    "=": "equals sign",
    "<": "less than, at most",
    ">": "more than, at least",
    "±": "plus-or-minus",
    "-": "hyphen, dash or range sign",
    "C": "confidence interval",
    "Q": "interquartile range",
    "R": "range",
    "S": "standard deviation",
    "E": "standard error",
    "M": "mean",
    "D": "median",
    "O": "ratio of odds, risks or hazards",
    "d": "difference",
    "H": "people",
    "G": "group or arm",
    "Z": "none or no",
    "e": "respectively",
    "v": "versus",
    "a": "and",
    "r": "or",
    "t": "to",
    "o": "of",
    "f": "from",
    "b": "between",
    "w": "another word",
}

_DASHES = "-‐‑‒–—−"
_POINTS = ".·∙•"
_BEFORE_DIGITS = f"{_DASHES}+{_POINTS}"
_SIGN = re.compile(rf"([{_DASHES}+])(?=[.·∙•]?\d)|([-−–])[{THIN}](?=[.·∙•]?\d)|([-−–+])\s(?=\.?\d)")
_MARKS = re.compile(
    r"±|\+\s?/\s?[-–−]|\+/\s?-|\+\s?[-–−](?=\s?\d)|[<>](?:\s?or\s?=|/?=)|[<>≤≥⩽⩾≦≧=≈~]|[^\w\s]"
)
#: Groups called by initials, "M-K-A", or by a drug and its dose, "Esk0.3", are one token.
INITIALS = re.compile(r"[A-Z](?:-[A-Z]){1,3}")
DOSED = re.compile(r"[A-Z][A-Za-z]{0,3}\d{1,2}\.\d{1,2}")
_WORD = re.compile(
    r"(?:from|to|and|of|was|were|than|by|in|with)(?=\d)"  # "from138.2": a lost space
    rf"|{INITIALS.pattern}(?![\w-])"
    rf"|(?!(?:P|SD|SE|CI|OR|RR|HR)\d){DOSED.pattern}(?!\w|\.\d)"
    r"|[^\W\d_]+(?:['’][^\W\d_]+|\d[\w]*)?"
)
#: Words of small letters, perhaps a capital first, that a space or a comma ends.
_RUN = re.compile(r"[A-Za-z][a-z]+(?: [A-Za-z][a-z]+)*(?=[ ,])")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\s]+")
_ORDINAL = re.compile(r"\d{1,3}(?:st|nd|rd|th)\b")
#: "the 4th, 8th and 12th weeks": such an ordinal is as good as a number.
_ORDINAL_TIME = re.compile(
    r"(\d{1,3})(?:st|nd|rd|th)(?=(?:(?:,|,?\s(?:and|or))\s\d{1,3}(?:st|nd|rd|th)){0,6}"
    r"\s(?:minute|min|hour|hr|h|day|week|month|year)s?\b)"
)
#: "95% CI: 10,24%)": behind such a label a comma parts two limits, unless a dash follows.
_LIMITS = re.compile(r"\d+(?:\.\d+)?,\d+(?:\.\d+)?\s?%?[)\];]")
#: "139.58+14.49": a sign that lost its lower half.
_SPREAD = re.compile(r".*(?:\.\d{1,3}\+\d|\d\+\d+\.\d).*", re.DOTALL)
_WORDS = lexicon("words")
_CLASS_OF = {word: kind for kind in CLASSES for word in _WORDS.get(kind, ())}
_LABELS = frozenset(_WORDS["labels"])


def _words_of_several() -> re.Pattern[str]:
    several = sorted((word for word in _CLASS_OF if " " in word), key=len, reverse=True)
    body = "|".join(word.replace(" ", r"[\s‐‑–-]+") for word in several)
    return re.compile(rf"(?i:{body})\b")


#: "i.v.", "s.d.", "C.I.": the last stop stays outside where it ends the sentence.
_DOTTED = re.compile(
    r"(?:S\.E\.M|s\.e\.m|[iI]\.[vmnpVMNP]|[sS]\.[cdeCDE]|p\.o|C\.[IL])(?:\.(?!\s+[A-Z]|\s*$)|(?=\.))"
)


_MULTIWORD = _words_of_several()
#: Only a word that begins like this can be a numeral or begin a word of several.
_BEGINNINGS = frozenset(
    beginning
    for word in [*(w for w in _CLASS_OF if " " in w), *WORTH, "hundred", "thousand"]
    for start in (word[:3], word[:3].replace(" ", "-"))
    for beginning in (start, start.title(), start.upper())
)


#: Of these only what follows tells whether they begin a word of several: "p value".
_SHORT = frozenset(start.rstrip(" -") for start in _BEGINNINGS)


class Token(NamedTuple):
    """One piece of a text.

    Attributes:
        kind: Its class, one character (see `CLASSES`).
        text: The characters of the source.
        start: Offset of the first character.
        end: Offset past the last character.
        value: For a number its plain form (``-20.7``), for a word its folded spelling.
    """

    kind: str
    text: str
    start: int
    end: int
    value: str


def tokenize(text: str) -> list[Token]:
    """Return the tokens of a text in order; white space and invisible marks are left out.

    Every character is looked at a bounded number of times, so the time is linear in the length.
    """
    tokens: list[Token] = []
    place, length = 0, len(text)
    while place < length:
        first = text[place]
        if first == " ":
            place += 1
            continue
        if first.isalpha():
            if run := _RUN.match(text, place):
                # The commonest case by far, plain words in a row, is dealt with on the spot.
                begun = place
                for word in run[0].split(" "):
                    if (told := _plain[word]) is None:
                        break
                    tokens.append(Token(told[0], word, place, place + len(word), told[1]))
                    place += len(word) + 1
                if place > begun:
                    place -= 1
                    continue
            token = _words(text, place)
        elif gap := _INVISIBLE.match(text, place):
            place = gap.end()
            continue
        else:
            token = _number(text, place, tokens) or _mark(text, place)
        tokens.append(token)
        place = token.end
        if token.kind in "NW)" and _may_have_unit(tokens) and (unit := UNIT.match(text, place)):
            kind = unit.lastgroup or "x"
            tokens.append(Token(kind, unit[kind], *unit.span(kind), unit[kind]))
            place = unit.end()
    return tokens


def _may_have_unit(tokens: list[Token]) -> bool:
    """Return whether a unit may follow a number or a bracket: one behind a number, "5 (2) mg"."""
    return tokens[-1].kind != ")" or (len(tokens) > 1 and tokens[-2].kind == "N")


def shape(tokens: Iterable[Token]) -> str:
    """Return the classes of the tokens as one string."""
    return "".join(token.kind for token in tokens)


def _number(text: str, place: int, before: list[Token]) -> Token | None:
    start, sign, first = place, "", text[place]
    if not (first.isdigit() or first in _BEFORE_DIGITS):
        return None
    if signed := _SIGN.match(text, place):
        if not _is_sign(signed, text, before):
            return None
        sign = "-" if signed[0][0] != "+" else ""
        place = signed.end()
    first = text[place]
    inside = place > 0 and text[place - 1].isdigit()  # of a run of digits too long for a number
    if inside or not (first.isdigit() or first in _POINTS):
        return None
    if _ORDINAL.match(text, place):
        ordinal = _ORDINAL_TIME.match(text, place)
        return ordinal and Token("N", ordinal[0], place, ordinal.end(), ordinal[1])
    limits = _after_interval(before) and _LIMITS.match(text, place)
    listed = limits or (place > 1 and text[place - 1] == "," and text[place - 2].isdigit())
    digits = (
        (listed and LISTED.match(text, place))
        or DECIMAL_COMMA.match(text, place)
        or (not _after_label(before) and TORN.match(text, place))
        or DIGITS.match(text, place)
    )
    if not digits or (not digits[0].isascii() and not any(c.isascii() for c in digits[0])):
        return None
    if first in _POINTS and place and (text[place - 1].isalnum()):
        return None
    end, value = digits.end(), value_of_digits(digits[0])
    if end < len(text) and text[end].isdigit():
        return None
    if power := POWER.match(text, end):
        end, value = power.end(), value_with_power(value, power)
    return Token("N", text[start:end], start, end, sign + value)


def _is_sign(signed: re.Match[str], text: str, before: list[Token]) -> bool:
    """Return whether a dash before digits is a minus and not a hyphen, a range or a pause."""
    place = signed.start()
    previous = text[place - 1] if place else " "
    if previous.isalnum() or previous in ")]%":
        return False
    last = before[-1].kind if before else ""
    if signed[3]:  # a plain space between sign and digits
        return last in ("(", "=", "<", ">", "v", "t") or signed[3] == "−"
    # "4 -14 days" is a range, "from 5 to -3" is not.
    return not (last in "NW%u" and last and signed[0][0] in "-–")


def _after_label(before: list[Token]) -> bool:
    return bool(before) and before[-1].value in _LABELS


def _after_interval(before: list[Token]) -> bool:
    """Return whether the first limit of an interval comes next: "CI: ", "CI ("."""
    return any(token.kind == "C" for token in before[-3:]) and before[-1].kind in "C:=(,)"


def _words(text: str, place: int) -> Token:
    """Return a numeral, a word of several, an abbreviation with stops, or else a plain word."""
    if number := WORDS.match(text, place):
        return Token("W", number[0], place, number.end(), value_of_words(number[0]))
    found = _MULTIWORD.match(text, place) or _DOTTED.match(text, place) or _WORD.match(text, place)
    # Letters that are none for a regular expression (some modifiers) stand alone.
    return _word_token(found[0] if found else text[place], place)


def _word_token(text: str, place: int) -> Token:
    kind, value = _class_and_value(text)
    return Token(kind, text, place, place + len(text), value)


@lru_cache(maxsize=65536)
def _class_and_value(text: str) -> tuple[str, str]:
    if text in ("OR", "HR"):  # "or" is a word, "hr" a unit
        return "O", text.lower()
    value = fold(text)
    if "." in text:  # "s.d." is "sd", "i.v." is "iv"
        kind = _CLASS_OF.get(value)
        value = value.replace(".", "")
        return kind or _CLASS_OF.get(value, "w"), value
    return _CLASS_OF.get(re.sub(r"[\s‐‑–-]+", " ", value), "w"), value


def _as_plain(word: str) -> tuple[str, str] | None:
    """Return class and value of a word that begins no numeral and no phrase, else None."""
    begins = word[:3] in _BEGINNINGS or word in _SHORT
    return None if begins else _class_and_value(word)


_plain = Answers(_as_plain)


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Return a word in lower case and in one of its two English spellings."""
    folded = word.lower().replace("’", "'")
    for british, american in (("ae", "e"), ("oe", "e"), ("isa", "iza"), ("our", "or")):
        folded = folded.replace(british, american)
    return re.sub(r"is(e[ds]?|ing)\b", r"iz\1", folded)


def _mark(text: str, place: int) -> Token:
    mark = _MARKS.match(text, place)
    found = mark[0] if mark else text[place]
    if found == "+" and _SPREAD.fullmatch(text[max(0, place - 4) : place + 5]):
        return Token("±", found, place, place + 1, found)
    if found[0] in "([{":
        kind = "("
    elif found[0] in ")]}":
        kind = ")"
    elif found[0] in "±" or (found[0] == "+" and len(found) > 1):
        kind = "±"
    elif found[0] in _DASHES:
        kind = "-"
    elif found[0] in "<≤⩽≦":
        kind = "<"
    elif found[0] in ">≥⩾≧":
        kind = ">"
    elif found in "=≈~%,;:./+×*&":
        kind = {"≈": "=", "~": "=", "&": "a"}.get(found, found)
    else:
        kind = "w"
    return Token(kind, found, place, place + len(found), found)
