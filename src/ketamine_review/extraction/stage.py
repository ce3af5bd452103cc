"""The stage extract: records in, findings out, each proved against the text it was read from."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from pydantic import TypeAdapter

from ketamine_review.extraction.read import findings_of
from ketamine_review.kept import Kept, kept_results
from ketamine_review.model.finding import Finding, relocate
from ketamine_review.model.record import Record, text_hash
from ketamine_review.stage import code_of
from ketamine_review.tables import whole_file
from ketamine_review.wording import counted

log = logging.getLogger(__name__)

_FINDINGS = TypeAdapter(list[Finding])


def extract_findings(records: str, findings: str, kept: str) -> str:
    """Read the reported numbers out of every record.

    A finding whose span does not point at its own characters is refused and logged. What was read
    from a record is kept for the next run, as long as neither the record nor the code changes.

    Args:
        records: records.jsonl of the stage parse.
        findings: Output, one finding per line, in the order of records and places (JSON Lines).
        kept: File in which the findings of records are kept between runs.

    Returns:
        What was done, in one sentence.
    """
    count = total = 0
    with (
        kept_results(kept, code_of("extraction")) as former,
        Path(records).open(encoding="utf-8") as lines,
        whole_file(findings) as out,
    ):
        for line in lines:
            found = _findings_in(line, former)
            count, total = count + len(found), total + 1
            out.writelines(f"{finding.model_dump_json()}\n" for finding in found)
    said = f"{counted(count, 'finding')} in {counted(total, 'record')}; "
    return f"{said}{former.made} read, {former.reused} known"


def _findings_in(line: str, former: Kept) -> list[Finding]:
    """Return the findings of one line of records.jsonl."""
    return former.result_of(text_hash(line), _FINDINGS, lambda: list(_proved(line)))


def _proved(line: str) -> Iterator[Finding]:
    record = Record.model_validate_json(line)
    for finding in findings_of(record):
        if relocate(finding.span, record):
            yield finding
        else:
            log.warning("Refused, its span does not hold: %s", finding.finding_id)
