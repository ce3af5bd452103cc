"""One update of the archive: search, see what is absent or revised, fetch just that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

from ketamine_review.archive.manifest import MANIFEST, Withdrawn
from ketamine_review.errors import ReviewError
from ketamine_review.model.protocol import Protocol
from ketamine_review.pubmed.eutils import Eutils
from ketamine_review.pubmed.fetch import archive_manifest, fetch_plan, held_records
from ketamine_review.pubmed.ledger import Books, SearchEntry
from ketamine_review.pubmed.search import MODIFIED, complete_search, ranged
from ketamine_review.tables import write_json

#: Days before the last search from which on a revision is looked for again: PubMed dates
#: revisions by day, and a record may have changed on the day of the search, or in another zone.
OVERLAP = timedelta(days=2)
BATCH_SIZE = 200
PUBLISHED = "Date - Publication"


def update_archive(
    folder: str | Path,
    protocols: Mapping[str, Protocol],
    client: Eutils,
    today: date,
    say: Callable[[str], None],
    batch_size: int = BATCH_SIZE,
) -> None:
    """Bring an archive up to date with the searches of the protocols.

    Args:
        folder: The archive, ``data/raw/pubmed``.
        protocols: The protocols by name; they share the archive.
        client: The line to PubMed.
        today: Entered in the books; nothing else depends on it.
        say: Called with sentences for people.
        batch_size: Records per request.

    Raises:
        ReviewError: a search is incomplete, PubMed cannot be reached, or a file cannot be written.
            What was fetched is kept, and the next update goes on there.
    """
    books = Books(folder)
    held = held_records(books.folder)
    plan = books.open_plan()
    if plan is not None:
        say(f"Going on with plan {plan.number}, which was not finished")
        fetch_plan(client, books, plan, held, today, say)
    entries = [_search(client, name, protocols[name], today, say) for name in sorted(protocols)]
    wanted = {pmid for entry in entries for pmid in entry.pmids}
    former = [entry for name in protocols if (entry := books.last_search(name))]
    again = (_revised(client, former) & wanted) | _fallen(former, entries)
    asked_for = sorted((wanted - set(held)) | (again & set(held)), key=int)
    say(f"{len(asked_for):,} records to fetch, {len(wanted.difference(asked_for)):,} up to date")
    plan = books.new_plan(asked_for, batch_size) if asked_for else None
    # The searches are entered after the plan: a run that dies in between searches again.
    for entry in entries:
        books.write_search(entry)
    if plan is not None:
        fetch_plan(client, books, plan, held, today, say)
    withdrawn = _write_withdrawn(books, held, wanted)
    lost = wanted - set(held)
    say(f"{len(wanted) - len(lost):,} of {len(wanted):,} records found are in the archive")
    if lost:
        say(f"Did not come: {len(lost):,}; they are in {books.folder / 'missing.tsv'}")
    if withdrawn:
        say(f"No longer found, of former searches: {withdrawn:,}")


def _search(
    client: Eutils, name: str, protocol: Protocol, today: date, say: Callable[[str], None]
) -> SearchEntry:
    query = query_of(protocol)
    found = complete_search(client, query, _place(name))
    say(f"{name}: PubMed counts {found.reply.count:,} records, {len(found.pmids):,} came")
    for warning in found.reply.warnings:
        say(f"{name}: PubMed remarks: {warning}")
    if not found.pmids:
        raise ReviewError(
            "The search finds no record",
            where=_place(name),
            mend="correct the query; PubMed's own site shows how it understands it",
        )
    return SearchEntry(
        review=name,
        date=today,
        query=query,
        translation=found.reply.translation,
        warnings=found.reply.warnings,
        count=len(found.pmids),
        pmids=found.pmids,
    )


def query_of(protocol: Protocol) -> str:
    """Return a protocol's query on one line, limited by date of publication where it says so."""
    queries = []
    for search in protocol.search:
        query = " ".join(search.query.split())
        if search.since is not None:
            query = f'({query}) AND ("{search.since}"[{PUBLISHED}] : "3000"[{PUBLISHED}])'
        queries.append(query)
    return queries[0] if len(queries) == 1 else " OR ".join(f"({query})" for query in queries)


def _place(name: str) -> str:
    return f"config/reviews/{name}.yaml: search"


def _revised(client: Eutils, former: Iterable[SearchEntry]) -> set[str]:
    """Return which of the records found before PubMed has changed since they were searched for."""
    changed: set[str] = set()
    for entry in former:
        term = ranged(entry.query, MODIFIED, entry.date - OVERLAP)
        changed.update(complete_search(client, term, _place(entry.review)).pmids)
    return changed


def _fallen(former: Iterable[SearchEntry], entries: Iterable[SearchEntry]) -> set[str]:
    """Return what the same queries found before and do not find now.

    They are asked for once more, which tells a deleted record from one that was indexed anew.
    Where the query was changed, nothing needs asking: the change is why.
    """
    now = {entry.query: set(entry.pmids) for entry in entries}
    gone = (set(e.pmids) - now[e.query] for e in former if e.query in now)
    return set().union(*gone)


def _write_withdrawn(books: Books, held: Iterable[str], wanted: set[str]) -> int:
    """Enter in the manifest what is held and no longer found; return how many there are."""
    deleted = books.missing()
    withdrawn = tuple(
        Withdrawn(pmid=pmid, reason="deleted" if pmid in deleted else "not_found")
        for pmid in sorted(set(held) - wanted, key=int)
    )
    manifest = archive_manifest(books.folder)
    if manifest.withdrawn != withdrawn:
        changed = manifest.model_copy(update={"withdrawn": withdrawn})
        write_json(books.folder / MANIFEST, changed)
    return len(withdrawn)
