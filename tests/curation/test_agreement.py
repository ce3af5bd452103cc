"""Two extractions compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ketamine_review.curation.agreement import _field, _pair_rows, compare_extractions

LEDGERS = Path(__file__).parents[2] / "data/curation"


def line(outcome: str, n: str = "", **cells: str) -> dict[str, str]:
    base = {
        "report_id": "A",
        "arm": "ketamine",
        "outcome": outcome,
        "measure": "proportion",
        "time_value": "",
        "time_unit": "",
        "definition": "",
        "n": n,
    }
    return {**base, **cells}


def test_rows_are_paired_by_words_and_terms_and_never_by_numbers():
    first = [line("nausea", "10"), line("vomiting", "20")]
    second = [line("vomiting", "10"), line("nausea", "20")]
    pairs, overlap = _pair_rows(first, second)
    assert {(a["outcome"], b["outcome"]) for a, b in pairs} == {
        ("nausea", "nausea"),
        ("vomiting", "vomiting"),
    }
    assert (overlap.both, overlap.only_a, overlap.only_b) == (2, 0, 0)


def test_a_row_without_a_counterpart_stays_alone():
    unlike = line("recurrence", arm="placebo", measure="mean")
    pairs, overlap = _pair_rows([line("nausea")], [unlike])
    assert not pairs
    assert (overlap.only_a, overlap.only_b) == (1, 1)


def test_kappa_is_cohens():
    # Cohen 1960: 25 of 50 agree on yes, 15 on no; chance agreement by the margins.
    table = {("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}
    pairs = [({"f": a}, {"f": b}) for (a, b), count in table.items() for _ in range(count)]
    found = _field("f", pairs)
    assert found.share == 0.7
    assert found.kappa == pytest.approx(0.4)
    assert found.kappa_low < 0.4 < found.kappa_high


def test_full_agreement_on_one_term_has_no_kappa():
    found = _field("f", [({"f": "a"}, {"f": "a"})] * 5)
    assert (found.share, found.kappa) == (1.0, None)


def test_an_empty_field_says_so():
    found = _field("f", [({"f": ""}, {"f": "a"})])
    assert (found.filled, found.share) == (0, None)


def test_the_bundled_extractions_agree_as_counted_by_hand(tmp_path):
    compare_extractions(
        extraction_a=str(LEDGERS / "extraction_a.tsv"),
        extraction_b=str(LEDGERS / "extraction_b.tsv"),
        reports_a=str(LEDGERS / "extraction_a_reports.tsv"),
        reports_b=str(LEDGERS / "extraction_b_reports.tsv"),
        adjudications=str(LEDGERS / "adjudications.tsv"),
        agreement=str(tmp_path / "agreement.json"),
    )
    found = json.loads((tmp_path / "agreement.json").read_text())
    assert found["reports"] == {"both": 44, "only_a": 15, "only_b": 13}
    fields = {f["field"]: f for f in found["report_fields"]}
    # The adjudicator counted the same by hand: 42 and 39 of 44, kappa 0.95 and 0.87.
    assert (fields["design"]["same"], fields["condition"]["same"]) == (42, 39)
    assert fields["design"]["kappa"] == pytest.approx(0.95, abs=0.005)
    assert fields["condition"]["kappa"] == pytest.approx(0.87, abs=0.005)
    assert "not truth" in found["caveat"]
