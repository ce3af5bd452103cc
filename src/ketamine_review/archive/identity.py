"""Which records are the same report: by PMID, by DOI, by title with year and first author."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from ketamine_review.model.record import Record

#: A shorter title ("Reply", "Ketamine for pain") may well stand over two reports.
SHORTEST_TITLE = 25


@dataclass(slots=True)
class Entry:
    """What has to be known of a record to recognise it; the record itself stays on the disk.

    Attributes:
        index: Position among all that was read.
        rank: Position of its archive in the order of precedence.
        merged: Entries that turned out to be the same report, each with the reason.
    """

    index: int
    rank: int
    record_id: str
    archive: str
    pmid: str | None
    version: tuple[int, str]
    doi: str | None
    title_key: str | None
    report_id: str | None
    merged: list[tuple[Entry, str]] = field(default_factory=list)


def entry_of(record: Record, index: int, rank: int) -> Entry:
    """Return a record's entry."""
    return Entry(
        index=index,
        rank=rank,
        record_id=record.record_id,
        archive=record.archive,
        pmid=record.pmid,
        version=(record.version, record.revised or ""),
        doi=record.doi.lower() if record.doi else None,
        title_key=title_key(record),
        report_id=record.report_id,
    )


def title_key(record: Record) -> str | None:
    """Return normalised title, year and first author's first name part, None if one is missing."""
    letters = _letters(record.title)
    if len(letters) < SHORTEST_TITLE or record.year is None or not record.authors:
        return None
    return f"{letters}|{record.year}|{_letters(record.authors[0].split(' ')[0])}"


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if character.isalnum())


def latest_versions(entries: Iterable[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Return, for one archive, the last version of each PMID, and the versions before it."""
    latest: dict[str, Entry] = {}
    older = []
    for entry in entries:
        name = entry.pmid or f"#{entry.index}"
        former = latest.get(name)
        if former is not None and former.version > entry.version:
            older.append(entry)
            continue
        if former is not None:
            older.append(former)
        latest[name] = entry
    return sorted(latest.values(), key=lambda entry: entry.index), older


def same_reports(entries: Iterable[Entry]) -> list[Entry]:
    """Return one entry per report, each with those merged into it.

    Args:
        entries: In order of precedence; the first of a report is the one that is kept.
    """
    kept: list[Entry] = []
    known: dict[str, list[Entry]] = {}
    for entry in entries:
        keys = _keys(entry)
        match = next(
            (
                (other, reason)
                for reason, key in keys.items()
                for other in known.get(key, ())
                if _may_be_same(other, entry)
            ),
            None,
        )
        if match is None:
            kept.append(entry)
            leader = entry
        else:
            leader = match[0]
            leader.merged.append((entry, match[1]))
        for key in keys.values():
            known.setdefault(key, []).append(leader)
    return kept


def _keys(entry: Entry) -> dict[str, str]:
    same_id = None if entry.pmid else entry.record_id
    keys = {"pmid": entry.pmid, "id": same_id, "doi": entry.doi, "title": entry.title_key}
    return {reason: f"{reason}:{key}" for reason, key in keys.items() if key}


def _may_be_same(leader: Entry, entry: Entry) -> bool:
    """Return whether nothing says that two entries differ.

    PubMed gives one PMID per report, the ledger one report_id: two different ones are two reports,
    even under one DOI (an abstract book) or title (an abstract and its paper).
    """
    return not any(_differ(other, entry) for other in (leader, *(e for e, _ in leader.merged)))


def _differ(one: Entry, other: Entry) -> bool:
    if one.pmid and one.pmid == other.pmid:
        return False
    pairs = ((one.pmid, other.pmid), (one.report_id, other.report_id), (one.doi, other.doi))
    return any(a and b and a != b for a, b in pairs)
