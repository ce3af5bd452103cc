"""Dates as PubMed prints them: in parts, in words, or as a range."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: Two digits for each way of printing a month: ``5``, ``05``, ``may`` (the first three letters).
_MONTHS = {
    printed: f"{number:02d}"
    for number, name in enumerate(_NAMES, 1)
    for printed in (name, f"{number}", f"{number:02d}")
}
_YEAR = re.compile(r"(?<!\d)(1[5-9]|20)\d\d(?!\d)")


def date_text(parts: Mapping[str, str]) -> str | None:
    """Return ``2018``, ``2018-11`` or ``2018-11-05`` from Year, Month and Day as far as printed.

    A MedlineDate ("1998 Dec-1999 Jan", "2000 Spring") gives its first year, and the month that
    follows it at once; a season gives the year alone.
    """
    if "MedlineDate" in parts:
        return medline_date(parts["MedlineDate"])
    year = parts.get("Year", "")
    if len(year) != 4 or not year.isdecimal():
        return None
    month = _MONTHS.get(parts.get("Month", "")[:3].lower())
    if month is None:
        return year
    day = parts.get("Day", "")
    return f"{year}-{month}-{day.zfill(2)}" if day.isdecimal() else f"{year}-{month}"


def medline_date(text: str) -> str | None:
    """Return the first date of a free text such as ``1998 Dec-1999 Jan`` or ``2018 Nov 5``."""
    year = _YEAR.search(text)
    if year is None:
        return None
    rest = text[year.end() :].split()
    parts = {"Year": year[0]}
    if rest:
        parts["Month"] = re.split(r"[-/]", rest[0])[0]
    if len(rest) > 1 and "-" not in rest[0]:
        parts["Day"] = re.split(r"[-/]", rest[1])[0]
    return date_text(parts)
