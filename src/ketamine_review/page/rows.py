"""Rows: each number that a review used or a verdict leaned on, with all that is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ketamine_review.page.cited import Cited
from ketamine_review.page.published import Published
from ketamine_review.page.text import anchor
from ketamine_review.tables import LIST_SEPARATOR

#: What each trust mark means; a reader should know it before trusting a number.
MARKS = {
    "abstract_only": ("abstract only", "Read from the abstract; the full paper was not seen."),
    "secondary_source": ("secondary source", "Seen on another page than the report's own."),
    "derived_count": ("derived count", "The count was worked out from a printed percent."),
    "single_reader": ("one reader", "One of two software readers entered it, the other did not."),
    "no_person_yet": ("no person yet", "No person has confirmed it against the paper."),
    "unit_not_patient": ("not patients", "It counts infusions, visits or attacks, not patients."),
    "several_reports": ("several reports", "Its patients are also told of in another report."),
    "shared_centre": (
        "shared centre",
        "Another study is of the same centre; patients may overlap.",
    ),
    "retraction_unknown": ("retraction unknown", "Nobody has looked whether it was retracted."),
    "retracted": ("retracted", "The report was retracted."),
    "arithmetic_mismatch": ("numbers do not fit", "Its printed numbers do not fit each other."),
}

#: Marks that nearly all rows carry; they are told once, not beside every number.
COMMON = ("no_person_yet", "retraction_unknown", "abstract_only")

_INTERVALS = {"ci": "Confidence interval", "iqr": "Interquartile range", "range": "Range"}

#: Column of the evidence, and columns of the ledger that hold the same.
_LEDGER = {
    "row_id": ("row_id",),
    "report_id": ("report_id",),
    "arm": ("arm",),
    "definition": ("definition",),
    "context.outcome": ("outcome",),
    "context.condition": ("condition",),
    "context.population": ("population",),
    "context.setting": ("setting",),
    "context.regimen.drug": ("drug",),
    "context.regimen.route": ("route",),
    "context.regimen.dose": ("dose",),
    "context.regimen.course_days": ("treatment_days",),
    "context.comparator": ("comparator",),
    "context.time.days": ("time_days",),
    "context.time.anchor": ("time_anchor",),
    "context.unit": ("unit",),
    "quantity.kind": ("measure",),
    "quantity.events": ("events",),
    "quantity.n": ("n",),
    "quantity.value": ("percent", "value"),
    "quantity.low": ("ci_low", "iqr_low", "range_low"),
    "quantity.high": ("ci_high", "iqr_high", "range_high"),
    "quantity.spread": ("sd", "se", "spread_unnamed"),
    "quantity.p_value": ("p_value",),
    "quantity.scale": ("scale",),
    "by": ("by",),
    "agreement": ("agreement",),
    "events_source": ("events_source",),
    "seen": ("where_seen",),
    "source": ("source",),
    "note": ("note",),
}


@dataclass(frozen=True)
class RowView:
    """One number.

    Attributes:
        cells: Its fields by the names of the evidence's columns; empty ones are missing.
        marks: Its trust marks.
        accounts: What became of it, by review.
        claims: Claims whose verdict draws on it.
        changed: Corrections that were applied to it.
        finding: The extractor's finding that it is, None for a row of the ledger.
    """

    id: str
    cells: Mapping[str, Cited]
    marks: tuple[str, ...]
    accounts: tuple[tuple[str, Cited], ...]
    claims: tuple[str, ...]
    changed: tuple[Cited, ...]
    finding: Cited | None

    @property
    def report_id(self) -> str:
        """Return the report that it was read from."""
        return str(self.cells["report_id"])

    @property
    def anchor(self) -> str:
        """Return the id of its place in the page."""
        return anchor("row", self.id)

    @property
    def days(self) -> Cited | None:
        """Return when it was measured, None where at the anchor itself or not stated."""
        days = self.cells.get("context.time.days")
        return days if days and float(str(days)) > 0 else None

    @property
    def timed(self) -> bool:
        """Return whether anything is known of when it was measured."""
        return self.days is not None or "context.time.anchor" in self.cells

    @property
    def interval(self) -> str:
        """Return what its two ends are."""
        return _INTERVALS.get(str(self.cells.get("quantity.interval", "")), "Interval")

    @property
    def provisional(self) -> bool:
        """Return whether it is a finding that nobody has confirmed."""
        return str(self.cells.get("status", "")) == "provisional"


def all_rows(published: Published) -> dict[str, RowView]:
    """Return the rows of every review's evidence, and other rows that a verdict or page names."""
    drawing = _claims_by_row(published)
    evidence = {
        row_id: row for table in published.evidence.values() for row_id, row in table.pairs()
    }
    views = {
        name: _view(published, name, dict(row.pairs()), drawing) for name, row in evidence.items()
    }
    ledger = published.ledger.raw
    for name in drawing:
        if name not in views and name in ledger:
            views[name] = _view(published, name, dict(_ledger_cells(published, name)), drawing)
    return views


def _claims_by_row(published: Published) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for verdict in published.verdicts["verdicts"].raw:
        axes = [verdict[which][axis] for which in ("confirmed", "provisional") for axis in _AXES]
        for row in dict.fromkeys(row for axis in axes for row in axis["rows"]):
            found.setdefault(row, []).append(verdict["claim_id"])
    return found


_AXES = ("source", "number", "design", "carry_over")


def _view(
    published: Published,
    row_id: str,
    cells: Mapping[str, Cited],
    drawing: Mapping[str, Sequence[str]],
) -> RowView:
    return RowView(
        id=row_id,
        cells={name: value for name, value in cells.items() if value},
        marks=tuple(filter(None, str(cells.get("marks", "")).split(LIST_SEPARATOR))),
        accounts=tuple(
            (review, table[row_id])
            for review, table in published.accounts.items()
            if row_id in table.raw
        ),
        claims=tuple(drawing.get(row_id, ())),
        changed=tuple(c for c in published.corrections if c["id"] == row_id),
        finding=published.findings[row_id] if row_id in published.findings.raw else None,
    )


def _ledger_cells(published: Published, row_id: str) -> Iterator[tuple[str, Cited]]:
    """Yield a row of the ledger under the names of the evidence, corrections applied."""
    row = published.ledger[row_id]
    corrected = {str(c["field"]): c["value"] for c in published.corrections if c["id"] == row_id}
    for name, columns in _LEDGER.items():
        values = [corrected.get(column, row[column]) for column in columns]
        yield name, next((value for value in values if value), values[0])


def informative(marks: Iterable[str]) -> list[tuple[str, str]]:
    """Return name and meaning of the marks that set a row apart from most others."""
    return [MARKS.get(mark, (mark, "")) for mark in marks if mark not in COMMON]
