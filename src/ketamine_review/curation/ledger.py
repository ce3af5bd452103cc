"""The ledger of evidence: rows that were read from reports, and corrections applied last."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from ketamine_review.errors import ReviewError
from ketamine_review.model.base import validated
from ketamine_review.model.evidence import Evidence
from ketamine_review.model.quantity import Quantity
from ketamine_review.model.record import Report
from ketamine_review.model.vocabulary import Vocabulary
from ketamine_review.tables import number_text, read_rows, rounded

log = logging.getLogger(__name__)

#: One row of the ledger; a column that a table lacks is an empty cell.
Row = dict[str, str]

#: Which columns of the ledger hold an interval, most informative first.
_INTERVALS = (
    ("ci", "ci_low", "ci_high"),
    ("iqr", "iqr_low", "iqr_high"),
    ("range", "range_low", "range_high"),
)
#: Mark of a row whose patients may be among those of another study of the same centre.
SHARED_CENTRE = "shared_centre"

_SPREADS = (("sd", "sd"), ("se", "se"), ("unnamed", "spread_unnamed"))


def read_ledger(path: str | Path, corrections: str | Path) -> list[Row]:
    """Return the ledger's rows with the corrections of people applied, ``line`` added to each.

    Raises:
        ReviewError: a row id stands twice, or a correction names an unknown row or field.
    """
    rows: dict[str, Row] = {}
    for line, row in enumerate(read_rows(path, required=("row_id", "report_id", "by")), start=2):
        if row["row_id"] in rows:
            raise ReviewError(
                f"The row id '{row['row_id']}' stands twice",
                where=f"{path}: line {line}: row_id",
                mend="give each row its own id",
            )
        rows[row["row_id"]] = {**row, "line": f"{path}: line {line} ({row['row_id']})"}
    _correct(rows, corrections)
    return list(rows.values())


def _correct(rows: Mapping[str, Row], corrections: str | Path) -> None:
    needed = ("id", "field", "value", "reason", "by", "date")
    for line, entry in enumerate(read_rows(corrections, required=needed), start=2):
        where = f"{corrections}: line {line}"
        row = rows.get(entry["id"])
        if row is None:
            raise ReviewError(
                f"The correction is about an unknown row '{entry['id']}'",
                where=f"{where}: id",
                mend="correct the id; it is the row_id of data/curation/evidence.tsv",
            )
        if entry["field"] not in row or entry["field"] in ("row_id", "line"):
            raise ReviewError(
                f"The evidence has no field '{entry['field']}'",
                where=f"{where}: field",
                mend="name a column of data/curation/evidence.tsv",
            )
        if row[entry["field"]] == entry["value"]:
            log.warning("%s changes nothing: %s is already so", where, entry["field"])
        row[entry["field"]] = entry["value"]
        row["by"] = entry["by"]


def ledger_evidence(
    path: str | Path,
    corrections: str | Path,
    reports: Mapping[str, Report],
    vocabulary: Vocabulary,
) -> list[Evidence]:
    """Return every row of the ledger as Evidence, whichever review its report is in.

    Raises:
        ReviewError: names row and field of a slip, or a row about an unknown report.
    """
    return [
        evidence_of(row, report_of(row, reports), None, vocabulary)
        for row in read_ledger(path, corrections)
    ]


def report_of(row: Row, reports: Mapping[str, Report]) -> Report:
    """Return the report that a row is about.

    Raises:
        ReviewError: the ledger of reports does not know it.
    """
    report = reports.get(row["report_id"])
    if report is None:
        raise ReviewError(
            f"The row is about an unknown report '{row['report_id']}'",
            where=f"{row['line']}: report_id",
            mend="correct the id, or enter the report in data/curation/reports.tsv first",
        )
    return report


def evidence_of(
    row: Row, report: Report, record_id: str | None, vocabulary: Vocabulary
) -> Evidence:
    """Return a ledger row as Evidence; what the row leaves empty comes from its report.

    Raises:
        ReviewError: names row and field.
    """
    where = row["line"]
    data = {
        "row_id": row["row_id"],
        "report_id": report.report_id,
        "record_id": record_id,
        "study_id": report.study_id or report.report_id,
        "centre": report.centre,
        "arm": row["arm"],
        "design": report.design,
        "context": _context(row, report),
        "quantity": _quantity(row, where),
        "definition": row["definition"] or None,
        "status": "confirmed",
        "by": row["by"],
        "agreement": row["agreement"] or None,
        "events_source": row["events_source"] or None,
        "seen": row["where_seen"] or None,
        "source": row["source"] or None,
        "note": row["note"] or None,
    }
    evidence = validated(Evidence, data, where)
    vocabulary.check(evidence.context, where)
    return evidence


def _context(row: Row, report: Report) -> dict[str, object]:
    own = {
        name: row[name] or getattr(report, name)
        for name in ("condition", "population", "setting", "route", "dose")
    }
    return {
        "condition": own["condition"],
        "population": own["population"],
        "setting": own["setting"],
        "regimen": {
            "drug": row["drug"] or None,
            "route": own["route"],
            "dose": own["dose"],
            "course_days": row["treatment_days"] or None,
        },
        "comparator": row["comparator"] or None,
        "outcome": row["outcome"],
        "time": {"days": row["time_days"] or None, "anchor": row["time_anchor"] or None},
        "unit": row["unit"] or None,
    }


def _quantity(row: Row, where: str) -> Quantity:
    interval = next((entry for entry in _INTERVALS if row[entry[1]] and row[entry[2]]), None)
    spread = next((entry for entry in _SPREADS if row[entry[1]]), None)
    data = {
        "kind": row["measure"],
        "events": row["events"] or None,
        "n": row["n"] or None,
        "value": row["percent"] or row["value"] or None,
        "interval": interval and interval[0],
        "low": interval and row[interval[1]],
        "high": interval and row[interval[2]],
        "spread_kind": spread and spread[0],
        "spread": spread and row[spread[1]],
        "p_value": row["p_value"] or None,
        "scale": row["scale"] or None,
    }
    return validated(Quantity, data, where)


def trust_marks(
    evidence: Evidence, report: Report, reports_of_study: int, archive: str = ""
) -> tuple[str, ...]:
    """Return what a reader should know before trusting a row; each is derived, none typed.

    Args:
        evidence: The row.
        report: Its report.
        reports_of_study: How many reports tell of the same patients.
        archive: Archive of the report's record; PubMed's own record tells of a retraction.
    """
    marks = {
        "abstract_only": evidence.seen == "abstract",
        "secondary_source": evidence.seen == "secondary",
        "derived_count": evidence.events_source == "derived",
        "single_reader": evidence.agreement == "single",
        "no_person_yet": not evidence.by.startswith("person:"),
        "unit_not_patient": evidence.context.unit not in (None, "patient"),
        "several_reports": reports_of_study > 1,
        "retraction_unknown": report.retracted == "unknown" and archive != "pubmed",
        "retracted": report.retracted == "yes",
    }
    return tuple(name for name, holds in marks.items() if holds)


def mark_shared_centres(rows: Iterable[Evidence]) -> list[Evidence]:
    """Return the rows with a mark on those whose centre treated another study's patients too."""
    rows = list(rows)
    studies: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.centre is not None:
            studies[row.centre].add(row.study_id)
    return [
        row.model_copy(update={"marks": (*row.marks, SHARED_CENTRE)})
        if row.centre is not None and len(studies[row.centre]) > 1
        else row
        for row in rows
    ]


def course_rows(reports: Iterable[Report]) -> list[Row]:
    """Return one ledger row per report that states the length of its treatment course.

    Treatment courses stand in the ledger of reports; as rows of evidence they can be selected,
    listed and checked like any other number.
    """
    return [_course_row(report) for report in reports if report.course is not None]


def _course_row(report: Report) -> Row:
    low, high = (number_text(rounded(end, 6)) for end in report.course)
    middle = number_text(rounded(report.course_days, 6))
    row = defaultdict(str)
    row |= {
        "row_id": f"{report.report_id}#course",
        "report_id": report.report_id,
        "arm": "ketamine",
        "drug": "ketamine",
        "outcome": "treatment_duration",
        "measure": "treatment_duration",
        "value": middle,
        "treatment_days": middle,
        "n": str(report.n_total or ""),
        "unit": "patient",
        "scale": "day",
        "definition": f"{report.treatment_duration_kind or 'stated'} length of the course",
        "where_seen": "secondary" if report.seen == "secondary_source" else "abstract",
        "source": (report.sources or "").split(" ")[0],
        "by": report.by,
        "line": f"data/curation/reports.tsv ({report.report_id})",
    }
    return row if low == high else row | {"range_low": low, "range_high": high}
