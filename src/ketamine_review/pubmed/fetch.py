"""Fetching a plan's batches, one after the other, so that a kill at any point costs one batch."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from lxml import etree

from ketamine_review.archive.manifest import (
    MANIFEST,
    Batch,
    Manifest,
    batch_files,
    read_manifest,
    sha256_of,
)
from ketamine_review.archive.pubmed_xml import (
    RECORDS,
    NotPubmedXmlError,
    chunks_of,
    elements_of,
)
from ketamine_review.archive.read import count_records
from ketamine_review.errors import ReviewError
from ketamine_review.model.record import text_hash
from ketamine_review.pubmed.eutils import Eutils
from ketamine_review.pubmed.ledger import Books, Plan
from ketamine_review.pubmed.progress import Progress
from ketamine_review.tables import whole_file, write_json

#: How often a batch is asked for before what does not come is listed as missing.
TIMES_ASKED = 3


def held_records(folder: Path) -> dict[str, str]:
    """Return the hash of the latest content of each PMID that an archive holds.

    Raises:
        ReviewError: a batch is damaged.
    """
    held: dict[str, str] = {}
    for path in batch_files(folder) if folder.is_dir() else ():
        try:
            with Path(path).open("rb") as handle:
                held.update(_contents(chunks_of(handle, gzipped=True)))
        except NotPubmedXmlError as error:
            raise ReviewError(
                f"A batch of the archive is damaged: {error}",
                where=path,
                mend=f"restore it, or empty {folder} to fetch everything anew",
            ) from None
    return held


def archive_manifest(folder: Path) -> Manifest:
    """Return an archive's manifest, an empty one where nothing was fetched yet."""
    path = folder / MANIFEST
    return read_manifest(path) if path.exists() else Manifest(archive=folder.name)


def _contents(chunks: Iterable[bytes]) -> dict[str, str]:
    """Return a hash of each record's XML by PMID."""
    return {
        (element.findtext("*/PMID") or "").strip(): text_hash(
            etree.tostring(element, with_tail=False).decode()
        )
        for element in elements_of(chunks)
        if element.tag in RECORDS
    }


def fetch_plan(
    client: Eutils,
    books: Books,
    plan: Plan,
    held: dict[str, str],
    today: date,
    say: Callable[[str], None],
) -> None:
    """Fetch the batches of a plan that are not done yet, and close the plan.

    Each batch is first written whole, then named in the manifest, then entered in the books; a
    process that dies in between fetches that batch again and writes the same bytes.

    Args:
        client: The line to PubMed.
        books: The archive's books.
        plan: The plan.
        held: What the archive holds, by PMID; brought up to date.
        today: Entered in the books.
        say: Called with sentences for people.

    Raises:
        ReviewError: PubMed gave no whole answer, or a file could not be written.
    """
    done = books.fetched(plan)
    progress = Progress(sum(map(len, plan.batches)), "records", say)
    for number, pmids in enumerate(plan.batches, start=1):
        if number not in done:
            body, came = _fullest(client, pmids)
            contents = _contents([body])
            file = ""
            # What was asked for only to be sure, and is as it was, need not be kept twice.
            if any(held.get(pmid) != content for pmid, content in contents.items()):
                file = f"batches/{plan.number:04d}-{number:04d}.xml.gz"
                _write_batch(books.folder, file, body)
            held.update(contents)
            missing = [pmid for pmid in pmids if pmid not in came]
            books.enter_batch(plan, number, file, missing, today)
        progress.advance(len(pmids))
    books.close_plan(plan)


def _fullest(client: Eutils, pmids: tuple[str, ...]) -> tuple[bytes, set[str]]:
    """Return the reply with most of the records asked for; the first that has all, if one does."""
    best: tuple[bytes, set[str]] = (b"", set())
    for _ in range(TIMES_ASKED):
        body, came = client.fetch(pmids)
        if not best[0] or len(set(came)) > len(best[1]):
            best = body, set(came)
        if len(best[1]) == len(pmids):
            break
    return best


def _write_batch(folder: Path, file: str, body: bytes) -> None:
    with whole_file(folder / file, "wb") as handle:
        # mtime=0 and no file name: the same reply gives the same bytes on any day.
        handle.write(gzip.compress(body, compresslevel=6, mtime=0))
    manifest = archive_manifest(folder)
    batch = Batch(file=file, sha256=sha256_of(folder / file), records=count_records(folder / file))
    others = [entry for entry in manifest.batches if entry.file != file]
    batches = tuple(sorted([*others, batch], key=lambda entry: entry.file))
    write_json(folder / MANIFEST, manifest.model_copy(update={"batches": batches}))
