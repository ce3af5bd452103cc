"""Published: everything the page is made from, read once, each value with its address."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ketamine_review.changes.compare import Changes
from ketamine_review.curation.agreement import Agreement
from ketamine_review.curation.reports import cite, read_reports
from ketamine_review.model.base import validated
from ketamine_review.model.record import Report
from ketamine_review.model.results import Results
from ketamine_review.model.verdict import Verdicts
from ketamine_review.page.cited import Cited
from ketamine_review.tables import read_json, read_lines, read_rows, read_yaml, text_of_cell


@dataclass(frozen=True)
class Published:
    """The published files; mappings by review, or by clinic page for ``claims``.

    Attributes:
        accuracy: How well the extractor reads real abstracts, None where it was not measured.
        changes: What the last update changed; ``since`` is empty where there was none.
        searches: The latest search of PubMed, for the reviews that have one.
        evidence: Rows that a review may use.
        accounts: What became of every row.
        decisions: What was decided on every record.
        known: The ledger of reports as it is read everywhere else.
        files: Name and SHA-256 of every file that was read, by name.
    """

    results: Cited
    verdicts: Cited
    figures: Cited
    queue: Cited
    records: Cited
    findings: Cited
    reports: Cited
    ledger: Cited
    corrections: Cited
    judgements: Cited
    risk_of_bias: Cited
    vocabulary: Cited
    config: Cited
    agreement: Cited
    accuracy: Cited | None
    changes: Cited
    searches: Mapping[str, Cited]
    protocols: Mapping[str, Cited]
    claims: Mapping[str, Cited]
    evidence: Mapping[str, Cited]
    accounts: Mapping[str, Cited]
    decisions: Mapping[str, Cited]
    manifests: tuple[Cited, ...]
    known: Mapping[str, Report]
    files: Mapping[str, str]

    def cite(self, report_id: Cited | str) -> str:
        """Return how a reader cites a report; one that the ledger lacks goes by its id."""
        report = self.known.get(str(report_id))
        return cite(report) if report else str(report_id)

    def label(self, terms: str, term: Cited | str | None) -> Cited | str:
        """Return a term of a list of the vocabulary as a reader sees it."""
        name = str(term) if term else "not_stated"
        known = self.vocabulary[terms]
        return known.at(name, "label") if name in known.raw else name.replace("_", " ")


class Shelf:
    """Reads files and remembers the hash of each under the name by which the page calls it."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}

    def _name(self, path: str, folders: int) -> str:
        """Return the end of a path: never the folders of one machine."""
        name = "/".join(Path(path).parts[-1 - folders :])
        self.files[name] = hashlib.sha256(Path(path).read_bytes()).hexdigest()
        return name

    def json(self, path: str, folders: int = 0) -> Cited:
        """Return a JSON file."""
        value = read_json(path)
        return Cited(self._name(path, folders) + "#", value)

    def lines(self, path: str, key: str) -> Cited:
        """Return a JSON Lines file as a mapping by the first field of its entries."""
        value = {entry[key]: entry for entry in read_lines(path)}
        return Cited(self._name(path, 0) + "#", value)

    def yaml(self, path: str, folders: int) -> Cited:
        """Return a YAML file; its dates are texts, as they are written."""
        value = json.loads(json.dumps(read_yaml(path), default=str))
        return Cited(self._name(path, folders) + "#", value)

    def table(self, path: str, folders: int) -> Cited:
        """Return a table: by its first column where that names each row, else as a list."""
        rows = [{k: text_of_cell(v) for k, v in row.items()} for row in read_rows(path)]
        names = [next(iter(row.values())) for row in rows]
        by_name = dict(zip(names, rows, strict=True))
        value: Any = by_name if len(by_name) == len(rows) else rows
        return Cited(self._name(path, folders) + "#", value)


def read_published(
    *,
    config: str,
    agreement: str,
    accuracy: Sequence[str],
    changes: str,
    searches: Sequence[str],
    results: str,
    verdicts: str,
    queue: str,
    index: str,
    records: str,
    findings: str,
    evidence: Sequence[str],
    rows: Sequence[str],
    decisions: Sequence[str],
    reports: str,
    ledger: str,
    corrections: str,
    judgements: str,
    risk_of_bias: str,
    claims: Sequence[str],
    vocabulary: str,
    protocols: Sequence[str],
    manifests: Sequence[str],
) -> Published:
    """Return all files of the page; one file per review in each of the lists by review.

    Raises:
        ReviewError: a file is missing, or holds what its schema does not know.
    """
    shelf = Shelf()
    by_review = {Path(path).stem: shelf.yaml(path, 2) for path in protocols}
    found = Published(
        results=shelf.json(results),
        verdicts=shelf.json(verdicts),
        figures=shelf.json(index),
        queue=shelf.table(queue, 0),
        records=shelf.lines(records, "record_id"),
        findings=shelf.lines(findings, "finding_id"),
        reports=shelf.table(reports, 2),
        ledger=shelf.table(ledger, 2),
        corrections=shelf.table(corrections, 2),
        judgements=shelf.table(judgements, 2),
        risk_of_bias=shelf.table(risk_of_bias, 2),
        vocabulary=shelf.yaml(vocabulary, 1),
        config=shelf.yaml(config, 1),
        agreement=shelf.json(agreement),
        accuracy=next((shelf.json(path, 1) for path in accuracy), None),
        changes=shelf.json(changes),
        searches={str(s["review"]): s for s in (shelf.json(p, 1) for p in sorted(searches))},
        protocols=by_review,
        claims={Path(path).stem: shelf.yaml(path, 2) for path in claims},
        evidence=_by_review(shelf, by_review, evidence),
        accounts=_by_review(shelf, by_review, rows),
        decisions=_by_review(shelf, by_review, decisions),
        manifests=tuple(shelf.json(path, 3) for path in manifests),
        known=read_reports(reports),
        files=dict(sorted(shelf.files.items())),
    )
    validated(Results, found.results.raw, results)
    validated(Verdicts, found.verdicts.raw, verdicts)
    validated(Agreement, found.agreement.raw, agreement)
    validated(Changes, found.changes.raw, changes)
    return found


def _by_review(
    shelf: Shelf, reviews: Mapping[str, Cited], paths: Sequence[str]
) -> dict[str, Cited]:
    return {name: shelf.table(path, 1) for name, path in zip(reviews, paths, strict=True)}
