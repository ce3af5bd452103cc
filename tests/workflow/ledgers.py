"""Entering invented studies into a copy of the project, archive and ledgers alike."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from ketamine_review.archive.manifest import write_manifest
from ketamine_review.archive.read import count_records


def add_study(folder: Path, report_id: str, design: str, arms: dict[str, tuple[int, int]]) -> None:
    """Enter an invented inpatient study of response by two points.

    Args:
        folder: The copy of the project.
        report_id: Name of the report.
        design: Term of the vocabulary.
        arms: Events and n of each arm; the first is ketamine.
    """
    comparator = next((arm for arm in arms if arm != "ketamine"), "")
    _append(
        folder / "data/curation/reports.tsv",
        {
            "report_id": report_id,
            "study_id": f"coh_{report_id.lower()}",
            "primary": "yes",
            "title": f"An invented study ({report_id})",
            "authors": f"{report_id} A",
            "year": "2026",
            "report_type": "journal_article",
            "topic": "migraine",
            "design": design,
            "condition": "refractory_headache_mixed",
            "population": "adult",
            "setting": "inpatient",
            "n_total": str(sum(n for _, n in arms.values())),
            "route": "iv",
            "comparator": comparator or "none",
            "treatment_duration_value": "5",
            "treatment_duration_unit": "day",
            "treatment_duration_kind": "fixed",
            "retracted": "no",
            "seen": "full_text",
            "by": "person:test",
        },
    )
    for number, (arm, (events, n)) in enumerate(arms.items(), start=1):
        _append(
            folder / "data/curation/evidence.tsv",
            {
                "row_id": f"{report_id}#{number}",
                "report_id": report_id,
                "arm": arm,
                "drug": arm,
                "comparator": "" if not comparator else ("ketamine", comparator)[arm == "ketamine"],
                "outcome": "responder_2pt_nrs",
                "time_anchor": "at_discharge",
                "time_days": "0",
                "measure": "proportion",
                "events": str(events),
                "n": str(n),
                "unit": "patient",
                "treatment_days": "5",
                "where_seen": "full_text",
                "by": "person:test",
            },
        )
    _add_record(folder / "data/raw/other", report_id)


def _append(path: Path, cells: dict[str, str]) -> None:
    with path.open(encoding="utf-8", newline="") as handle:
        header = next(csv.reader(handle, delimiter="\t"))
    assert cells.keys() <= set(header), cells.keys() - set(header)
    with path.open("a", encoding="utf-8") as handle:
        handle.write("\t".join(cells.get(name, "") for name in header) + "\n")


def _add_record(archive: Path, report_id: str) -> None:
    batch = archive / "batches/invented.json"
    data = {"schema_version": 1, "records": []}
    if batch.exists():
        data = json.loads(batch.read_text())
    data["records"].append(
        {
            "report_id": report_id,
            "title": f"An invented study ({report_id})",
            "year": 2026,
            "abstract": [],
        }
    )
    batch.write_text(json.dumps(data))
    write_manifest(archive, count_records)
