"""Exports: what others read back is what the review says."""

from __future__ import annotations

import re

import pytest

from ketamine_review.exports.bibliography import bibtex, ris
from ketamine_review.exports.checklist import ITEMS, checklist
from ketamine_review.exports.metafor import metafor_rows, r_snippet
from ketamine_review.model.record import Report
from ketamine_review.model.results import (
    Pool,
    Results,
    ReviewResult,
    StudyEffect,
    SynthesisEntry,
    SynthesisResult,
)

REPORT = Report(
    report_id="Doe2020",
    authors="Doe JA; van der Roe B; A Group",
    title="Pain & {relief}\nin 50% of cases_",
    journal="J Pain",
    year=2020,
    pages="10-20",
    doi="10.1/x",
    pmid="123",
    sources="https://example.org/a https://example.org/b",
    report_type="journal_article",
    seen="abstract",
    by="person:x",
)


def test_a_ris_entry_holds_each_author_and_ends():
    text = ris([REPORT, REPORT])
    entries = [entry for entry in text.split("ER  - \n") if entry.strip()]
    assert len(entries) == 2
    lines = entries[0].strip().splitlines()
    assert lines[0] == "TY  - JOUR"
    assert [x[6:] for x in lines if x.startswith("AU")] == ["Doe, JA", "van der Roe, B", "A Group"]
    assert "SP  - 10" in lines
    assert "EP  - 20" in lines
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)


def test_a_bibtex_entry_escapes_what_latex_would_read():
    text = bibtex([REPORT])
    assert text.startswith("@article{Doe2020,")
    assert r"Pain \& \{relief\} in 50\% of cases\_" in text
    assert "author = {Doe, JA and van der Roe, B and A Group}" in text
    assert "pages = {10--20}" in text


def entry(measure: str, **effect) -> SynthesisEntry:
    base = {
        name: None
        for name in StudyEffect.model_fields
        if StudyEffect.model_fields[name].is_required()
    }
    study = StudyEffect.model_validate(
        {**base, "row_id": "A#1", "report_id": "A", "study_id": "s", "label": "A 2020",
         "outcome": "o", "by": "x", "estimate": 0.5, **effect}
    )  # fmt: skip
    pool = Pool(model="glmm", label="L", k=1, estimate=0.5, low=0.4, high=0.6)
    result = SynthesisResult(
        presentation="pooled", statement="", k=1, n=1, one_centre=False, studies=(study,),
        pools=(pool,),
    )  # fmt: skip
    return SynthesisEntry(
        id="q", title="T", question="", measure=measure, role="benefit", because="",
        confirmed=result, provisional=result,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "effect", "cells"),
    [
        ("proportion", {"events": 48, "n": 61}, {"xi": 48, "ni": 61}),
        ("difference", {"se": 0.7}, {"yi": 0.5, "sei": 0.7}),
        (
            "risk_difference",
            {"counts": (1, 2, 3, 4)},
            {"ai": 1, "n1i": 2, "ci": 3, "n2i": 4},
        ),
    ],
)
def test_metafor_is_given_the_columns_it_asks_for(measure, effect, cells):
    (row,) = metafor_rows(entry(measure, **effect))
    assert cells.items() <= row.items()
    code = r_snippet(entry(measure, **effect), "table.csv")
    assert len(code.strip().splitlines()) <= 12
    for name in cells:
        assert re.search(rf"\b{name}\b", code)
    assert "ours <- c(0.5, 0.4, 0.6)" in code


def test_what_is_never_pooled_has_no_table():
    assert metafor_rows(entry("change")) == []


def test_the_checklist_has_every_item_of_prisma_2020_in_order():
    numbers = [number for number, _, _ in ITEMS]
    assert len({re.match(r"\d+", n)[0] for n in numbers}) == 27
    assert numbers == sorted(numbers, key=lambda n: (int(re.match(r"\d+", n)[0]), n))
    results = Results(
        software="x",
        reviews={
            "r": ReviewResult(
                title="R", question="", dated="", rows={}, syntheses={}, excluded_reports={},
                prisma={"studies": 3, "included": 4, "companion": 1},
            )
        },
    )  # fmt: skip
    text = checklist(results)
    assert "3 studies in 5 reports" in text
    assert "config/reviews/r.yaml" in text
