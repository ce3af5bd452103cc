"""Reports: each publication with its text, what was read from it, its rows and decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from ketamine_review.page.cited import Cited
from ketamine_review.page.published import Published
from ketamine_review.page.rows import RowView
from ketamine_review.page.text import anchor, shown, web_address
from ketamine_review.tables import natural_key


@dataclass(frozen=True)
class ReportView:
    """One report.

    Attributes:
        label: How a reader cites it.
        entry: Its row in the ledger of reports, None for a record that the ledger lacks.
        record: Its record in an archive.
        text: Name of each part of its text, and the text with what was read from it marked.
        addresses: Where it was seen.
        decisions: What each review decided on it.
        bias: Judgements of the risk of bias.
    """

    id: str
    label: str
    entry: Cited | None
    record: Cited | None
    text: tuple[tuple[str, Markup], ...]
    addresses: tuple[str, ...]
    decisions: tuple[tuple[str, Cited], ...]
    bias: tuple[Cited, ...]
    rows: tuple[RowView, ...]

    @property
    def anchor(self) -> str:
        """Return the id of its place in the page."""
        return anchor("report", self.id)


def reports(published: Published, rows: Mapping[str, RowView]) -> tuple[ReportView, ...]:
    """Return every report that the page names: a row was read from it, or a claim leans on it."""
    by_report: dict[str, list[RowView]] = {name: [] for name in _sources(published)}
    for row in rows.values():
        by_report.setdefault(row.report_id, []).append(row)
    decided = _decisions(published)
    spans = _spans(published)
    views = [
        _report(published, name, found, decided.get(name, ()), spans)
        for name, found in by_report.items()
    ]
    return tuple(sorted(views, key=lambda view: (view.label.casefold(), view.id)))


def _sources(published: Published) -> Iterator[str]:
    for page in published.claims.values():
        for claim in page["claims"]:
            source = claim.get("source")
            if source and source.get("report_id"):
                yield str(source["report_id"])


def _report(
    published: Published,
    name: str,
    rows: Sequence[RowView],
    decisions: Sequence[tuple[str, Cited]],
    spans: Mapping[str, Sequence[Mapping[str, Any]]],
) -> ReportView:
    entry = published.reports[name] if name in published.reports.raw else None
    record_id = str(decisions[0][1]["record_id"]) if decisions else name
    record = published.records[record_id] if record_id in published.records.raw else None
    text = () if record is None else tuple(_text(record, spans.get(record_id, ())))
    return ReportView(
        id=name,
        label=published.cite(name),
        entry=entry,
        record=record,
        text=text,
        addresses=tuple(_addresses(entry, record, rows)),
        decisions=tuple(decisions),
        bias=tuple(judged for judged in published.risk_of_bias if judged["report_id"] == name),
        rows=tuple(sorted(rows, key=lambda row: natural_key(row.id))),
    )


def _decisions(published: Published) -> dict[str, list[tuple[str, Cited]]]:
    found: dict[str, list[tuple[str, Cited]]] = defaultdict(list)
    for review, table in published.decisions.items():
        for decision in table:
            found[str(decision["report_id"])].append((review, decision))
    return found


def _addresses(entry: Cited | None, record: Cited | None, rows: Sequence[RowView]) -> Iterator[str]:
    listed = str(entry["sources"]).split() if entry else []
    original = [str(record["digest_of"])] if record and record["digest_of"] else []
    of_rows = [str(row.cells["source"]) for row in rows if "source" in row.cells]
    yield from dict.fromkeys(a for a in (*original, *listed, *of_rows) if web_address(a))


# ---- the text, with what the extractor read from it marked


def _spans(published: Published) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for finding in published.findings.raw.values():
        found[finding["record_id"]].append(finding)
    return found


def _text(record: Cited, findings: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Markup]]:
    for position, section in enumerate(record["sections"].raw):
        if section["name"] != "title":
            inside = [f for f in findings if f["span"]["section"] == position]
            yield section["name"], marked(section["text"], inside)


def marked(text: str, findings: Sequence[Mapping[str, Any]]) -> Markup:
    """Return a text in which every finding's span is marked; overlapping ones share a mark."""
    parts, end = [], 0
    for start, stop, names in _runs(findings):
        ids = [Markup('<span id="{}"></span>').format(anchor("read", name)) for name in names]
        inside = shown(text[start:stop])
        parts += [shown(text[end:start]), Markup("<mark>"), *ids, inside, Markup("</mark>")]
        end = stop
    return Markup("").join([*parts, shown(text[end:])])


def _runs(findings: Sequence[Mapping[str, Any]]) -> list[tuple[int, int, list[str]]]:
    """Return the stretches of text that findings cover, with the names of the findings."""
    runs: list[tuple[int, int, list[str]]] = []
    for finding in sorted(findings, key=lambda f: (f["span"]["start"], f["span"]["end"])):
        start, end, name = finding["span"]["start"], finding["span"]["end"], finding["finding_id"]
        if runs and start < runs[-1][1]:
            first, last, names = runs[-1]
            runs[-1] = (first, max(last, end), [*names, name])
        else:
            runs.append((start, end, [name]))
    return runs
