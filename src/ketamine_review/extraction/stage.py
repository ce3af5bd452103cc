"""The stage extract: records in, findings out, each proved against the text it was read from."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from ketamine_review.extraction.read import findings_of
from ketamine_review.model.finding import Finding, relocate
from ketamine_review.model.record import Record
from ketamine_review.tables import read_lines, write_lines

log = logging.getLogger(__name__)


def extract_findings(records: str, findings: str) -> str:
    """Read the reported numbers out of every record.

    A finding whose span does not point at its own characters is refused and logged.

    Args:
        records: records.jsonl of the stage parse.
        findings: Output, one finding per line, in the order of records and places (JSON Lines).

    Returns:
        What was done, in one sentence.
    """
    counts = {"records": 0, "findings": 0, "refused": 0}

    def lines() -> Iterator[Finding]:
        for line in read_lines(records):
            record = Record.model_validate(line)
            counts["records"] += 1
            for finding in findings_of(record):
                if relocate(finding.span, record):
                    counts["findings"] += 1
                    yield finding
                else:
                    counts["refused"] += 1
                    log.warning("Refused, its span does not hold: %s", finding.finding_id)

    write_lines(findings, lines())
    refused = f", {counts['refused']} refused" if counts["refused"] else ""
    return f"{counts['findings']} findings in {counts['records']} records{refused}"
