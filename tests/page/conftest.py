"""The page of the bundled snapshot, built once from what the stages before it write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from page_reading import Built

from ketamine_review.archive.manifest import batch_files
from ketamine_review.archive.stage import parse_records
from ketamine_review.changes.compare import Changes
from ketamine_review.claims.stage import check_claims
from ketamine_review.curation.agreement import compare_extractions
from ketamine_review.curation.stage import curate_evidence
from ketamine_review.extraction.stage import extract_findings
from ketamine_review.page.stage import write_page
from ketamine_review.questions.stage import synthesize_evidence
from ketamine_review.queue import queue_findings
from ketamine_review.screening.stage import screen_records
from ketamine_review.tables import write_json, write_text

ROOT = Path(__file__).parents[2]
REVIEWS = ("migraine", "chronic_pain")
ARCHIVES = [str(ROOT / f"data/raw/{name}") for name in ("other", "snapshot")]

#: A figure of two lines: what is drawn is the business of other tests.
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 4" width="10" height="4" role="img">'
    "<title>{title}</title><desc>A line.</desc><path d='M1 1H9'/></svg>"
)

Inputs = dict[str, Any]


def _ledger(name: str) -> str:
    return str(ROOT / f"data/curation/{name}.tsv")


@pytest.fixture(scope="session")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    """All inputs of the page by the names of its arguments; not to be changed."""
    folder = tmp_path_factory.mktemp("published")

    def made(name: str) -> str:
        (folder / name).parent.mkdir(exist_ok=True)
        return str(folder / name)

    def per_review(name: str) -> list[str]:
        return [made(f"{review}/{name}") for review in REVIEWS]

    shared = {
        "reports": _ledger("reports"),
        "corrections": _ledger("corrections"),
        "ledger": _ledger("evidence"),
        "vocabulary": str(ROOT / "config/vocabulary.yaml"),
    }
    judged = {"judgements": _ledger("judgements"), "risk_of_bias": _ledger("risk_of_bias")}
    protocols = [str(ROOT / f"config/reviews/{review}.yaml") for review in REVIEWS]
    claims = sorted(map(str, (ROOT / "config/claims").glob("*.yaml")))
    manifests = [f"{archive}/manifest.json" for archive in ARCHIVES]
    records, findings = made("records.jsonl"), made("findings.jsonl")
    parts = {"merges": made("merges.tsv"), "set_aside": made("set_aside.tsv")}
    batches = [path for archive in ARCHIVES for path in batch_files(archive)]
    parse_records(manifests=manifests, batches=batches, records=records, kept=made("kept"), **parts)
    extract_findings(records=records, findings=findings, kept=made("kept_findings"))
    files = {name: per_review(f"{name}.csv") for name in ("evidence", "decisions", "rows")}
    left_out, prisma = per_review("left_out.csv"), per_review("prisma.json")
    for at, protocol in enumerate(protocols):
        screen_records(
            records=records, **parts, protocol=protocol, reports=shared["reports"],
            overrides=_ledger("decisions"), decisions=files["decisions"][at], prisma=prisma[at],
        )  # fmt: skip
        curate_evidence(
            decisions=files["decisions"][at], findings=findings, protocol=protocol, **shared,
            evidence=files["evidence"][at], left_out=left_out[at],
        )  # fmt: skip
    results, verdicts = made("results.json"), made("verdicts.json")
    synthesize_evidence(
        protocols=protocols, reports=shared["reports"], vocabulary=shared["vocabulary"],
        evidence=files["evidence"], left_out=left_out, prisma=prisma, results=results,
        effects=per_review("effects.csv"), rows=files["rows"],
    )  # fmt: skip
    check_claims(
        results=results, evidence=files["evidence"], **shared, **judged, claims=claims,
        protocols=protocols, verdicts=verdicts, table=made("verdicts.csv"),
    )  # fmt: skip
    queue_findings(
        findings=findings, decisions=files["decisions"], evidence=files["evidence"],
        results=results, verdicts=verdicts, queue=made("review_queue.tsv"),
    )  # fmt: skip
    compare_extractions(
        extraction_a=_ledger("extraction_a"), extraction_b=_ledger("extraction_b"),
        reports_a=_ledger("extraction_a_reports"), reports_b=_ledger("extraction_b_reports"),
        adjudications=_ledger("adjudications"), agreement=made("agreement.json"),
    )  # fmt: skip
    return {
        **shared, **judged, **files,
        "config": str(ROOT / "config/config.yaml"),
        "agreement": made("agreement.json"), "accuracy": [], "searches": [],
        "changes": _nothing_changed(folder),
        "results": results, "verdicts": verdicts, "queue": made("review_queue.tsv"),
        "figures": made("figures"), "index": _drawn(folder), "records": records,
        "findings": findings, "claims": claims, "protocols": protocols, "manifests": manifests,
    }  # fmt: skip


def _nothing_changed(folder: Path) -> str:
    write_json(folder / "changes.json", Changes(since=None))
    return str(folder / "changes.json")


def _drawn(folder: Path) -> str:
    figures = [
        ("migraine.prisma", None, "prisma"),
        ("migraine.acute_inpatient_iv.forest", "acute_inpatient_iv", "forest"),
        ("migraine.durability.durability", "durability", "durability"),
    ]
    for name, _, _ in figures:
        write_text(folder / f"figures/{name}.svg", DRAWING.format(title=name))
    entries = [
        {"id": name, "review": "migraine", "synthesis": synthesis, "kind": kind, "title": name,
         "caption": "A line.", "alt": "A line.", "file_svg": f"{name}.svg",
         "file_pdf": f"{name}.pdf"}
        for name, synthesis, kind in figures
    ]  # fmt: skip
    write_json(folder / "figures.json", entries)
    return str(folder / "figures.json")


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Inputs], Built]:
    """Return a function that builds a page from inputs."""

    def built(given: Inputs) -> Built:
        page = tmp_path_factory.mktemp("page") / "index.html"
        said = write_page(**given, page=str(page))
        text = page.read_text(encoding="utf-8")
        return Built(said=said, text=text, tree=html.document_fromstring(text), inputs=given)

    return built


@pytest.fixture(scope="session")
def built(inputs: Inputs, build: Callable[[Inputs], Built]) -> Built:
    """The page of the bundled snapshot."""
    return build(inputs)
