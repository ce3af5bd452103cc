"""Claims as data, the source axis, and what verdicts.csv does with hostile text."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest
import yaml

from ketamine_review.claims.document import AXES, SORTS, THRESHOLDS
from ketamine_review.claims.rules import RULES
from ketamine_review.claims.source import same_journal
from ketamine_review.claims.stage import (
    _table_row,
    read_judgements,
    verdict_on,
    write_verdicts,
)
from ketamine_review.errors import ReviewError
from ketamine_review.model.claim import Asserts, Claim, load_page
from ketamine_review.model.protocol import Rules, Threshold
from ketamine_review.model.verdict import EvidenceVerdict

PAGE = {
    "clinic": "A clinic",
    "title": "A page",
    "copy_seen": "2026-01-01",
    "sha256": "0" * 64,
    "about": "A page",
    "claims": [{"id": "one", "topic": "t", "says": "s", "fragment": "f", "asserts": "opinion"}],
}


def load(tmp_path, **changes):
    path = tmp_path / "a_page.yaml"
    path.write_text(yaml.safe_dump({**PAGE, **changes}))
    return load_page(path)


@pytest.mark.parametrize(
    ("told", "known", "same"),
    [
        ("Regional Anesthesia and Pain Medicine", "Reg Anesth Pain Med", True),
        ("The Journal of Headache and Pain", "J Headache Pain", True),
        ("British Journal of Pharmacology", "Br J Clin Pharmacol", False),
        ("Pain", "Pain Med", False),
    ],
)
def test_journals_agree_by_abbreviation(told, known, same):
    assert same_journal(told, known) is same


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"verdict": "supported"}, "verdict"),
        ({"fragment": "one two three four five six seven eight nine"}, "at most 8 words"),
        ({"asserts": "truth"}, "asserts"),
        ({"against": ["acute"]}, "review/synthesis"),
        ({"hedges": [{"fragment": "f", "covers": ["sorrow"]}]}, "'sorrow' is not a limit"),
        ({"source": {"naming": "named"}}, "report_id"),
        ({"quantity": {"kind": "proportion", "events": 5, "n": 3}}, "greater than n"),
    ],
)
def test_a_slip_in_a_claim_is_named_with_its_claim_and_field(tmp_path, change, words):
    entry = {**PAGE["claims"][0], **change}
    with pytest.raises(ReviewError) as caught:
        load(tmp_path, claims=[entry])
    message = str(caught.value)
    assert words in message
    assert "claim 'one'" in message


def test_a_page_may_not_use_an_id_twice(tmp_path):
    with pytest.raises(ReviewError, match="stands twice"):
        load(tmp_path, claims=PAGE["claims"] * 2)


def test_a_claim_may_not_name_an_unknown_synthesis_report_row_or_word(bench, pages):
    page = pages["mind_peace"]
    claim = page.claims[0]
    for change, words in (
        ({"against": ("migraine/nothing",)}, "unknown synthesis 'migraine/nothing'"),
        ({"word": "wonderful"}, "word 'wonderful'"),
        (
            {"source": claim.source.model_copy(update={"naming": "named", "report_id": "X"})},
            "unknown report 'X'",
        ),
        (
            {"source": claim.source.model_copy(update={"rows": ("X#1",)})},
            "'X#1' that is not in the ledger",
        ),
    ):
        with pytest.raises(ReviewError, match=words):
            verdict_on(bench, page, claim.model_copy(update=change), "file.yaml")


def test_a_judgement_on_an_unknown_axis_is_refused(tmp_path):
    path = tmp_path / "judgements.tsv"
    path.write_text("claim_id\taxis\tjudgement\treason\tby\tdate\na/b\tmood\tx\ty\tperson:z\t\n")
    with pytest.raises(ReviewError, match="'mood' is not an axis"):
        read_judgements(path)


def test_the_first_rule_that_fits_decides_and_the_last_always_fits():
    assert RULES[-1].verdict is EvidenceVerdict.SUPPORTED
    order = [rule.verdict for rule in RULES]
    assert sorted(order, key=list(EvidenceVerdict).index) == order


def test_the_documentation_covers_every_sort_axis_and_threshold():
    assert set(SORTS) == set(Asserts)
    assert len(AXES) == 4
    fields = {name for name, field in Rules.model_fields.items() if field.annotation is Threshold}
    assert set(THRESHOLDS) == fields


def test_an_inferred_source_is_never_called_misattributed(bench, pages):
    page = pages["mind_peace"]
    claim = next(c for c in page.claims if c.id == "relief_three_to_seven_days")
    wrong = claim.quantity.model_copy(update={"value": "95"})
    source = claim.source.model_copy(update={"naming": "inferred"})
    told_wrong = claim.model_copy(update={"quantity": wrong})
    assert verdict_on(bench, page, told_wrong, "").confirmed.source_verdict == "misattributed"
    inferred = told_wrong.model_copy(update={"source": source})
    assert verdict_on(bench, page, inferred, "").confirmed.source_verdict == "none named"


def test_hostile_text_stays_text_and_no_cell_starts_a_formula(bench, pages, tmp_path):
    hostile = '=HYPERLINK("x") <script>alert(1)</script> \u202eevil'
    page = pages["mind_peace"]
    claim = page.claims[0].model_copy(update={"says": hostile})
    found = verdict_on(bench, page, claim, "")
    write_verdicts(str(tmp_path / "verdicts.json"), str(tmp_path / "verdicts.csv"), [page], [found])
    with (tmp_path / "verdicts.csv").open(encoding="utf-8", newline="") as handle:
        row = next(csv.DictReader(handle))
    assert row["says"] == "'" + hostile
    for cell in row.values():
        assert cell[:1] not in "=+@" or cell == ""
    assert _table_row(found)["says"] == hostile


def test_fragility_names_the_choices_that_give_another_verdict(bench, pages):
    page = pages["chronic_migraine_article"]
    claim = next(c for c in page.claims if c.id == "study_of_2020")
    found = verdict_on(bench, page, claim, "")
    assert found.fragile
    assert {(f.choice, f.label.split()[0]) for f in found.flips} == {("threshold", "agreement")}
    kinds = {choice.choice for choice in found.choices}
    assert {"threshold", "count", "denominator"} <= kinds


def test_a_claim_held_against_nothing_has_no_certainty_and_no_choices(bench, pages):
    page = pages["mind_peace"]
    reference = next(c for c in page.claims if c.asserts is Asserts.REFERENCE)
    found = verdict_on(bench, page, reference, "")
    assert found.confirmed.evidence_verdict is EvidenceVerdict.REFERENCE
    assert not found.certainty
    assert not found.choices


def test_certainty_of_an_effect_without_a_comparator_is_very_low(bench, pages):
    page = pages["mind_peace"]
    claim = next(c for c in page.claims if c.id == "relief_three_to_seven_days")
    levels = {c.question: c for c in verdict_on(bench, page, claim, "").certainty}
    assert levels["effect"].level == "very low"
    inconsistency = next(d for d in levels["share"].domains if d.name == "inconsistency")
    assert inconsistency.concern == "not assessed"
    bias = next(d for d in levels["share"].domains if d.name == "risk of bias")
    assert bias.concern != "none"


def test_rules_of_the_review_that_a_claim_is_held_against_apply(bench, pages):
    page = pages["chronic_migraine_article"]
    claim = next(c for c in page.claims if c.id == "study_of_2020")
    protocol = bench.protocols["migraine"]
    narrow = protocol.rules.agreement_margin.model_copy(update={"value": 1.0})
    rules = protocol.rules.model_copy(update={"agreement_margin": narrow})
    changed = replace(
        bench,
        protocols={**bench.protocols, "migraine": protocol.model_copy(update={"rules": rules})},
    )
    before = verdict_on(bench, page, claim, "").confirmed.number.outcome
    after = verdict_on(changed, page, claim, "").confirmed.number.outcome
    assert (before, after) == ("compatible", "too imprecise to tell")


def test_a_claim_is_read_from_plain_data_and_back():
    claim = Claim.model_validate(PAGE["claims"][0])
    assert Claim.model_validate(claim.model_dump(mode="json")) == claim
