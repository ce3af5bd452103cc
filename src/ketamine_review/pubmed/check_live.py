"""Ten requests that hold our reading of PubMed's manuals against the real service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from ketamine_review.errors import ReviewError
from ketamine_review.pubmed.eutils import MOST_IDS, Eutils
from ketamine_review.pubmed.search import ENTRY, MODIFIED, ranged

QUERY = "ketamine[Title/Abstract]"
_MIDDLE = (date(2015, 6, 30), date(2015, 7, 1))


@dataclass(frozen=True)
class Check:
    """One thing that ingest relies on.

    Attributes:
        what: What was asked.
        expected: What our code takes for granted.
        came: What came.
    """

    what: str
    expected: str
    came: str
    holds: bool


def check_live(client: Eutils, say: Callable[[str], None]) -> bool:
    """Make the checks, say each one, and return whether all hold."""
    checks = []
    for check in _checks(client):
        checks.append(check)
        mark = "as expected" if check.holds else "NOT AS EXPECTED"
        say(f"{check.what}\n  expected: {check.expected}\n  came:     {check.came}  ({mark})")
    failed = sum(not check.holds for check in checks)
    say(f"{len(checks) - failed} of {len(checks)} as expected")
    return failed == 0


def _checks(client: Eutils) -> Iterator[Check]:
    whole = client.search(QUERY, retmax=0).count
    yield Check(f"count of {QUERY}", f"more than {MOST_IDS:,}", f"{whole:,}", whole > MOST_IDS)
    given = len(client.search(QUERY).pmids)
    limit = f"{MOST_IDS:,}, PubMed's limit"
    yield Check("ids of one answer", limit, f"{given:,}", given == MOST_IDS)
    before = client.search(ranged(QUERY, ENTRY, None, _MIDDLE[0]), retmax=0).count
    after = client.search(ranged(QUERY, ENTRY, _MIDDLE[1]), retmax=0).count
    yield Check(
        "the query divided by entry date",
        f"both parts together {whole:,}",
        f"{before:,} + {after:,} = {before + after:,}",
        before > 0 and after > 0 and before + after == whole,
    )
    changed = client.search(ranged(QUERY, MODIFIED, date(2020, 1, 1)), retmax=0).count
    yield Check(
        "records modified since 2020",
        f"some of the {whole:,}",
        f"{changed:,}",
        0 < changed <= whole,
    )
    yield from _remarks(client)
    yield from _records(client)


def _remarks(client: Eutils) -> Iterator[Check]:
    """Check that PubMed says so where it did not search for what was asked."""
    for query, kind in (
        (f"{QUERY} AND pain[nosuchfield]", "FieldNotFound"),
        ("zqxketaminzzq[Title/Abstract]", "NotFound"),
    ):
        remarks = "; ".join(client.search(query, retmax=0).warnings) or "no remark"
        yield Check(f"remark on {query}", f"a {kind}", remarks, kind in remarks)


def _records(client: Eutils) -> Iterator[Check]:
    pmids = client.search(QUERY, retmax=200).pmids
    _, came = client.fetch(pmids)
    yield Check(
        f"{len(pmids)} records by POST",
        "each one asked for",
        f"{len(set(came))} of them",
        set(came) == set(pmids),
    )
    try:
        _, nobody = client.fetch(["1999999999"])
        words = f"{len(nobody)} records"
    except ReviewError as error:
        nobody, words = ["?"], error.what
    yield Check("a PMID that does not exist", "an empty answer", words, nobody == [])
