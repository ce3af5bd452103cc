"""The stage exports: bibliographies, tables for metafor, the PRISMA checklist."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ketamine_review.curation.reports import read_reports
from ketamine_review.exports.bibliography import bibtex, ris
from ketamine_review.exports.checklist import checklist
from ketamine_review.exports.metafor import COLUMNS, has_pool, metafor_rows, r_snippet
from ketamine_review.model.base import validated
from ketamine_review.model.record import Report
from ketamine_review.model.results import Results
from ketamine_review.tables import read_json, read_rows, write_json, write_rows, write_text
from ketamine_review.wording import counted


def write_exports(
    results: str, reports: str, decisions: Sequence[str], folder: str, index: str
) -> str:
    """Write every export.

    Args:
        results: results.json.
        reports: Ledger of reports (TSV).
        decisions: Decisions of each review (CSV), in the order of the reviews in results.json.
        folder: Output folder.
        index: Output, one entry per file: file, review, what (JSON).
    """
    found = validated(Results, read_json(results), results)
    known = read_reports(reports)
    place = Path(folder)
    entries = []
    for review, path in zip(found.reviews, decisions, strict=True):
        entries += _bibliography(place, review, _included(path, known))
        entries += _tables(place, review, found)
    write_text(place / "prisma-checklist.md", checklist(found))
    entries.append(_entry("prisma-checklist.md", None, "PRISMA 2020 checklist"))
    write_json(index, entries)
    return f"{counted(len(entries), 'file')} for other programs"


def _included(path: str, known: dict[str, Report]) -> list[Report]:
    kept = {row["report_id"] for row in read_rows(path) if row["decision"] != "exclude"}
    return [report for name, report in known.items() if name in kept]


def _bibliography(place: Path, review: str, included: Sequence[Report]) -> list[dict]:
    write_text(place / f"{review}.ris", ris(included))
    write_text(place / f"{review}.bib", bibtex(included))
    what = f"{counted(len(included), 'included report')}"
    return [
        _entry(f"{review}.ris", review, f"{what} as RIS"),
        _entry(f"{review}.bib", review, f"{what} as BibTeX"),
    ]


def _tables(place: Path, review: str, found: Results) -> list[dict]:
    entries = []
    for name, synthesis in found.reviews[review].syntheses.items():
        rows = metafor_rows(synthesis)
        if rows:
            file = f"{review}.{name}.metafor.csv"
            write_rows(place / file, rows, COLUMNS[synthesis.measure])
            entries.append(_entry(file, review, f"{synthesis.title}: table for metafor"))
            if has_pool(synthesis.confirmed):
                script = f"{review}.{name}.metafor.R"
                write_text(place / script, r_snippet(synthesis, file))
                entries.append(_entry(script, review, f"{synthesis.title}: R code"))
    return entries


def _entry(file: str, review: str | None, what: str) -> dict[str, str | None]:
    return {"file": file, "review": review, "what": what}
