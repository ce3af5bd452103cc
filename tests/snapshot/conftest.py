"""Ledgers and archives, read once."""

from __future__ import annotations

import pytest
from bundled import ROOT, Held, held_records

from ketamine_review.tables import read_rows


@pytest.fixture(scope="session")
def reports() -> dict[str, dict[str, str]]:
    """Return the ledger of reports by report_id."""
    rows = read_rows(ROOT / "data" / "curation" / "reports.tsv")
    return {row["report_id"]: row for row in rows}


@pytest.fixture(scope="session")
def evidence() -> list[dict[str, str]]:
    """Return the rows of the ledger of evidence."""
    return read_rows(ROOT / "data" / "curation" / "evidence.tsv")


@pytest.fixture(scope="session")
def held(reports: dict[str, dict[str, str]]) -> list[Held]:
    """Return every record of both archives."""
    return held_records(reports)
