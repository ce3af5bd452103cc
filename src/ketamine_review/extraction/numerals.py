"""Numerals: how numbers are printed, in digits or in words, and what they are worth."""

from __future__ import annotations

import re
from decimal import Decimal

from ketamine_review.extraction.lexicon import lexicon

_POINT = "[.·∙•]"
#: White space of fixed width: journals set it inside numbers, between thousands and after a minus.
THIN = "\u00a0\u2009\u200a\u202f\u2005\u2006\u2007\u2008"

#: An unsigned number in digits. A comma before exactly three digits parts thousands, before one
#: or two it is a decimal comma only where the context says so (see `DECIMAL_COMMA`).
DIGITS = re.compile(
    rf"""
      \d{{1,3}}(?:,\d{{3}}){{1,4}}(?![\d,]){_POINT}?(?:(?<={_POINT})\d{{1,12}})?
    | \d{{1,3}}(?:[{THIN}]\d{{3}}){{1,4}}(?!\d)
    | \d{{1,15}}{_POINT}\d{{1,12}}
    | {_POINT}\d{{1,12}}
    | \d{{1,15}}
    """,
    re.VERBOSE,
)

#: A number in a list without spaces, "5,10,160,160": its commas part numbers and no thousands.
LISTED = re.compile(rf"\d{{1,15}}(?:{_POINT}\d{{1,12}})?")

#: "70,58%", "0,05", "1,5 mg": what follows, or a leading zero, shows that the comma is a point.
DECIMAL_COMMA = re.compile(
    r"\d{1,4},\d{1,2}(?=\s?(?:%|±|\+/-|mg|µg|μg|ug|mcg|g\b|ml\b|mL\b|kg\b))|0,\d{1,4}(?!\d)"
)

#: "8. 6+/-0.7", "0. 2 mg": a decimal that type-setting has torn.
TORN = re.compile(r"0\.\s\d{1,3}(?![\d.])|\d{1,3}\.\s\d(?=\s?(?:%|±|\+/-|\)|mg\b|ml\b|µg|μg))")

#: "2.3 × 10−5"
POWER = re.compile(r"\s?[×x*]\s?10\s?[(^]?\s?([-−–⁻]?)\s?(\d{1,3}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})\)?(?!\d)")

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

_NAMES = lexicon("words")["numbers"]
#: What each word is worth.
WORTH = {
    **{word: value for value, word in enumerate(_NAMES["ones"] + _NAMES["teens"], start=1)},
    **{word: 10 * value for value, word in enumerate(_NAMES["tens"], start=2)},
}
_ONES, _TENS = "|".join(_NAMES["ones"]), "|".join(_NAMES["tens"])
_BELOW_HUNDRED = rf"(?:(?:{_TENS})(?:[-‐‑–\s](?:{_ONES})\b)?|{'|'.join(_NAMES['teens'])}|{_ONES})"

#: A cardinal number in words below a million.
WORDS = re.compile(
    rf"\b(?:(?:{_BELOW_HUNDRED}[\s-])?(?:hundred|thousand)(?:\s(?:and\s)?{_BELOW_HUNDRED})?"
    rf"|{_BELOW_HUNDRED})\b(?![-‐‑](?:fold|way|dimensional|tailed|sided))"
    r"(?![-‐‑\s](?:thirds?|quarters?|half|halves|fifths?|tenths?)\b)",
    re.IGNORECASE,
)


def value_of_digits(text: str) -> str:
    """Return a number in digits in its plain form, every printed decimal kept.

    >>> value_of_digits("1,113"), value_of_digits("39·20"), value_of_digits(".41")
    ('1113', '39.20', '0.41')
    """
    text = re.sub(rf"[\s{THIN}]", "", text)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\D\d+)?", text) and not text.startswith("0,"):
        text = text.replace(",", "")
    text = re.sub(r"[,·∙•]", ".", text)
    whole, _, rest = text.partition(".")
    plain = f"{int(whole or '0')}.{rest}" if rest else str(int(whole or "0"))
    return plain


def value_with_power(value: str, power: re.Match[str]) -> str:
    """Return a number times the power of ten that was matched after it."""
    exponent = int(power[2].translate(_SUPERSCRIPTS)) * (-1 if power[1] else 1)
    return str(Decimal(value).scaleb(exponent))


def value_of_words(text: str) -> str:
    """Return a cardinal number in words in digits.

    >>> value_of_words("One hundred twenty-six")
    '126'
    """
    total = current = 0
    for word in re.findall(r"[a-z]+", text.lower()):
        if word == "hundred":
            current = max(current, 1) * 100
        elif word == "thousand":
            total, current = total + max(current, 1) * 1000, 0
        elif word != "and":
            current += WORTH[word]
    return str(total + current)
