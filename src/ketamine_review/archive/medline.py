"""MEDLINE text, the format that the PubMed site saves as .nbib or .txt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ketamine_review.archive.dates import medline_date
from ketamine_review.archive.item import Item, SetAside
from ketamine_review.archive.tagged import Tagged, doi_in, labelled_sections, read_tagged
from ketamine_review.model.record import Correction, OtherAbstract, Record, Section

_TAG = re.compile(r"([A-Z][A-Z0-9]{0,3}) {0,3}- ?(.*)")
_PMID = re.compile(r"PMID: (\d+)")
#: MEDLINE's tags of links between records, with the names that PubMed's XML has for them.
LINKS = {
    "CIN": "CommentIn",
    "CON": "CommentOn",
    "CRF": "CorrectedandRepublishedFrom",
    "CRI": "CorrectedandRepublishedIn",
    "ECF": "ExpressionOfConcernFor",
    "ECI": "ExpressionOfConcernIn",
    "EFR": "ErratumFor",
    "EIN": "ErratumIn",
    "ORI": "OriginalReportIn",
    "PRIN": "PartialRetractionIn",
    "PROF": "PartialRetractionOf",
    "RIN": "RetractionIn",
    "ROF": "RetractionOf",
    "RPF": "RepublishedFrom",
    "RPI": "RepublishedIn",
    "RRF": "RetractedandRepublishedFrom",
    "RRI": "RetractedandRepublishedIn",
    "SPIN": "SummaryForPatientsIn",
    "UIN": "UpdateIn",
    "UOF": "UpdateOf",
}
_REGISTRY = re.compile(r"(?:ClinicalTrials\.gov|ISRCTN|EudraCT|\w+CTR?|UMIN-CTR)/(\S+)")


def read_medline(path: str | Path, archive: str) -> Iterator[Item]:
    """Yield the records of a file of MEDLINE text.

    Raises:
        ReviewError: not UTF-8, or no record begins in it.
    """
    for entry in read_tagged(path, _TAG, begins="PMID", indented=True):
        pmid = entry.first("PMID") or ""
        reason = _fault(entry, pmid)
        if reason:
            yield SetAside(file=str(path), place=f"line {entry.line}", name=pmid, reason=reason)
        else:
            yield _record(entry, pmid, archive)


def _fault(entry: Tagged, pmid: str) -> str | None:
    if not (pmid.isascii() and pmid.isdecimal()):
        return f"the PMID is {pmid!r}"
    if entry.stray:
        return f"line {entry.stray[0]} is neither a field nor the continuation of one"
    return None


def _record(entry: Tagged, pmid: str, archive: str) -> Record:
    published = medline_date(entry.first("DP", "DEP") or "")
    other = entry.first("OAB")
    revised = entry.first("LR")
    return Record(
        record_id=f"pmid:{pmid}",
        archive=archive,
        pmid=pmid,
        doi=doi_in(text for text in entry.all("LID", "AID") if text.endswith("[doi]")),
        pmcid=entry.first("PMC"),
        registry_ids=[m[1] for m in map(_REGISTRY.match, entry.all("SI")) if m],
        sections=labelled_sections(entry.first("TI", "BTI", "TT") or "", entry.first("AB")),
        vernacular_title=entry.first("TT"),
        other_abstracts=[_other_abstract(entry, other)] if other else [],
        authors=entry.all("AU", "CN"),
        journal=entry.first("TA", "JT", "BTI"),
        year=int(published[:4]) if published else None,
        published=published,
        revised=f"{revised[:4]}-{revised[4:6]}-{revised[6:8]}" if revised else None,
        volume=entry.first("VI"),
        issue=entry.first("IP"),
        pages=entry.first("PG"),
        languages=entry.all("LA"),
        publication_types=entry.all("PT"),
        mesh=entry.all("MH"),
        keywords=[word.removeprefix("*") for word in entry.all("OT")],
        funding=entry.all("GR"),
        corrections=[_link(tag, text) for tag, text in entry.fields if tag in LINKS],
    )


def _other_abstract(entry: Tagged, text: str) -> OtherAbstract:
    language = entry.first("OABL") or "eng"
    return OtherAbstract(language=language, sections=(Section(name="abstract", text=text),))


def _link(tag: str, text: str) -> Correction:
    pmid = _PMID.search(text)
    return Correction(
        kind=LINKS[tag],
        source=_PMID.sub("", text).strip() or None,
        pmid=pmid[1] if pmid else None,
    )
