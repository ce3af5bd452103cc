"""Bibliographies of the included studies, as RIS and as BibTeX."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ketamine_review.model.record import Report

#: RIS types and BibTeX entry types by the ledger's report type; articles where not listed.
_RIS = {"conference_abstract": "CPAPER", "press_release": "GEN", "registry_record": "GEN"}
_BIBTEX = {"press_release": "misc", "registry_record": "misc"}


def ris(reports: Iterable[Report]) -> str:
    """Return reports in the RIS format (one tag per line, each entry closed by ER)."""
    return "".join("\n".join(_ris_lines(report)) + "\n\n" for report in reports)


def _ris_lines(report: Report) -> Iterator[str]:
    yield f"TY  - {_RIS.get(report.report_type, 'JOUR')}"
    yield f"ID  - {report.report_id}"
    for author in _authors(report):
        yield f"AU  - {author}"
    first, _, last = (report.pages or "").partition("-")
    for tag, value in (
        ("TI", report.title),
        ("JO", report.journal),
        ("PY", report.year),
        ("VL", report.volume),
        ("IS", report.issue),
        ("SP", first),
        ("EP", last),
        ("DO", report.doi),
        ("AN", report.pmid and f"PMID:{report.pmid}"),
        ("C1", report.registry_id),
        ("UR", _address(report)),
    ):
        if value:
            yield f"{tag}  - {_one_line(str(value))}"
    yield "ER  - "


def bibtex(reports: Iterable[Report]) -> str:
    """Return reports as BibTeX entries, keyed by their name in the ledger."""
    return "\n".join(_bibtex_entry(report) for report in reports)


def _bibtex_entry(report: Report) -> str:
    fields = {
        "author": " and ".join(_authors(report)),
        "title": report.title,
        "journal": report.journal,
        "year": report.year,
        "volume": report.volume,
        "number": report.issue,
        "pages": (report.pages or "").replace("-", "--"),
        "doi": report.doi,
        "pmid": report.pmid,
        "url": _address(report),
    }
    lines = [f"  {name} = {{{_escaped(str(v))}}}" for name, v in fields.items() if v]
    kind = _BIBTEX.get(report.report_type, "article")
    return f"@{kind}{{{report.report_id},\n" + ",\n".join(lines) + "\n}\n"


def _authors(report: Report) -> list[str]:
    """Return ``Surname, Initials`` of each author; a line that is no list of names stays whole."""
    found = []
    for name in filter(None, ((part.strip()) for part in (report.authors or "").split(";"))):
        person = re.fullmatch(r"(.+) ([A-Z]{1,4})", name)
        found.append(f"{person[1]}, {person[2]}" if person else name)
    return found


def _address(report: Report) -> str | None:
    return next(iter((report.sources or "").split()), None)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", _one_line(text).replace("\\", " "))
