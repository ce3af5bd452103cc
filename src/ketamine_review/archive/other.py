"""Bundled reports without a PMID that was seen: JSON batches of the archive ``other``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from ketamine_review.archive.article import section_name
from ketamine_review.errors import ReviewError
from ketamine_review.model.base import Frozen, validated
from ketamine_review.model.record import Record, Section
from ketamine_review.tables import read_json


class OtherSection(Frozen):
    """One part of a bundled abstract."""

    label: str | None = None
    text: str


class OtherRecord(Frozen):
    """One report of a JSON batch; docs/ingest.md explains the keys."""

    report_id: str
    doi: str | None = None
    pmcid: str | None = None
    registry_ids: tuple[str, ...] = ()
    title: str | None
    authors: tuple[str, ...] = ()
    journal: str | None = None
    year: int | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    publication_types: tuple[str, ...] = ()
    digest_of: str | None = None
    abstract: tuple[OtherSection, ...]


class _Batch(Frozen):
    schema_version: Literal[1]
    records: list[dict]


def read_other(path: str | Path, archive: str) -> Iterator[Record]:
    """Yield the records of a JSON batch.

    Raises:
        ReviewError: the batch is not of the layout in docs/ingest.md; names record and key.
    """
    data = read_json(path)
    if not isinstance(data, dict):
        raise ReviewError("The batch is not a JSON object", where=path, mend="restore it")
    for number, entry in enumerate(validated(_Batch, data, path).records, start=1):
        where = f"{path}: record {number} ({entry.get('report_id', 'no report_id')})"
        yield _record(validated(OtherRecord, entry, where), archive)


def _record(entry: OtherRecord, archive: str) -> Record:
    parts = [Section(name=section_name(part.label), text=part.text) for part in entry.abstract]
    return Record(
        record_id=f"other:{entry.report_id}",
        archive=archive,
        sections=(Section(name="title", text=entry.title or ""), *parts),
        published=None if entry.year is None else str(entry.year),
        digest=entry.digest_of is not None,
        **entry.model_dump(exclude={"title", "abstract"}),
    )
