"""PubmedArticle and PubmedBookArticle as Record: every field, read once, by plain child loops."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from lxml.etree import _Element

from ketamine_review.archive.dates import date_text
from ketamine_review.archive.text import text_of
from ketamine_review.model.record import Record

#: Begins the CopyrightInformation of an abstract that is our own digest; an address follows.
DIGEST = "Digest in our own words; original: "
#: What PubMed prints instead of a title that was never translated.
_NO_TITLE = ("[Not Available].", "[Not Available]", "")
#: Data banks that register trials; the others hold sequences and data sets.
REGISTRIES = frozenset(
    ("ANZCTR", "CRiS", "CTIS", "CTRI", "ChiCTR", "ClinicalTrials.gov", "DRKS", "EUCTR", "EudraCT",
     "IRCT", "ISRCTN", "JMACCT", "JPRN", "JapicCTI", "LBCTR", "NTR", "PACTR", "REPEC", "RPCEC",
     "ReBec", "SLCTR", "TCTR", "UMIN-CTR", "jRCT")
)  # fmt: skip
_DOI = re.compile(r"10\.\d{4,9}/\S+")

Parts = Mapping[str, Sequence[_Element]]


def record_of(article: _Element, archive: str) -> Record:
    """Return a PubmedArticle or a PubmedBookArticle as a record.

    Raises:
        ValueError: it has no PMID, or a field does not hold what it should.
    """
    parts = _parts(article)
    if article.tag == "PubmedBookArticle":
        return _book_record(parts, archive)
    return _article_record(parts, archive)


def _article_record(parts: Parts, archive: str) -> Record:
    citation = _parts(_first(parts, "MedlineCitation"))
    article = _parts(_first(citation, "Article"))
    journal = _parts(_first(article, "Journal"))
    issue = _parts(_first(journal, "JournalIssue"))
    ids = dict(_article_ids(_first(parts, "PubmedData")))
    published = _date(_first(issue, "PubDate")) or _date(_first(article, "ArticleDate"))
    fields = dict(
        **_identity(_first(citation, "PMID"), archive),
        **_texts(article, article.get("ArticleTitle", ()), citation.get("OtherAbstract", ())),
        doi=_doi(article.get("ELocationID", ())) or _clean_doi(ids.get("doi", "")),
        pmcid=ids.get("pmc") or _pmc_other_id(citation.get("OtherID", ())),
        registry_ids=tuple(_registry_ids(_first(article, "DataBankList"))),
        authors=tuple(_authors(article.get("AuthorList", ()))),
        journal=_journal(citation, journal),
        year=int(published[:4]) if published else None,
        published=published,
        revised=_date(_first(citation, "DateRevised")),
        volume=_line(issue, "Volume"),
        issue=_line(issue, "Issue"),
        pages=_pages(article),
        languages=_lines(article, "Language"),
        publication_types=[kind.text or "" for kind in _inside(article, "PublicationTypeList")],
        mesh=list(_mesh(citation.get("MeshHeadingList", ()))),
        keywords=tuple(filter(None, map(text_of, _inside(citation, "KeywordList")))),
        funding=tuple(_grants(_inside(article, "GrantList"))),
        corrections=tuple(_corrections(_inside(citation, "CommentsCorrectionsList"))),
    )
    return Record.model_validate(fields)


def _book_record(parts: Parts, archive: str) -> Record:
    document = _parts(_first(parts, "BookDocument"))
    book = _parts(_first(document, "Book"))
    ids = dict(_ids_of(_inside(document, "ArticleIdList")))
    title = document.get("ArticleTitle") or book.get("BookTitle", ())
    published = _date(_first(book, "PubDate")) or _date(_first(document, "ContributionDate"))
    return Record(
        **_identity(_first(document, "PMID"), archive),
        **_texts(document, title, ()),
        doi=_clean_doi(ids.get("doi", "")) or _doi(book.get("ELocationID", ())),
        pmcid=ids.get("pmc"),
        authors=tuple(_authors(document.get("AuthorList") or book.get("AuthorList", ()))),
        journal=_line(book, "BookTitle"),
        year=int(published[:4]) if published else None,
        published=published,
        revised=_date(_first(document, "DateRevised")),
        volume=_line(book, "Volume"),
        pages=_pages(document),
        languages=_lines(document, "Language"),
        publication_types=_lines(document, "PublicationType"),
        keywords=tuple(filter(None, map(text_of, _inside(document, "KeywordList")))),
        funding=tuple(_grants(_inside(document, "GrantList"))),
    )


def _parts(element: _Element | None) -> dict[str, list[_Element]]:
    """Return an element's children by tag, in order; one pass over them is all we can afford."""
    parts: dict[str, list[_Element]] = {}
    if element is not None:
        for child in element:
            tag = child.tag
            if tag in parts:
                parts[tag].append(child)
            else:
                parts[tag] = [child]
    return parts


