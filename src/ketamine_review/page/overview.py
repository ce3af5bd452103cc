"""Overview: the first screen. What was asked, of what, and what came out, benefit beside harm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from ketamine_review.page.cited import Cited, Count
from ketamine_review.page.published import Published
from ketamine_review.page.scale import DEGREES, SOURCES, Degree
from ketamine_review.page.spark import spark

#: Up to so many studies are told one by one, of more only the lowest and the highest.
TOLD_ONE_BY_ONE = 2


@dataclass(frozen=True)
class Line:
    """One question with its answer in a line.

    Attributes:
        told: The studies whose figures are told: all, or the lowest and the highest.
        ranged: Whether ``told`` are the lowest and the highest of several.
        apart: Whether the studies counted different outcomes, so that each has to be named.
        pool: The pooled estimate, where the result may be told by one.
        more: Whether findings that nobody has confirmed would add to it.
    """

    review: str
    entry: Cited
    studies: Count
    told: tuple[Cited, ...]
    ranged: bool
    apart: bool
    pool: Cited | None
    more: bool
    drawing: Markup


@dataclass(frozen=True)
class Reviewed:
    """One review's answers, benefits beside harms; questions without a figure apart."""

    name: str
    result: Cited
    benefits: tuple[Line, ...]
    harms: tuple[Line, ...]
    silent: tuple[Cited, ...]


@dataclass(frozen=True)
class PageRow:
    """A clinic's page in the table of verdicts."""

    page: Cited
    total: Count
    counts: tuple[tuple[Degree, Count], ...]


@dataclass(frozen=True)
class Overview:
    """All that the first screen shows.

    Attributes:
        sources: How often each verdict on a source was given.
        searched: Records that a search brought.
        titles_alone: Whether of some records nothing but the title is held.
        by_people: Rows of the ledger that a person signed.
    """

    reviews: tuple[Reviewed, ...]
    pages: tuple[PageRow, ...]
    totals: tuple[tuple[Degree, Count], ...]
    sources: tuple[tuple[str, Count], ...]
    claims: Count
    records: Count
    searched: Count
    digests: Count
    titles_alone: bool
    rows: Count
    by_people: Count


def overview(published: Published) -> Overview:
    """Return the first screen."""
    verdicts = published.verdicts["verdicts"]
    return Overview(
        reviews=tuple(_reviewed(*pair) for pair in published.results["reviews"].pairs()),
        pages=tuple(_page_row(verdicts, page) for page in published.verdicts["pages"]),
        totals=tuple((d, _count(verdicts, d)) for d in DEGREES),
        sources=tuple((n, Count(verdicts, confirmed__source_verdict=n)) for n in map(str, SOURCES)),
        claims=Count(verdicts),
        records=Count(published.records),
        searched=Count(published.records, archive="pubmed"),
        digests=Count(published.records, digest="true"),
        titles_alone=any(len(record["sections"]) == 1 for record in published.records),
        rows=Count(published.ledger),
        by_people=Count(published.ledger, by="person:*"),
    )


def _count(verdicts: Cited, degree: Degree, page: str = "*") -> Count:
    conditions = {} if page == "*" else {"page": page}
    return Count(verdicts, **conditions, confirmed__evidence_verdict=degree.name)


def _page_row(verdicts: Cited, page: Cited) -> PageRow:
    name = str(page["id"])
    return PageRow(
        page=page,
        total=Count(verdicts, page=name),
        counts=tuple((degree, _count(verdicts, degree, name)) for degree in DEGREES),
    )


def _reviewed(name: str, result: Cited) -> Reviewed:
    entries = list(result["syntheses"])
    lines = {role: tuple(_lines(name, entries, role)) for role in ("benefit", "harm")}
    return Reviewed(
        name=name,
        result=result,
        benefits=lines["benefit"],
        harms=lines["harm"],
        silent=tuple(e for e in entries if e["role"] != "course" and not _figures(e)),
    )


def _lines(review: str, entries: list[Cited], role: str) -> Iterator[Line]:
    for entry in entries:
        if entry["role"] == role and _figures(entry):
            yield _line(review, entry)


def _figures(entry: Cited) -> list[Cited]:
    """Return the effects that say how much: an estimate, or the range that its readings allow."""
    studies = entry["confirmed"]["studies"]
    return [study for study in studies if study["estimate"] or study["readings"]]


def _line(review: str, entry: Cited) -> Line:
    studies, result = _figures(entry), entry["confirmed"]
    pooled = result["presentation"] == "pooled"
    ranged = not pooled and len(studies) > TOLD_ONE_BY_ONE
    told = (min(studies, key=_middle), max(studies, key=_middle)) if ranged else tuple(studies)
    pool = result["pools"][0] if pooled else None
    return Line(
        review=review,
        entry=entry,
        studies=Count(result["studies"]),
        told=() if pooled else told,
        ranged=ranged,
        apart=len({str(study["outcome"]) for study in studies}) > 1,
        pool=pool,
        more=entry["provisional"]["studies"].raw != result["studies"].raw,
        drawing=spark(str(entry["measure"]), studies, pool),
    )


def _middle(study: Cited) -> float:
    effect = study.raw
    return effect["estimate"] if effect["estimate"] is not None else sum(effect["readings"]) / 2
