"""Small rows of evidence, and a protocol to ask them with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ketamine_review.model.evidence import Evidence
from ketamine_review.model.protocol import Protocol, Rules, Synthesis, Threshold
from ketamine_review.model.record import Report
from ketamine_review.questions.answer import Review

NUMBER = Threshold(value=1, unit="u", source="s")
RULES = Rules(
    smallest_important_difference=Threshold(value=2, unit="points", source="s"),
    agreement_margin=Threshold(value=10, unit="percentage points", source="s"),
    rounding=Threshold(value=5, unit="percentage points", source="s"),
    adequate_trial_size=Threshold(value=96, unit="patients", source="s"),
    correlation=Threshold(value=0.5, unit="r", source="s", grid=(0.3, 0.5, 0.7)),
)


def evidence_row(row_id: str, **fields: Any) -> Evidence:
    """Return a row; dotted fields reach into its context and quantity."""
    report_id = row_id.split("#")[0]
    data: dict[str, Any] = {
        "row_id": row_id,
        "report_id": report_id,
        "study_id": f"study_{report_id}",
        "arm": "ketamine",
        "design": "case_series",
        "status": "confirmed",
        "by": "person:test",
        "context": {"outcome": "responder_2pt_nrs", "unit": "patient", "regimen": {}, "time": {}},
        "quantity": {"kind": "proportion"},
    }
    for path, value in fields.items():
        place, *rest = path.split("__")
        target = data
        for name in [place, *rest][:-1]:
            target = target[name]
        target[[place, *rest][-1]] = value
    return Evidence.model_validate(data)


@pytest.fixture
def row() -> Callable[..., Evidence]:
    return evidence_row


@pytest.fixture
def ask() -> Callable[..., Synthesis]:
    def synthesis(**fields: Any) -> Synthesis:
        base = {
            "id": "q",
            "title": "T",
            "question": "Q?",
            "measure": "proportion",
            "select": {"outcome": ["responder_2pt_nrs"]},
            "present": "pool",
            "because": "Because",
        }
        return Synthesis.model_validate({**base, **fields})

    return synthesis


@pytest.fixture
def review() -> Callable[..., Review]:
    def build(rows: list[Evidence], **protocol: Any) -> Review:
        found = Protocol.model_validate(
            {
                "id": "r",
                "title": "R",
                "question": "?",
                "dated": "2026-01-01",
                "search": [],
                "eligibility": [],
                "rules": RULES.model_dump(),
                "syntheses": [],
                **protocol,
            }
        )
        reports = {
            item.report_id: Report(
                report_id=item.report_id,
                study_id=item.study_id,
                authors=f"{item.report_id} A",
                year=2000 + position,
                report_type="journal_article",
                seen="full_text",
                by="person:test",
            )
            for position, item in enumerate(rows)
        }
        return Review(found, reports, tuple(rows))

    return build
