"""The stage parse: archives in, one record per report out, with every merge and leftover listed."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from ketamine_review.archive.identity import Entry, entry_of, latest_versions, same_reports
from ketamine_review.archive.item import Deleted, SetAside
from ketamine_review.archive.manifest import IMPORTS, check_batch, read_manifest, sha256_of
from ketamine_review.archive.read import items_of
from ketamine_review.errors import ReviewError
from ketamine_review.kept import Kept, kept_results
from ketamine_review.model.record import Record
from ketamine_review.stage import code_of
from ketamine_review.tables import whole_file, write_rows
from ketamine_review.wording import counted

log = logging.getLogger(__name__)


@dataclass
class _Read:
    """What came out of the archives: records on the disk, one line each, entries in memory."""

    lines: IO[bytes]
    former: Kept
    offsets: list[int] = field(default_factory=lambda: [0])
    entries: list[Entry] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    fallen: int = 0
    older: int = 0

    def keep(self, record: Record, rank: int) -> Entry:
        entry = entry_of(record, len(self.offsets) - 1, rank)
        line = record.model_dump_json().encode() + b"\n"
        self.lines.write(line)
        self.offsets.append(self.offsets[-1] + len(line))
        return entry

    def line(self, entry: Entry) -> bytes:
        start, end = self.offsets[entry.index : entry.index + 2]
        self.lines.seek(start)
        return self.lines.read(end - start)

    def record(self, entry: Entry) -> Record:
        return Record.model_validate_json(self.line(entry))


def parse_records(
    manifests: Sequence[str],
    batches: Sequence[str],
    records: str,
    merges: str,
    set_aside: str,
    kept: str,
) -> str:
    """Read all archives and write one record per report.

    A batch never changes, so what was read from it is kept for the next run.

    Args:
        manifests: Manifests of the archives.
        batches: Batches and import files of all archives, in the archives' order of precedence.
        records: Output, one record per line (JSON Lines).
        merges: Output, each record that was merged into another one of the same report (TSV).
        set_aside: Output, what could not be read as a record, with its reason (TSV).
        kept: File in which the content of batches is kept between runs.

    Raises:
        ReviewError: a batch is not whole, not well-formed, or not the one in its manifest.
    """
    by_archive: dict[Path, list[Path]] = {}
    for path in map(Path, batches):
        by_archive.setdefault(_archive_of(path), []).append(path)
    known = {Path(manifest).parent: manifest for manifest in manifests}
    with tempfile.TemporaryFile() as lines, kept_results(kept, code_of("archive")) as former:
        read = _Read(lines, former)
        for rank, (folder, files) in enumerate(by_archive.items()):
            _read_archive(read, rank, folder, files, known.get(folder))
        reports = same_reports(read.entries)
        _write_records(records, read, reports)
        _write_merges(merges, reports)
    leftovers = [item.model_dump() for item in read.set_aside]
    write_rows(set_aside, leftovers, list(SetAside.model_fields))
    merged = len(read.entries) - len(reports)
    log.info(
        "%d read = %d reports + %d merged + %d older versions + %d fallen away; %d set aside",
        len(read.offsets) - 1, len(reports), merged, read.older, read.fallen, len(read.set_aside),
    )  # fmt: skip
    log.info("%d batches read, %d known from before", former.made, former.reused)
    said = f"{len(reports)} reports, {merged} merged, {len(read.set_aside)} set aside"
    return f"{said}; {counted(former.made, 'batch')} read, {former.reused} known"


def _archive_of(path: Path) -> Path:
    """Return the archive's folder, two levels above a file of ``batches/`` or ``import/``."""
    return path.parent.parent


def _read_archive(
    read: _Read, rank: int, folder: Path, files: Sequence[Path], manifest: str | None
) -> None:
    """Read one archive's files in order and add the latest version of each of its records."""
    listed = {}
    gone: set[str] = set()
    if manifest is not None:
        content = read_manifest(manifest)
        listed = {folder / batch.file: batch for batch in content.batches}
        gone = {entry.pmid for entry in content.withdrawn}
    entries: list[Entry] = []
    for path in files:
        found = 0
        for item in items_of(path, folder.name, read.former):
            if isinstance(item, Deleted):
                read.fallen += _drop(entries, item.pmid)
                continue
            found += 1
            if isinstance(item, SetAside):
                read.set_aside.append(item)
            else:
                entries.append(read.keep(item, rank))
        if path in listed:
            check_batch(folder, listed[path], sha256_of(path))
            _check_count(path, found, listed[path].records)
        elif path.parent.name != IMPORTS:
            raise ReviewError("No manifest names this batch", where=path, mend="remove the file")
    latest, older = latest_versions(entries)
    present = [entry for entry in latest if entry.pmid not in gone]
    read.older += len(older)
    read.fallen += len(latest) - len(present)
    read.entries += present


def _drop(entries: list[Entry], pmid: str) -> int:
    before = len(entries)
    entries[:] = [entry for entry in entries if entry.pmid != pmid]
    return before - len(entries)


def _check_count(path: Path, found: int, expected: int) -> None:
    if found != expected:
        raise ReviewError(
            f"The batch holds {found} records, its manifest says {expected}",
            where=path,
            mend=f"run 'ketamine-review seal {_archive_of(path).as_posix()}'",
        )


def _write_records(path: str, read: _Read, kept: Sequence[Entry]) -> None:
    with whole_file(path, "wb") as handle:
        for entry in kept:
            if entry.merged:
                handle.write(_completed(read, entry).model_dump_json().encode() + b"\n")
            else:
                handle.write(read.line(entry))


def _completed(read: _Read, entry: Entry) -> Record:
    """Return the kept record with the names under which the others knew the report.

    Only names are taken over, never text: a live record keeps its own words and numbers, and is
    found by the ledger rows of the bundled report that it replaces.
    """
    record = read.record(entry)
    others = [read.record(other) for other, _ in entry.merged]
    names = {
        name: next(filter(None, (getattr(r, name) for r in (record, *others))), None)
        for name in ("pmid", "doi", "pmcid", "report_id")
    }
    registered = {name: None for r in (record, *others) for name in r.registry_ids}
    return record.model_copy(update={**names, "registry_ids": tuple(registered)})


def _write_merges(path: str, kept: Sequence[Entry]) -> None:
    write_rows(path, _merge_rows(kept), ("kept", "archive", "merged", "merged_archive", "same"))


def _merge_rows(kept: Sequence[Entry]) -> Iterator[dict[str, str]]:
    for entry in kept:
        for other, reason in entry.merged:
            yield {
                "kept": entry.record_id,
                "archive": entry.archive,
                "merged": other.record_id,
                "merged_archive": other.archive,
                "same": reason,
            }
