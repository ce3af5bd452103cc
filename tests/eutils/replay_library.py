"""A small PubMed in memory: records, and the part of its query language that searches use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from lxml import etree

_TOKEN = re.compile(
    r"""[()] | \b(?:AND|OR|NOT)\b
    | "[^"]*"\[[^\]]*\]\s*:\s*"[^"]*"\[[^\]]*\]   # a range of days
    | "[^"]*"\[[^\]]*\]                             # a phrase in a field
    | [^()\[\]\s"][^()\[\]]*\[[^\]]*\]             # words in a field
    | [^()\s]+""",
    re.VERBOSE,
)
_RANGE = re.compile(r'"([^"]*)"\[([^\]]*)\]\s*:\s*"([^"]*)"\[')
FIELDS = {"tiab", "mesh terms", "title/abstract", "uid", "mesh"}
DATES = {
    "date - entry": "entered",
    "date - modification": "modified",
    "date - publication": "entered",
}


@dataclass(frozen=True)
class Entry:
    """One record as PubMed would serve it."""

    pmid: str
    xml: str
    entered: date
    modified: date

    @property
    def text(self) -> str:
        return re.sub(r"<[^>]+>", " ", self.xml).lower()


class UnknownFieldError(Exception):
    """A query names a field that PubMed does not have."""


class Library:
    """The records that a replay server serves."""

    def __init__(self, entries: Iterable[Entry]):
        self.entries = {entry.pmid: entry for entry in entries}

    def revise(self, pmid: str, day: date, change: Callable[[str], str]) -> None:
        """Change a record's XML, as a revision of that day."""
        entry = self.entries[pmid]
        self.entries[pmid] = replace(entry, xml=change(entry.xml), modified=day)

    def search(self, term: str) -> list[str]:
        """Return the PMIDs that a query finds, newest first as PubMed does."""
        tokens = [token.strip() for token in _TOKEN.findall(term) if token.strip()]
        found = _either(tokens, self)
        return sorted(found, key=int, reverse=True)

    def matching(self, token: str) -> set[str]:
        span = _RANGE.match(token)
        if span:
            return self._dated(span[1], span[2].lower(), span[3])
        word, _, field = token.partition("[")
        field = field.rstrip("]").lower()
        if field and field not in FIELDS:
            raise UnknownFieldError(field)
        if field == "uid":
            return {word} & set(self.entries)
        word = word.strip('" ').lower().rstrip("*")
        return {pmid for pmid, entry in self.entries.items() if word in entry.text}

    def _dated(self, first: str, field: str, last: str) -> set[str]:
        if field not in DATES:
            raise UnknownFieldError(field)
        low, high = _day(first, date.min), _day(last, date.max)
        kind = DATES[field]
        return {p for p, entry in self.entries.items() if low <= getattr(entry, kind) <= high}


def _day(text: str, edge: date) -> date:
    parts = [int(part) for part in text.split("/")]
    return edge if len(parts) < 3 else date(*parts)


def _either(tokens: list[str], library: Library) -> set[str]:
    """Evaluate left to right, as PubMed does: AND, OR and NOT bind alike."""
    found = _one(tokens, library)
    while tokens and tokens[0] in ("AND", "OR", "NOT"):
        operator = tokens.pop(0)
        other = _one(tokens, library)
        found = {"AND": found & other, "OR": found | other, "NOT": found - other}[operator]
    return found


def _one(tokens: list[str], library: Library) -> set[str]:
    if not tokens:
        return set()
    token = tokens.pop(0)
    if token != "(":
        return library.matching(token)
    found = _either(tokens, library)
    if tokens:
        tokens.pop(0)
    return found


class Generated(Library):
    """A set of made-up records that all tell of ketamine, as many as wanted.

    All of them are found by ``ketamine``, every tenth also by ``headache``; they were entered on
    ``per_day`` records a day.
    """

    def __init__(self, count: int, first: int = 20_000_001, per_day: int = 40):
        start = date(2015, 1, 1)
        super().__init__(
            Entry(
                pmid=str(first + i),
                xml=article_xml(first + i),
                entered=start + timedelta(days=i // per_day),
                modified=start + timedelta(days=i // per_day),
            )
            for i in range(count)
        )

    def matching(self, token: str) -> set[str]:
        # The words of a made-up record are known; looking for them would take minutes.
        word, _, field = token.lower().partition("[")
        if word == "ketamine" and field.rstrip("]") in FIELDS:
            return set(self.entries)
        return super().matching(token)


_ARTICLE = """\
<PubmedArticle>
    <MedlineCitation Status="MEDLINE" Owner="NLM">
        <PMID Version="1">{pmid}</PMID>
        <DateRevised><Year>2020</Year><Month>01</Month><Day>02</Day></DateRevised>
        <Article PubModel="Print">
            <Journal>
                <JournalIssue CitedMedium="Print">
                    <Volume>{volume}</Volume>
                    <PubDate><Year>{year}</Year><Month>Mar</Month></PubDate>
                </JournalIssue>
                <Title>Journal of Replies</Title>
            </Journal>
            <ArticleTitle>Ketamine infusion number {pmid} for {condition}.</ArticleTitle>
            <ELocationID EIdType="doi" ValidYN="Y">10.5555/replay.{pmid}</ELocationID>
            <Abstract>
                <AbstractText Label="METHODS" NlmCategory="METHODS">They were given 0.5 mg
                kg<sup>-1</sup> over {minutes} minutes.</AbstractText>
                <AbstractText Label="RESULTS" NlmCategory="RESULTS">Of {n} patients, {events}
                improved (<i>P</i> &lt; 10<sup>-3</sup>).</AbstractText>
            </Abstract>
            <AuthorList>
                <Author><LastName>Abel{author}</LastName><Initials>B</Initials></Author>
            </AuthorList>
            <Language>eng</Language>
            <PublicationTypeList>
                <PublicationType UI="D016428">Journal Article</PublicationType>
            </PublicationTypeList>
        </Article>
    </MedlineCitation>
</PubmedArticle>
"""


def article_xml(pmid: int) -> str:
    """Return a made-up PubmedArticle; every tenth is about headache."""
    return _ARTICLE.format(
        pmid=pmid,
        volume=pmid % 60,
        year=2000 + pmid % 20,
        condition="headache" if pmid % 10 == 0 else "pain",
        minutes=20 + pmid % 40,
        n=20 + pmid % 80,
        events=pmid % 20,
        author=pmid % 997,
    )


def library_of(folder: Path) -> Library:
    """Return a library of all PubMed XML files of a folder."""
    entries = []
    for path in sorted(folder.glob("*.xml")):
        root = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
        for element in root:
            pmid = element.findtext("*/PMID")
            if pmid:
                xml = etree.tostring(element, encoding="unicode", with_tail=False)
                entries.append(Entry(pmid, xml + "\n", date(2020, 1, 1), date(2020, 1, 1)))
    return Library(entries)
