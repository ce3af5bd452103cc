"""Searches that prove themselves complete: the PMIDs brought home are as many as PubMed counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ketamine_review.errors import ReviewError
from ketamine_review.pubmed.eutils import MOST_IDS, Eutils
from ketamine_review.pubmed.replies import SearchReply

#: Between these days every entry date lies; the first and the last range are left open, so that a
#: date beyond them is not lost.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
#: How often a search is made whose count does not come out, before it is given up.
ROUNDS = 3
ENTRY, MODIFIED = "Date - Entry", "Date - Modification"


@dataclass(frozen=True)
class Found:
    """All that a search finds.

    Attributes:
        term: The query as it was sent.
        reply: PubMed's first answer: count, translation, warnings.
        pmids: Sorted by number; as many as PubMed counts.
    """

    term: str
    reply: SearchReply
    pmids: tuple[str, ...]


def complete_search(client: Eutils, term: str, where: str) -> Found:
    """Return every PMID that a query finds.

    PubMed gives no more than 9,999 ids of one query; beyond that the query is divided by entry
    date, in halves, down to a day. The proof is a second count that is asked for afterwards: as
    many PMIDs have to be there. PubMed grows while we ask, so a mismatch is looked into again.

    Args:
        client: The line to PubMed.
        term: A query.
        where: The place of the query, for messages.

    Raises:
        ReviewError: the query is not understood, or what came is not what PubMed counts.
    """
    _check_brackets(term, where)
    for _ in range(ROUNDS):
        reply = client.search(term)
        _check_fields(reply, where)
        pmids = set(reply.pmids)
        if reply.count > MOST_IDS:
            pmids = set(_divided(client, term, FIRST_DAY, LAST_DAY, where))
        count = client.search(term, retmax=0).count
        if len(pmids) == count:
            return Found(term, reply, tuple(sorted(pmids, key=int)))
    raise _incomplete(len(pmids), count, where)


def ranged(term: str, field: str, first: date | None, last: date | None = None) -> str:
    """Return a query narrowed to a range of days; None leaves an end open."""
    ends = [f"{day:%Y/%m/%d}" if day else edge for day, edge in ((first, "1000"), (last, "3000"))]
    return f'({term}) AND ("{ends[0]}"[{field}] : "{ends[1]}"[{field}])'


def _divided(client: Eutils, term: str, first: date, last: date, where: str) -> Iterator[str]:
    """Yield the PMIDs of a range of entry dates that holds too many for one answer."""
    if first == last:
        raise ReviewError(
            f"The query finds more than {MOST_IDS:,} records of one day ({first})",
            where=where,
            mend="narrow the query, or divide it into two searches",
        )
    middle = first + (last - first) // 2
    for start, end in ((first, middle), (middle + timedelta(days=1), last)):
        open_start = None if start == FIRST_DAY else start
        open_end = None if end == LAST_DAY else end
        reply = client.search(ranged(term, ENTRY, open_start, open_end))
        if reply.count <= MOST_IDS:
            yield from reply.pmids
        else:
            yield from _divided(client, term, start, end, where)


def _incomplete(found: int, count: int, where: str) -> ReviewError:
    if found < count:
        what = f"The search is short by {count - found}: PubMed counts {count}, {found} came"
    else:
        what = f"The search brought {found} records, {found - count} more than PubMed counts"
    return ReviewError(what, where=where, mend="run the update again; nothing was changed")


def _check_brackets(term: str, where: str) -> None:
    """Refuse a query whose brackets or quotation marks do not match; PubMed would guess."""
    plain = re.sub(r'"[^"]*"', "", term)
    depth = 0
    for character in plain:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth < 0:
            break
    if depth != 0 or '"' in plain or plain.count("[") != plain.count("]"):
        raise ReviewError(
            "The brackets or quotation marks of the query do not match",
            where=where,
            mend="close each one that is opened",
        )


def _check_fields(reply: SearchReply, where: str) -> None:
    """Refuse a query of which PubMed searched only a part."""
    unknown = [text for text in reply.warnings if text.startswith("FieldNotFound")]
    if unknown:
        raise ReviewError(
            f"PubMed does not understand the query ({unknown[0]})",
            where=where,
            mend="correct the field's name in square brackets",
        )