def _first(parts: Parts, tag: str) -> _Element | None:
    found = parts.get(tag)
    return found[0] if found else None


def _inside(parts: Parts, tag: str) -> Iterator[_Element]:
    """Yield the children of every list of that name."""
    for group in parts.get(tag, ()):
        yield from group


def _line(parts: Parts, tag: str) -> str | None:
    found = parts.get(tag)
    return (text_of(found[0]) or None) if found else None


def _lines(parts: Parts, tag: str) -> tuple[str, ...]:
    return tuple(filter(None, map(text_of, parts.get(tag, ()))))


def _identity(pmid: _Element | None, archive: str) -> dict[str, Any]:
    digits = text_of(pmid)
    if not (digits.isascii() and digits.isdecimal()):
        raise ValueError(f"the PMID is {digits!r}" if digits else "it has no PMID")
    version = pmid.get("Version", "1")
    return {
        "record_id": f"pmid:{digits}",
        "archive": archive,
        "pmid": digits,
        "version": int(version) if version.isdecimal() else 1,
    }


def _texts(
    article: Parts, titles: Iterable[_Element], others: Iterable[_Element]
) -> dict[str, Any]:
    """Return title, abstract and what says whose words the abstract is in."""
    title = " ".join(map(text_of, titles))
    vernacular = _line(article, "VernacularTitle")
    if title in _NO_TITLE and vernacular:
        title = vernacular
    abstract = _first(article, "Abstract")
    whose = _whose(abstract)
    digest = whose.startswith(DIGEST)
    return {
        "sections": [{"name": "title", "text": title}, *_sections(abstract)],
        "vernacular_title": vernacular,
        "other_abstracts": list(map(_other_abstract, others)),
        "digest": digest,
        "digest_of": whose.removeprefix(DIGEST) if digest else None,
    }


def _sections(abstract: _Element | None) -> Iterator[dict[str, str | None]]:
    # Plain values: pydantic makes sections of them much faster than calls would.
    for part in () if abstract is None else abstract:
        if part.tag == "AbstractText":
            text = text_of(part)
            if text:
                name = section_name(part.get("Label"))
                yield {"name": name, "text": text, "category": part.get("NlmCategory")}


def _whose(abstract: _Element | None) -> str:
    """Return what stands under an abstract about the rights in it; it is the last element."""
    last = None if abstract is None or not len(abstract) else abstract[-1]
    return text_of(last) if last is not None and last.tag == "CopyrightInformation" else ""


def section_name(label: str | None) -> str:
    """Return a section's name: its label as printed, ``abstract`` where it has none.

    ``title`` is the name of the record's title and of nothing else.
    """
    name = (label or "").strip()
    return "Title" if name == "title" else name or "abstract"


def _other_abstract(element: _Element) -> dict[str, Any]:
    return {
        "kind": element.get("Type"),
        "language": element.get("Language", "eng"),
        "sections": list(_sections(element)),
    }


