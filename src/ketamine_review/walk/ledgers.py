"""Ledgers: what a person decides is appended at once, so that nothing is lost when they stop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ketamine_review.curation.ledger import evidence_of
from ketamine_review.curation.reports import read_reports
from ketamine_review.errors import ReviewError
from ketamine_review.model.base import validated
from ketamine_review.model.record import Report
from ketamine_review.model.vocabulary import Vocabulary
from ketamine_review.tables import cell, read_rows, read_text, write_text

#: Written in a row's note, so that a later walk knows which finding the row came from.
FROM_FINDING = "from finding "

REJECTIONS, REJECTION_COLUMNS = "rejections.tsv", ("finding_id", "reason", "by", "date")
NOTES, NOTE_COLUMNS = "review_notes.tsv", ("id", "note", "by", "date")


@dataclass(frozen=True)
class Ledgers:
    """The tables of data/curation that a walk appends to.

    Attributes:
        folder: data/curation.
        person: Who signs, without ``person:``.
        vocabulary: The terms that a row may use.
    """

    folder: Path
    person: str
    vocabulary: Vocabulary

    @property
    def by(self) -> str:
        """Return the signature as the ledgers hold it."""
        return f"person:{self.person}"

    def reports(self) -> dict[str, Report]:
        """Return the ledger of reports."""
        return read_reports(self.folder / "reports.tsv")

    def add_evidence(self, row: Mapping[str, str], report: Report) -> str:
        """Append a row of evidence and return its id.

        Raises:
            ReviewError: the row would be a slip in the ledger; nothing is written.
        """
        path = self.folder / "evidence.tsv"
        columns = _columns(path)
        name = _next_id(report.report_id, [r["row_id"] for r in read_rows(path)])
        whole = dict.fromkeys(columns, "") | dict(row)
        whole |= {"row_id": name, "report_id": report.report_id, "by": self.by}
        evidence_of({**whole, "line": "the new row"}, report, None, self.vocabulary)
        _append(path, whole, columns)
        return name

    def add_report(self, row: Mapping[str, str]) -> Report:
        """Append a report that the ledger did not know and return it.

        Raises:
            ReviewError: a field is not what the ledger asks for; nothing is written.
        """
        path = self.folder / "reports.tsv"
        given = {name: value for name, value in row.items() if value != ""} | {"by": self.by}
        primary = {"primary": given.get("primary", "yes") == "yes"}
        report = validated(Report, given | primary, "the new report")
        _append(path, given, _columns(path))
        return report

    def correct(self, row_id: str, field: str, value: str, reason: str) -> None:
        """Append a correction of one field of a row of evidence."""
        path = self.folder / "corrections.tsv"
        entry = {"id": row_id, "field": field, "value": value, "reason": reason}
        _append(path, entry | self._signature(), _columns(path))

    def reject(self, finding_id: str, reason: str) -> None:
        """Append a finding that is not to be shown again, with the reason."""
        entry = {"finding_id": finding_id, "reason": reason} | self._signature()
        self._append_own(REJECTIONS, entry, REJECTION_COLUMNS)

    def note(self, item_id: str, text: str) -> None:
        """Append a note on an entry of the queue; it decides nothing."""
        self._append_own(NOTES, {"id": item_id, "note": text} | self._signature(), NOTE_COLUMNS)

    def notes(self) -> dict[str, list[str]]:
        """Return the notes on each entry, oldest first."""
        notes: dict[str, list[str]] = defaultdict(list)
        for row in self._own_rows(NOTES):
            notes[row["id"]].append(row["note"])
        return notes

    def done(self) -> frozenset[str]:
        """Return the findings and ledger rows that a person has decided on already."""
        decided = {
            row["note"].split(FROM_FINDING, 1)[1].split(";")[0].strip()
            for row in read_rows(self.folder / "evidence.tsv")
            if FROM_FINDING in row["note"]
        }
        decided |= {
            row["id"]
            for row in read_rows(self.folder / "corrections.tsv")
            if row["by"].startswith("person:")
        }
        return frozenset(decided | {row["finding_id"] for row in self._own_rows(REJECTIONS)})

    def _signature(self) -> dict[str, str]:
        return {"by": self.by, "date": date.today().isoformat()}

    def _own_rows(self, name: str) -> list[dict[str, str]]:
        """Return a table that only walks write; none before the first one."""
        path = self.folder / name
        return read_rows(path) if path.exists() else []

    def _append_own(self, name: str, row: Mapping[str, str], columns: tuple[str, ...]) -> None:
        path = self.folder / name
        if not path.exists():
            write_text(path, "\t".join(columns) + "\n")
        _append(path, row, columns)


def _columns(path: Path) -> list[str]:
    return read_text(path).split("\n", 1)[0].split("\t")


def _append(path: Path, row: Mapping[str, str], columns: Sequence[str]) -> None:
    """Append one row; the file is replaced whole, so a kill leaves the old or the new one."""
    text = read_text(path)
    line = "\t".join(_clean(row.get(column, "")) for column in columns)
    write_text(path, text + ("" if text.endswith("\n") else "\n") + line + "\n")


def _clean(value: str) -> str:
    text = cell(value)
    if any(mark in text for mark in '\t\n\r"'):
        raise ReviewError(
            "A cell of a ledger holds no tab, line break or double quotation mark",
            where=text[:40],
            mend="leave it out",
        )
    return text


def _next_id(report_id: str, known: list[str]) -> str:
    """Return the next free row id of a report: ``Doe2018#4``."""
    taken = [name.rpartition("#")[2] for name in known if name.startswith(f"{report_id}#")]
    return f"{report_id}#{max((int(n) for n in taken if n.isdigit()), default=0) + 1}"
