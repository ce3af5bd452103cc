"""Testcase: one record with all that was read in it, as a small file for a bug report."""

from __future__ import annotations

from pathlib import Path

from ketamine_review.errors import ReviewError
from ketamine_review.extraction.read import read_record
from ketamine_review.model.record import Record
from ketamine_review.tables import read_lines, write_json


def write_testcase(record_id: str, records: Path, out: Path) -> int:
    """Write one record with its arms, facts and findings as JSON; return how many findings.

    Args:
        record_id: The record, or the record before the ``#`` of a finding's id.
        records: records.jsonl.
        out: The file to write.

    Raises:
        ReviewError: no such record.
    """
    wanted = record_id.split("#")[0]
    line = next((line for line in read_lines(records) if line["record_id"] == wanted), None)
    if line is None:
        raise ReviewError(
            f"There is no record '{wanted}'", where=records, mend="give an id such as pmid:29923953"
        )
    record = Record.model_validate(line)
    read = read_record(record)
    arms = [
        {
            "name": arm.name,
            "labels": sorted(arm.labels),
            "treatments": list(arm.treatments),
            "control": arm.control,
        }
        for arm in read.arms.arms
    ]
    content = {"record": record, "arms": arms, "facts": read.facts, "findings": read.findings}
    write_json(out, content)
    return len(read.findings)
