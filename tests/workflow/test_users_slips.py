"""A user's slip: one clear message with place and mend, exit code 1, nothing half-written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("workflow")

VERDICTS = "data/processed/verdicts.json"


def refused(project, *said: str, target: str = VERDICTS) -> None:
    before = {p: p.read_bytes() for p in project.path("data/processed").rglob("*") if p.is_file()}
    run = project.run(target)
    assert run.code == 1, run.said
    assert "Traceback" not in run.said
    for words in said:
        assert words in run.said, run.said
    after = {p for p in project.path("data/processed").rglob("*") if p.is_file()}
    new = {p for p in after - before.keys() if p.name.startswith(".")}
    assert not new, "a half-written file was left behind"


def append(project, name: str, line: str) -> None:
    with project.path(name).open("a", encoding="utf-8") as handle:
        handle.write(line + "\n")


def test_an_unknown_key_in_the_config(fresh):
    append(fresh, "config/config.yaml", "colour: blue")
    refused(fresh, "Unknown key 'colour'", "config/config.yaml", "known keys here are")


def test_an_unknown_key_in_the_config_under_bare_snakemake(fresh):
    append(fresh, "config/config.yaml", "colour: blue")
    process = subprocess.run(
        [sys.executable, "-m", "snakemake"],
        cwd=fresh.folder,
        env=fresh.environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert process.returncode == 1
    assert "Unknown key 'colour'" in process.stdout + process.stderr
    assert "Traceback" not in process.stdout + process.stderr


def test_a_claim_that_names_an_unknown_synthesis(done):
    done.edit(
        "config/claims/mind_peace.yaml",
        "    against: [migraine/relative_change]",
        "    against: [migraine/wishes]",
    )
    refused(
        done,
        "check_claims stopped: The claim names an unknown synthesis 'migraine/wishes'",
        "config/claims/mind_peace.yaml: claim 'pain_halved_in_five_groups': against",
    )


def test_an_unknown_term_in_a_protocol(fresh):
    fresh.edit("config/reviews/migraine.yaml", "outcome: [aura_response]", "outcome: [joy]")
    refused(fresh, "'joy' is not a term of the vocabulary", "synthesis 'aura': outcome")


def test_a_row_about_an_unknown_report(fresh):
    ledger = fresh.path("data/curation/evidence.tsv")
    text = ledger.read_text(encoding="utf-8")
    ledger.write_text(text.replace("\tKaube2000\t", "\tKaube2099\t", 1), encoding="utf-8")
    refused(fresh, "unknown report 'Kaube2099'", "data/curation/evidence.tsv: line", "report_id")


def test_more_events_than_patients(fresh):
    ledger = fresh.path("data/curation/evidence.tsv")
    text = ledger.read_text(encoding="utf-8")
    assert text.count("\tproportion\t48\t61\t") == 1
    ledger.write_text(text.replace("\tproportion\t48\t61\t", "\tproportion\t84\t61\t"))
    refused(fresh, "events = 84 is greater than n = 61", "data/curation/evidence.tsv: line 2")


def test_malformed_xml_in_an_archive(fresh):
    batch = next(fresh.path("data/raw/snapshot/batches").glob("*.xml"))
    batch.write_text(batch.read_text(encoding="utf-8").replace("</Article>", "<Article>", 1))
    run = fresh.run(VERDICTS)
    assert run.code == 1
    assert batch.name in run.said
    assert "Traceback" not in run.said


def test_malformed_xml_with_a_manifest_that_says_it_is_whole(fresh):
    from ketamine_review.archive.manifest import write_manifest

    batch = next(fresh.path("data/raw/snapshot/batches").glob("*.xml"))
    text = batch.read_text(encoding="utf-8")
    batch.write_text(text.replace("</Article>", "<Article>", 1))
    write_manifest(
        fresh.path("data/raw/snapshot"),
        lambda path: Path(path).read_text(encoding="utf-8").count("<PubmedArticle>"),
    )
    refused(fresh, batch.name, "line")


def test_a_formula_of_yaml_that_is_not_yaml(fresh):
    fresh.edit("config/reviews/migraine.yaml", "eligibility:\n", "eligibility: [\n")
    refused(fresh, "not valid YAML", "config/reviews/migraine.yaml: line")


def test_a_run_outside_the_project_folder(tmp_path):
    process = subprocess.run(
        [sys.executable, "-m", "ketamine_review.cli", "run"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert process.returncode == 1
    assert "There is no Snakefile here" in process.stderr
