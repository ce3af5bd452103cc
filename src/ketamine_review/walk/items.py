"""Items: what stands in the queue, each with its finding and its record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ketamine_review.model.base import validated
from ketamine_review.model.finding import Finding
from ketamine_review.model.record import Record
from ketamine_review.queue import QueueItem
from ketamine_review.tables import LIST_SEPARATOR, read_lines, read_rows, text_of_cell


@dataclass(frozen=True)
class Item:
    """One entry of the queue.

    Attributes:
        entry: Its row of review_queue.tsv.
        finding: The finding it is about; None for a row of the ledger.
        record: The record of its report; None where no archive holds one.
        row: The row of the ledger it is about; None for a finding.
    """

    entry: QueueItem
    finding: Finding | None
    record: Record | None
    row: Mapping[str, str] | None


def queue_items(processed: Path, curation: Path, done: frozenset[str]) -> Iterator[Item]:
    """Yield the entries of the queue that nobody has decided on yet, in the queue's order.

    Raises:
        ReviewError: the pipeline has not made the queue, or a file is damaged.
    """
    entries = [_entry(row) for row in read_rows(processed / "review_queue.tsv", ("id", "kind"))]
    wanted = {entry.id for entry in entries}
    findings = {
        line["finding_id"]: Finding.model_validate(line)
        for line in read_lines(processed / "findings.jsonl")
        if line["finding_id"] in wanted
    }
    records = {
        line["record_id"]: Record.model_validate(line)
        for line in read_lines(processed / "records.jsonl")
    }
    rows = {row["row_id"]: row for row in read_rows(curation / "evidence.tsv")}
    for entry in entries:
        if entry.id not in done:
            finding, record = findings.get(entry.id), records.get(entry.record_id)
            yield Item(entry, finding, record, rows.get(entry.id))


def _entry(row: Mapping[str, str]) -> QueueItem:
    cells = {name: text_of_cell(cell) for name, cell in row.items()}
    lists = {name: _listed(cells.get(name, "")) for name in ("verdicts", "syntheses")}
    return validated(QueueItem, {**cells, **lists}, f"review_queue.tsv: {row['id']}")


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split(LIST_SEPARATOR)) if text else ()
