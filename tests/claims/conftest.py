"""The evidence of the bundled snapshot, as claims are held against it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ketamine_review.archive.manifest import batch_files
from ketamine_review.archive.stage import parse_records
from ketamine_review.claims.stage import Bench, read_bench
from ketamine_review.curation.stage import curate_evidence
from ketamine_review.extraction.stage import extract_findings
from ketamine_review.model.claim import Page, load_page
from ketamine_review.questions.stage import synthesize_evidence
from ketamine_review.screening.stage import screen_records

ROOT = Path(__file__).parents[2]
REVIEWS = ("migraine", "chronic_pain")
LEDGERS = ROOT / "data/curation"


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """All stages up to the syntheses, run on the bundled archives."""
    folder = tmp_path_factory.mktemp("bench")

    def made(name: str) -> str:
        (folder / name).parent.mkdir(exist_ok=True)
        return str(folder / name)

    archives = [ROOT / "data/raw/other", ROOT / "data/raw/snapshot"]
    parse_records(
        manifests=[str(a / "manifest.json") for a in archives],
        batches=[path for a in archives for path in batch_files(str(a))],
        records=made("records.jsonl"),
        merges=made("merges.tsv"),
        set_aside=made("set_aside.tsv"),
        kept=made("kept"),
    )
    extract_findings(
        records=made("records.jsonl"), findings=made("findings.jsonl"), kept=made("kept_findings")
    )
    for review in REVIEWS:
        _evidence(review, made)
    protocols = [str(ROOT / f"config/reviews/{review}.yaml") for review in REVIEWS]
    per_review = {
        name: [made(f"{review}/{file}") for review in REVIEWS]
        for name, file in (
            ("evidence", "evidence.csv"),
            ("left_out", "left_out.csv"),
            ("prisma", "prisma.json"),
            ("effects", "effects.csv"),
            ("rows", "rows.csv"),
        )
    }
    synthesize_evidence(
        protocols=protocols,
        reports=str(LEDGERS / "reports.tsv"),
        vocabulary=str(ROOT / "config/vocabulary.yaml"),
        results=made("results.json"),
        **per_review,
    )
    return read_bench(
        results=made("results.json"),
        evidence=per_review["evidence"],
        reports=str(LEDGERS / "reports.tsv"),
        ledger=str(LEDGERS / "evidence.tsv"),
        corrections=str(LEDGERS / "corrections.tsv"),
        protocols=protocols,
        judgements=str(LEDGERS / "judgements.tsv"),
        risk_of_bias=str(LEDGERS / "risk_of_bias.tsv"),
        vocabulary=str(ROOT / "config/vocabulary.yaml"),
    )


def _evidence(review: str, made) -> None:
    screen_records(
        records=made("records.jsonl"),
        merges=made("merges.tsv"),
        set_aside=made("set_aside.tsv"),
        protocol=str(ROOT / f"config/reviews/{review}.yaml"),
        reports=str(LEDGERS / "reports.tsv"),
        overrides=str(LEDGERS / "decisions.tsv"),
        decisions=made(f"{review}/decisions.csv"),
        prisma=made(f"{review}/prisma.json"),
    )
    curate_evidence(
        decisions=made(f"{review}/decisions.csv"),
        findings=made("findings.jsonl"),
        protocol=str(ROOT / f"config/reviews/{review}.yaml"),
        vocabulary=str(ROOT / "config/vocabulary.yaml"),
        reports=str(LEDGERS / "reports.tsv"),
        ledger=str(LEDGERS / "evidence.tsv"),
        corrections=str(LEDGERS / "corrections.tsv"),
        evidence=made(f"{review}/evidence.csv"),
        left_out=made(f"{review}/left_out.csv"),
    )


@pytest.fixture(scope="session")
def pages() -> dict[str, Page]:
    """Every page by its id."""
    return {page.id: page for page in map(load_page, sorted((ROOT / "config/claims").glob("*")))}
