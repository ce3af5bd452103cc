"""What PubMed's E-utilities answer, held against what was asked."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from lxml import etree

from ketamine_review.archive.pubmed_xml import NotPubmedXmlError, elements_of

#: E-utilities' words for a fetch none of whose ids exists; an answer, not a fault.
_NOTHING = re.compile(rb"ID list is empty|Empty id list", re.IGNORECASE)
_ERROR = re.compile(rb"<ERROR>(.*?)</ERROR>", re.DOTALL)


class Faulty(Exception):  # noqa: N818 - a fault of the service is no error of ours
    """A reply that cannot be taken for what was asked; asking again may help.

    Attributes:
        wait: Seconds that the service wants us to wait, None where it does not say.
        tries: How often the same fault has to come before we stop asking, None for as often as
            the client asks at all.
    """

    def __init__(self, reason: str, *, wait: float | None = None, tries: int | None = None):
        super().__init__(reason)
        self.reason = reason
        self.wait = wait
        self.tries = tries


@dataclass(frozen=True)
class SearchReply:
    """A reply of esearch.

    Attributes:
        count: How many records PubMed says match.
        pmids: The PMIDs it gave, at most ``retmax``.
        translation: The query as PubMed understood it.
        warnings: PubMed's remarks, each with its kind: ``PhraseNotFound: migrain``.
    """

    count: int
    pmids: tuple[str, ...]
    translation: str = ""
    warnings: tuple[str, ...] = field(default=())


def search_reply(body: bytes, retmax: int) -> SearchReply:
    """Return a reply of esearch.

    Raises:
        Faulty: it is not esearch's XML, it is an error, or it has fewer ids than it counts.
    """
    root = _xml(body)
    if root.tag != "eSearchResult":
        raise Faulty(f"not a search result but <{root.tag}>")
    error = root.findtext("ERROR")
    if error is not None:
        # Most of these are about the query and stay; three tries are enough to tell.
        raise Faulty(f'PubMed says "{" ".join(error.split())}"', tries=3)
    count = root.findtext("Count") or ""
    if not count.isdecimal():
        raise Faulty("a search result without a count")
    pmids = tuple(entry.text or "" for entry in root.iterfind("IdList/Id"))
    if len(set(pmids)) != min(int(count), retmax) or not all(map(str.isdecimal, pmids)):
        raise Faulty(f"{len(set(pmids))} ids where {min(int(count), retmax)} were due")
    remarks = [*root.iterfind("ErrorList/*"), *root.iterfind("WarningList/*")]
    return SearchReply(
        count=int(count),
        pmids=pmids,
        translation=root.findtext("QueryTranslation") or "",
        warnings=tuple(f"{remark.tag}: {remark.text}" for remark in remarks if remark.text),
    )


def fetch_reply(body: bytes, asked: Collection[str]) -> list[str]:
    """Return the PMIDs of the records in a reply of efetch.

    Raises:
        Faulty: it is not whole and well-formed PubMed XML, or holds what was not asked for.
    """
    if names_nothing(body):
        return []
    error = _ERROR.search(body[:2000])
    if error:
        raise Faulty(f'PubMed says "{" ".join(error[1].decode(errors="replace").split())}"')
    came = []
    try:
        for element in elements_of([body]):
            pmid = element.findtext("*/PMID")
            if pmid is None:
                raise Faulty("a record without a PMID")
            came.append(pmid.strip())
    except NotPubmedXmlError as fault:
        raise Faulty(f"not PubMed's XML: {fault}") from None
    strangers = set(came) - set(asked)
    if strangers:
        raise Faulty(f"a record that was not asked for ({min(strangers)})")
    return came


def names_nothing(body: bytes) -> bool:
    """Return whether a reply of efetch says that none of the ids exists."""
    return _NOTHING.search(body[:2000]) is not None


def _xml(body: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        what = "an HTML page" if b"<html" in body[:500].lower() else f"no whole XML ({error.msg})"
        raise Faulty(what) from None
