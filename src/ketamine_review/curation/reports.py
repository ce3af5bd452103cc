"""The ledger of reports, and which record of an archive is which report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from ketamine_review.errors import ReviewError
from ketamine_review.model.base import validated
from ketamine_review.model.record import Record, Report
from ketamine_review.tables import read_rows

_YES = {"yes": True, "no": False}


def read_reports(path: str | Path) -> dict[str, Report]:
    """Return the ledger of reports by report_id.

    Raises:
        ReviewError: names row and field of a slip, or an id that stands twice.
    """
    reports: dict[str, Report] = {}
    for line, row in enumerate(read_rows(path, required=("report_id", "by")), start=2):
        where = f"{path}: line {line} ({row['report_id'] or 'no report_id'})"
        cells = {name: cell for name, cell in row.items() if cell != ""}
        if "primary" in cells:
            cells["primary"] = _YES.get(cells["primary"], cells["primary"])
        report = validated(Report, cells, where)
        if report.report_id in reports:
            raise ReviewError(
                f"The report '{report.report_id}' stands twice", where=where, mend="remove one row"
            )
        reports[report.report_id] = report
    return reports


def link_reports(records: Iterable[Record], reports: Mapping[str, Report]) -> dict[str, str]:
    """Return the report_id of each record_id that the ledger knows.

    A record is the report that names it, else the one with its PMID, else with its DOI.
    """
    by_pmid = {report.pmid: name for name, report in reports.items() if report.pmid}
    by_doi = {report.doi.lower(): name for name, report in reports.items() if report.doi}
    linked = {}
    for record in records:
        name = (
            (record.report_id if record.report_id in reports else None)
            or by_pmid.get(record.pmid)
            or by_doi.get((record.doi or "").lower())
        )
        if name is not None:
            linked[record.record_id] = name
    return linked


def cite(report: Report) -> str:
    """Return how a reader cites a report: ``Schwenk 2018``, ``Schwenk 2017 (press release)``."""
    # "Doe JA; Roe B" gives Doe; an author line that is no list of names gives the ledger's name.
    first = re.fullmatch(r"(.+?) \S+", (report.authors or "").split(";")[0].split(" et al")[0])
    if first is None or "(" in first[1]:
        return report.report_id
    name, year = first[1], f" {report.year}" if report.year else " (no year)"
    kind = {
        "conference_abstract": " (abstract)",
        "press_release": " (press release)",
        "registry_record": " (registry)",
    }.get(report.report_type, "")
    return f"{name}{year}{kind}"
