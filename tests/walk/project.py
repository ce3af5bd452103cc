"""A small project folder with one record, its findings, a queue and empty ledgers."""

from __future__ import annotations

import shutil
from pathlib import Path

from ketamine_review.extraction.stage import extract_findings
from ketamine_review.model.finding import Finding
from ketamine_review.model.record import Record, Section
from ketamine_review.queue import QueueItem
from ketamine_review.tables import read_lines, read_rows, write_lines, write_rows

ROOT = Path(__file__).parents[2]

RECORD = Record(
    record_id="pmid:7",
    archive="test",
    pmid="7",
    sections=(
        Section(name="title", text="Ketamine infusion for refractory migraine: a cohort"),
        Section(name="METHODS", text="Records of 50 adults with refractory migraine were read."),
        Section(
            name="RESULTS",
            text="At discharge 33 of 50 patients (66%) responded. Nausea was seen in 9 patients "
            "(18%). Mean pain fell from 7.4 (SD 1.2) to 4.1 (SD 2.0).",
        ),
    ),
    authors=("Okafor BN", "Lindqvist E"),
    journal="Pain Practice",
    year=2021,
)
REPORT = {
    "report_id": "Marsh2015",
    "title": "A series",
    "report_type": "journal_article",
    "seen": "abstract",
    "by": "software:reader-a",
}
ROW = {
    "row_id": "Marsh2015#1",
    "report_id": "Marsh2015",
    "arm": "ketamine",
    "drug": "ketamine",
    "outcome": "nausea",
    "measure": "proportion",
    "events": "4",
    "n": "20",
    "percent": "20",
    "by": "software:reader-a",
}


def make_project(folder: Path) -> Path:
    """Fill a folder with what the walk reads, and return it."""
    processed, curation = folder / "data/processed", folder / "data/curation"
    (folder / "config").mkdir(parents=True)
    shutil.copy(ROOT / "config/vocabulary.yaml", folder / "config/vocabulary.yaml")
    for name, rows in {
        "reports": [REPORT],
        "evidence": [ROW],
        "corrections": [],
    }.items():
        header = (ROOT / f"data/curation/{name}.tsv").read_text(encoding="utf-8").split("\n")[0]
        write_rows(curation / f"{name}.tsv", rows, header.split("\t"))
    write_lines(processed / "records.jsonl", [RECORD])
    extract_findings(
        str(processed / "records.jsonl"), str(processed / "findings.jsonl"), str(processed / "kept")
    )
    queue = [*map(_queued, findings(folder)), _queued_row()]
    ranked = [{**item.model_dump(), "rank": rank} for rank, item in enumerate(queue, start=1)]
    write_rows(processed / "review_queue.tsv", ranked, list(QueueItem.model_fields))
    return folder


def findings(folder: Path) -> list[Finding]:
    """Return the findings of the project's record that the tests walk through."""
    lines = read_lines(folder / "data/processed/findings.jsonl")
    read = [Finding.model_validate(line) for line in lines]
    return [one for one in read if one.quantity.kind.value in ("proportion", "change")]


def ledger(folder: Path, name: str) -> list[dict[str, str]]:
    """Return a table of data/curation."""
    return read_rows(folder / f"data/curation/{name}.tsv")


def _queued(finding: Finding) -> QueueItem:
    return QueueItem(
        kind="finding",
        id=finding.finding_id,
        record_id=finding.record_id,
        report_id=finding.record_id,
        outcome=finding.context.outcome or "",
        arm=finding.arm or "",
        as_printed=finding.span.text,
        verdicts=("clinic/first", "clinic/second"),
        reason="read by the extractor",
    )


def _queued_row() -> QueueItem:
    return QueueItem(
        kind="row",
        id=ROW["row_id"],
        record_id="",
        report_id=ROW["report_id"],
        outcome=ROW["outcome"],
        arm=ROW["arm"],
        as_printed="4 of 20",
        reason="read by software",
    )
