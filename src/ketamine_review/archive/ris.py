"""RIS, the format that Embase, CENTRAL and reference managers export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ketamine_review.archive.dates import medline_date
from ketamine_review.archive.item import Item, SetAside
from ketamine_review.archive.tagged import (
    Tagged,
    doi_in,
    import_id,
    labelled_sections,
    read_tagged,
)
from ketamine_review.model.record import Record

_TAG = re.compile(r"([A-Z][A-Z0-9])  ?-(?: (.*)|$)")
#: A PMID is believed only where the export names PubMed beside it.
_PMID = re.compile(r"pubmed(?:\.ncbi\.nlm\.nih\.gov)?[ :/]+(\d{1,8})\b", re.IGNORECASE)
_PMID_FIELDS = ("AN", "ID", "UR", "L2", "M1", "N1", *(f"C{digit}" for digit in range(1, 9)))
_REGISTRY = re.compile(r"\b(?:NCT\d{8}|ISRCTN\d{8}|ACTRN\d{14}|ChiCTR[-\w]+)\b")
_TYPES = {"JOUR": "Journal Article", "CONF": "Congress", "CPAPER": "Congress", "ABST": "Abstract"}


def read_ris(path: str | Path, archive: str) -> Iterator[Item]:
    """Yield the records of a RIS file.

    Raises:
        ReviewError: not UTF-8, or no record begins in it.
    """
    for entry in read_tagged(path, _TAG, begins="TY", indented=False):
        title = entry.first("TI", "T1", "CT", "BT")
        place = f"line {entry.line}"
        if title is None:
            yield SetAside(file=str(path), place=place, reason="it has no title (TI or T1)")
        elif not any(tag == "ER" for tag, _ in entry.fields):
            yield SetAside(file=str(path), place=place, name=title, reason="it has no end (ER)")
        else:
            yield _record(entry, title, archive)


def _record(entry: Tagged, title: str, archive: str) -> Record:
    doi = doi_in(entry.all("DO", "M3", "L3", "UR"))
    pmid = next((m[1] for m in map(_PMID.search, entry.all(*_PMID_FIELDS)) if m), None)
    published = medline_date((entry.first("DA", "PY", "Y1") or "").replace("/", " "))
    authors = [_author(name) for name in entry.all("AU", "A1")]
    year = int(published[:4]) if published else None
    return Record(
        record_id=f"pmid:{pmid}" if pmid else import_id(doi, title, year, *authors[:1]),
        archive=archive,
        pmid=pmid,
        doi=doi,
        registry_ids=list(dict.fromkeys(_REGISTRY.findall(" ".join(t for _, t in entry.fields)))),
        sections=labelled_sections(title, entry.first("AB", "N2")),
        authors=authors,
        journal=entry.first("JA", "J2", "JO", "T2", "JF"),
        year=year,
        published=published,
        volume=entry.first("VL"),
        issue=entry.first("IS"),
        pages="-".join(entry.all("SP")[:1] + entry.all("EP")[:1]) or None,
        languages=entry.all("LA"),
        publication_types=[_TYPES.get(kind, kind) for kind in entry.all("TY")],
        keywords=entry.all("KW"),
    )


def _author(name: str) -> str:
    """Return ``Schwenk ES`` for ``Schwenk, Eric S.``; a group's name stays as it is."""
    surname, comma, given = name.partition(",")
    initials = "".join(part[0] for part in re.split(r"[\s.-]+", given) if part)
    return f"{surname} {initials.upper()}" if comma and initials else name
