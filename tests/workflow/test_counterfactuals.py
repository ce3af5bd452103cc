"""What the verdicts would be if the evidence were another: through the real workflow."""

from __future__ import annotations

import json

import pytest
from ledgers import add_study

pytestmark = pytest.mark.xdist_group("workflow")

VERDICTS = "data/processed/verdicts.json"

#: A claim that a share improved, and one that ketamine does it; both held against response.
SHARE = "chronic_migraine_article/study_of_2020"
EFFECT = "chronic_migraine_article/safe_and_effective"


def verdicts_of(project) -> dict[str, dict]:
    run = project.run(VERDICTS)
    assert run.code == 0, run.said
    found = json.loads(project.path(VERDICTS).read_text())["verdicts"]
    return {verdict["claim_id"]: verdict["confirmed"] for verdict in found}


def trial(project, ketamine: int, placebo: int, n: int = 200) -> None:
    add_study(
        project.folder,
        "Invented2026",
        "rct_parallel",
        {"ketamine": (ketamine, n), "placebo": (placebo, n)},
    )


def test_a_trial_with_75_against_40_percent_shows_the_effect_and_the_share(done):
    trial(done, 150, 80)
    found = verdicts_of(done)
    assert found[SHARE]["number"]["outcome"] == "compatible"
    assert found[SHARE]["design"]["outcome"] == "supports"
    assert found[SHARE]["design"]["numbers"]["controlled"] == 2
    assert found[EFFECT]["design"]["outcome"] == "supports"
    assert "75% against 40%" in found[EFFECT]["design"]["sentence"]
    assert found[EFFECT]["evidence_verdict"] == "supported with caveats"


def test_a_trial_with_75_against_75_percent_shows_the_share_and_contradicts_the_effect(done):
    trial(done, 150, 150)
    found = verdicts_of(done)
    assert found[SHARE]["number"]["outcome"] == "compatible"
    assert found[SHARE]["evidence_verdict"] == "supported"
    assert found[EFFECT]["design"]["outcome"] == "does not support"
    assert found[EFFECT]["design"]["numbers"]["refuting"] == 1
    assert found[EFFECT]["evidence_verdict"] == "contradicted"
    assert found[EFFECT]["rule"] == "effect excluded by a controlled trial"


def test_the_same_trial_is_too_small_to_contradict_with_twenty_patients_an_arm(done):
    trial(done, 15, 15, n=20)
    found = verdicts_of(done)
    assert found[EFFECT]["design"]["numbers"]["refuting"] == 0
    assert found[EFFECT]["evidence_verdict"] == "overstated"


def test_a_trial_with_30_against_30_percent_parts_the_studies_and_contradicts_the_effect(done):
    trial(done, 60, 60)
    found = verdicts_of(done)
    assert found[SHARE]["number"]["outcome"] == "too imprecise to tell"
    assert "30%" in found[SHARE]["number"]["sentence"]
    assert found[EFFECT]["evidence_verdict"] == "contradicted"


def test_trial_arms_never_join_the_pool_of_uncontrolled_series(done):
    trial(done, 150, 80)
    verdicts_of(done)
    results = json.loads(done.path("data/processed/results.json").read_text())
    syntheses = results["reviews"]["migraine"]["syntheses"]
    pooled = {s["report_id"] for s in syntheses["acute_inpatient_iv"]["confirmed"]["studies"]}
    assert "Invented2026" not in pooled
    contrast = syntheses["response_controlled"]["confirmed"]["studies"]
    assert [s["counts"] for s in contrast] == [[150, 200, 80, 200]]


def test_with_nothing_eligible_claims_of_shares_and_effects_are_unsupported(done):
    protocol = done.path("config/reviews/migraine.yaml")
    text = protocol.read_text()
    assert text.count("unknown: exclude\n    reason: Not a study of ketamine") == 1
    protocol.write_text(text.replace("include: [ketamine, esketamine]", "include: [midazolam]", 1))
    found = verdicts_of(done)
    for claim in (SHARE, EFFECT):
        assert found[claim]["evidence_verdict"] == "unsupported"
        assert found[claim]["design"]["outcome"] == "does not support"
    assert found[SHARE]["number"]["outcome"] == "no evidence"


def test_a_series_of_300_with_30_percent_makes_the_number_untellable_in_the_pool(done):
    add_study(done.folder, "Invented2026", "retrospective_cohort", {"ketamine": (90, 300)})
    found = verdicts_of(done)
    results = json.loads(done.path("data/processed/results.json").read_text())
    answer = results["reviews"]["migraine"]["syntheses"]["acute_inpatient_iv"]["confirmed"]
    assert (answer["presentation"], answer["k"]) == ("pooled", 3)
    assert found[SHARE]["number"]["numbers"]["units"] == 1
    pool = answer["pools"][0]
    assert found[SHARE]["number"]["numbers"]["lowest_estimate"] == pool["estimate"]
    inside = pool["low"] <= 0.75 <= pool["high"]
    assert found[SHARE]["number"]["outcome"] == ("too imprecise to tell" if inside else "exceeds")


def test_the_former_series_left_out_and_the_new_one_alone_contradicts_the_number(done):
    add_study(done.folder, "Invented2026", "retrospective_cohort", {"ketamine": (90, 300)})
    for row in ("Schwenk2018#1", "Pomeroy2017#3"):
        _drop(done, row)
    found = verdicts_of(done)
    assert found[SHARE]["number"]["outcome"] == "exceeds"
    assert found[SHARE]["carry_over"]["outcome"] == "carries over"
    assert found[SHARE]["evidence_verdict"] == "contradicted"
    assert found[SHARE]["rule"] == "number excluded by direct evidence"


def _drop(project, row_id: str) -> None:
    ledger = project.path("data/curation/evidence.tsv")
    lines = ledger.read_text(encoding="utf-8").splitlines(keepends=True)
    ledger.write_text(
        "".join(line for line in lines if not line.startswith(f"{row_id}\t")), encoding="utf-8"
    )
    for path in project.path("config/claims").glob("*.yaml"):
        path.write_text(path.read_text().replace(f'rows: ["{row_id}"]', "rows: []"))