def _doi(locations: Iterable[_Element]) -> str | None:
    """Return the DOI that the publisher gives for the article and that is not marked invalid."""
    for location in locations:
        if location.get("EIdType") == "doi" and location.get("ValidYN") != "N":
            doi = _clean_doi(text_of(location))
            if doi:
                return doi
    return None


def _clean_doi(text: str) -> str | None:
    found = _DOI.search(text)
    return found[0] if found else None


def _article_ids(data: _Element | None) -> Iterator[tuple[str, str]]:
    """Yield the article's own identifiers; those of its references stand deeper."""
    for child in () if data is None else data:
        if child.tag == "ArticleIdList":
            yield from _ids_of(child)


def _ids_of(entries: Iterable[_Element]) -> Iterator[tuple[str, str]]:
    for entry in entries:
        yield entry.get("IdType", ""), (entry.text or "").strip()


def _pmc_other_id(others: Iterable[_Element]) -> str | None:
    ids = (text_of(other).split(" ")[0] for other in others)
    return next((name for name in ids if name.startswith("PMC")), None)


def _registry_ids(banks: _Element | None) -> Iterator[str]:
    for bank in () if banks is None else banks:
        if text_of(bank.find("DataBankName")) in REGISTRIES:
            yield from filter(None, map(text_of, bank.iter("AccessionNumber")))


def _authors(lists: Iterable[_Element]) -> Iterator[str]:
    """Yield ``Schwenk ES`` per author, a group by its name; names that were corrected are left."""
    for authors in lists:
        if authors.get("Type") == "editors":
            continue
        person: list[str] = []
        for part in authors.iter("LastName", "Initials", "Suffix", "CollectiveName"):
            if part.tag in ("LastName", "CollectiveName"):
                if person:
                    yield " ".join(person)
                valid = part.getparent().get("ValidYN") != "N"
                person = [text_of(part) if len(part) else part.text or ""] if valid else []
            elif person:
                person.append(part.text or "")
        if person:
            yield " ".join(person)


def _journal(citation: Parts, journal: Parts) -> str | None:
    info = _parts(_first(citation, "MedlineJournalInfo"))
    return _line(info, "MedlineTA") or _line(journal, "ISOAbbreviation") or _line(journal, "Title")


def _pages(article: Parts) -> str | None:
    pages = _parts(_first(article, "Pagination"))
    ends = [page for tag in ("StartPage", "EndPage") if (page := _line(pages, tag))]
    return _line(pages, "MedlinePgn") or "-".join(ends) or None


def _mesh(lists: Iterable[_Element]) -> Iterator[str]:
    """Yield headings as MEDLINE prints them: ``Ketamine/*administration & dosage``."""
    heading = ""
    for headings in lists:
        for name in headings.iter("DescriptorName", "QualifierName"):
            text = f"*{name.text}" if name.get("MajorTopicYN") == "Y" else name.text
            if name.tag == "QualifierName":
                heading = f"{heading}/{text}"
                continue
            if heading:
                yield heading
            heading = text
    if heading:
        yield heading


def _grants(grants: Iterable[_Element]) -> Iterator[str]:
    for grant in grants:
        parts = [text_of(part) for part in grant if part.tag in ("GrantID", "Agency")]
        yield ", ".join(filter(None, parts))


def _corrections(links: Iterable[_Element]) -> Iterator[dict[str, str | None]]:
    """Yield what PubMed says corrects, retracts, updates or comments; plain citations are left."""
    for link in links:
        kind = link.get("RefType", "")
        if kind != "Cites":
            source, pmid = text_of(link.find("RefSource")), text_of(link.find("PMID"))
            yield {"kind": kind, "source": source or None, "pmid": pmid or None}


def _date(element: _Element | None) -> str | None:
    if element is None:
        return None
    return date_text({part.tag: part.text or "" for part in element})
