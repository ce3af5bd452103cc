"""The stage page: everything that was published in, one self-contained page out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from ketamine_review.page.claims import pages
from ketamine_review.page.flow import flows
from ketamine_review.page.methods import methods
from ketamine_review.page.overview import overview
from ketamine_review.page.pictures import pictures
from ketamine_review.page.provenance import provenance
from ketamine_review.page.published import read_published
from ketamine_review.page.render import render_page
from ketamine_review.page.reports import reports as report_views
from ketamine_review.page.rows import COMMON, MARKS, all_rows
from ketamine_review.page.scale import DEGREES, SOURCES
from ketamine_review.tables import write_text
from ketamine_review.wording import counted

#: So many entries of the queue are shown; the first ones matter.
QUEUED_AT_MOST = 250


def write_page(
    config: str,
    agreement: str,
    accuracy: Sequence[str],
    changes: str,
    searches: Sequence[str],
    results: str,
    verdicts: str,
    queue: str,
    figures: str,
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
    page: str,
) -> str:
    """Write the page.

    Args:
        config: What the user edits (YAML).
        agreement: agreement.json.
        accuracy: How well the extractor reads (JSON), in a list that may be empty.
        changes: changes.json.
        searches: Searches of PubMed, as ingest entered them (JSON), in a list that may be empty.
        results: results.json.
        verdicts: verdicts.json.
        queue: What a person should look at first (TSV).
        figures: Folder of the figures.
        index: figures.json.
        records: records.jsonl.
        findings: findings.jsonl.
        evidence: Rows that may be used (CSV); it and the next two hold one file per review.
        rows: What became of each row (CSV).
        decisions: What was decided on each record (CSV).
        reports: Ledger of reports (TSV).
        ledger: Ledger of evidence (TSV).
        corrections: Corrections of that ledger (TSV).
        judgements: Ledger of judgements (TSV).
        risk_of_bias: Ledger of risk of bias (TSV).
        claims: One file per clinic page (YAML).
        vocabulary: The shared vocabulary (YAML).
        protocols: Protocols of the reviews (YAML).
        manifests: Manifests of the archives (JSON).
        page: Output (HTML).

    Raises:
        ReviewError: an input is missing, or is not what its schema says.
    """
    published = read_published(
        config=config, agreement=agreement, accuracy=accuracy, changes=changes, searches=searches,
        results=results, verdicts=verdicts, queue=queue, index=index,
        records=records, findings=findings, evidence=evidence, rows=rows,
        decisions=decisions, reports=reports, ledger=ledger, corrections=corrections,
        judgements=judgements, risk_of_bias=risk_of_bias, claims=claims, vocabulary=vocabulary,
        protocols=protocols, manifests=manifests,
    )  # fmt: skip
    drawn = pictures(published, figures)
    row_views = all_rows(published)
    pages_of_clinics = pages(published, drawn)
    html = render_page(
        {
            "published": published,
            "overview": overview(published),
            "queue": tuple(islice(published.queue, QUEUED_AT_MOST)),
            "pages": pages_of_clinics,
            "pictures": drawn,
            "rows": row_views,
            "reports": report_views(published, row_views),
            "flows": flows(published),
            "methods": methods(published),
            "provenance": provenance(published),
            "degrees": DEGREES,
            "sources": SOURCES,
            "marks": MARKS,
            "common_marks": COMMON,
        }
    )
    write_text(page, html)
    claims_shown = sum(len(p.claims) for p in pages_of_clinics)
    return (
        f"{counted(claims_shown, 'claim')}, {counted(len(row_views), 'row')} and "
        f"{counted(len(drawn), 'figure')} in one file of {len(html.encode()) / 1e6:.1f} MB"
    )
