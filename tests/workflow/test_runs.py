"""The real workflow: it finishes, says what it did, and does again only what has to be done."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("workflow")

STAGES = (
    "parse",
    "extract",
    "screen",
    "curate",
    "synthesize",
    "check_claims",
    "queue",
    "figures",
    "page",
)


def test_a_run_says_what_each_stage_did_and_where_the_page_is(finished):
    project, run = finished
    assert run.code == 0, run.said
    for stage in STAGES:
        assert run.ran(stage), f"{stage} said nothing:\n{run.said}"
    assert f"Page: {project.path('data/processed/page/index.html')}" in run.said
    for name in ("results.json", "verdicts.json"):
        data = json.loads(project.path(f"data/processed/{name}").read_text())
        assert data["schema_version"] >= 1


def test_a_second_run_does_nothing_and_says_so(done):
    run = done.run()
    assert run.code == 0, run.said
    assert "Nothing was to be done" in run.said
    assert not any(run.ran(stage) for stage in STAGES)


def test_a_changed_number_of_a_claim_runs_again_from_check_claims_on(done):
    done.edit(
        "config/claims/mind_peace.yaml",
        'unit: patient\n    quantity: {kind: proportion, value: "75"}',
        'unit: patient\n    quantity: {kind: proportion, value: "95"}',
    )
    run = done.run()
    assert run.code == 0, run.said
    ran = {stage for stage in STAGES if run.ran(stage)}
    assert ran == {"check_claims", "queue", "figures", "page"}
    verdicts = json.loads(done.path("data/processed/verdicts.json").read_text())["verdicts"]
    changed = next(v for v in verdicts if v["claim_id"] == "mind_peace/relief_three_to_seven_days")
    assert changed["confirmed"]["number"]["outcome"] == "exceeds"


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("page/__init__.py", {"page"}),
        ("claims/compare.py", {"check_claims", "queue", "figures", "page"}),
        (
            "synthesis/intervals.py",
            {"synthesize", "check_claims", "queue", "figures", "page"},
        ),
    ],
)
def test_one_line_of_the_library_runs_exactly_the_stages_above_it(done, module, expected):
    with done.path(f"src/ketamine_review/{module}").open("a") as handle:
        handle.write("\n# one more line\n")
    planned = subprocess.run(
        [sys.executable, "-m", "snakemake", "--dry-run"],
        cwd=done.folder,
        env=done.environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert planned.returncode == 0, planned.stdout + planned.stderr
    text = planned.stdout + planned.stderr
    ran = {stage for stage in STAGES if f"rule {stage}:" in text}
    assert ran == expected


def test_a_removed_row_changes_pool_figure_and_reasons(done):
    ledger = done.path("data/curation/evidence.tsv")
    lines = ledger.read_text(encoding="utf-8").splitlines(keepends=True)
    ledger.write_text(
        "".join(line for line in lines if not line.startswith("Schwenk2018#1\t")),
        encoding="utf-8",
    )
    claims = done.path("config/claims")
    for path in claims.glob("*.yaml"):
        path.write_text(path.read_text().replace('rows: ["Schwenk2018#1"]', "rows: []"))
    before = _of_pool(done)
    run = done.run()
    assert run.code == 0, run.said
    after = _of_pool(done)
    assert before["k"] == 2 and before["pools"]
    assert after["k"] == 1 and not after["pools"]
    figure = done.path("data/processed/figures/migraine.acute_inpatient_iv.forest.svg").read_text()
    assert "Schwenk 2018" not in figure
    verdicts = json.loads(done.path("data/processed/verdicts.json").read_text())["verdicts"]
    reasons = next(v for v in verdicts if v["claim_id"] == "mind_peace/relief_three_to_seven_days")
    assert not any("Schwenk 2018" in reason for reason in reasons["confirmed"]["reasons"])


def _of_pool(project) -> dict:
    results = json.loads(project.path("data/processed/results.json").read_text())
    return results["reviews"]["migraine"]["syntheses"]["acute_inpatient_iv"]["confirmed"]


def test_two_folders_give_the_same_bytes(finished, fresh):
    first, run = finished
    assert run.code == 0, run.said
    again = fresh.run()
    assert again.code == 0, again.said
    compared = 0
    for path in sorted(first.path("data/processed").rglob("*")):
        if path.suffix in {".csv", ".tsv", ".json", ".jsonl", ".svg", ".pdf"} or (
            path.name == "index.html"
        ):
            other = fresh.path(str(path.relative_to(first.folder)))
            assert path.read_bytes() == other.read_bytes(), f"{path.name} differs"
            compared += 1
    assert compared > 30


def test_a_second_run_at_the_same_time_is_refused_in_one_sentence(done):
    lock = done.path(".ketamine-review.lock")
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import fcntl, sys, time\n"
            f"handle = open({str(lock)!r}, 'w')\n"
            "fcntl.flock(handle, fcntl.LOCK_EX)\n"
            "print('held', flush=True)\n"
            "time.sleep(60)\n",
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout.readline().strip() == "held"
        run = done.run()
    finally:
        holder.kill()
        holder.wait()
    assert run.code == 1
    assert "Another run is at work in this folder" in run.said
    assert "Traceback" not in run.said


def test_after_kill_9_a_plain_run_finishes(fresh):
    process = subprocess.Popen(
        [sys.executable, "-m", "ketamine_review.cli", "run"],
        cwd=fresh.folder,
        env=fresh.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    _wait_for(fresh.path("data/processed/findings.jsonl"), process)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not fresh.path("data/processed/page/index.html").exists()
    run = fresh.run()
    assert run.code == 0, run.said
    assert fresh.path("data/processed/page/index.html").exists()


def _wait_for(path: Path, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 120
    while not path.exists():
        assert process.poll() is None, "the run ended before it could be killed"
        assert time.monotonic() < deadline, f"{path.name} never came"
        time.sleep(0.05)


NO_NETWORK = """
import socket

def refuse(asked, *rest, **more):
    raise OSError(f"this test allows no connection, and {asked} was asked for")

def only_files(connect):
    def guarded(self, address):
        return connect(self, address) if self.family == socket.AF_UNIX else refuse(address)
    return guarded

socket.socket.connect = only_files(socket.socket.connect)
socket.socket.connect_ex = only_files(socket.socket.connect_ex)
socket.getaddrinfo = refuse
"""


def test_a_run_opens_no_connection_to_anywhere(fresh, tmp_path):
    (tmp_path / "block").mkdir()
    (tmp_path / "block/sitecustomize.py").write_text(NO_NETWORK)
    environment = fresh.environment
    environment["PYTHONPATH"] = f"{tmp_path / 'block'}:{environment['PYTHONPATH']}"
    blocked = subprocess.run(
        [sys.executable, "-c", "import socket; socket.create_connection(('127.0.0.1', 9))"],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert "this test allows no connection" in blocked.stderr
    process = subprocess.run(
        [sys.executable, "-m", "ketamine_review.cli", "run"],
        cwd=fresh.folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert process.returncode == 0, process.stdout + process.stderr


def test_the_counts_of_reports_and_rows_add_up(finished):
    project, _ = finished
    results = json.loads(project.path("data/processed/results.json").read_text())
    for review, found in results["reviews"].items():
        prisma, rows = found["prisma"], found["rows"]
        assert prisma["screened"] == (
            prisma["included"] + prisma["excluded"] + prisma["companion"]
        ), review
        assert sum(found["excluded_reports"].values()) == prisma["excluded"], review
        assert rows["total"] == rows["used"] + rows["listed"] + rows["excluded"], review
        table = project.path(f"data/processed/{review}/rows.csv").read_text(encoding="utf-8")
        assert len(list(csv.DictReader(table.splitlines()))) == rows["total"]
        assert all(row["reason"] for row in csv.DictReader(table.splitlines()))


def test_one_changed_selector_of_the_protocol_moves_the_answer_and_its_figure(done):
    done.edit(
        "config/reviews/migraine.yaml",
        "      population: [adult, not_stated]\n      outcome: [responder_2pt_nrs]\n",
        "      population: [not_stated]\n      outcome: [responder_2pt_nrs]\n",
    )
    figure = "data/processed/figures/migraine.acute_inpatient_iv.forest.svg"
    before = done.path(figure).read_bytes()
    run = done.run("data/processed/figures.json")
    assert run.code == 0, run.said
    assert _of_pool(done)["k"] == 1
    assert done.path(figure).read_bytes() != before


def test_the_picture_in_the_readme_is_the_one_that_the_pipeline_draws(finished):
    project, _ = finished
    drawn = project.path("data/processed/figures/migraine.acute_inpatient_iv.forest.svg")
    shown = Path(__file__).parents[2] / "docs/images/acute-inpatient-forest.svg"
    assert drawn.read_bytes() == shown.read_bytes()


def test_each_included_report_stands_in_the_exports(finished):
    project, _ = finished
    for review in ("migraine", "chronic_pain"):
        with project.path(f"data/processed/{review}/decisions.csv").open(newline="") as handle:
            included = {
                r["report_id"] for r in csv.DictReader(handle) if r["decision"] != "exclude"
            }
        bibliography = project.path(f"data/processed/exports/{review}.ris").read_text()
        assert set(re.findall(r"^ID  - (.*)$", bibliography, re.M)) == included


def test_snakemakes_own_report_holds_page_figures_and_notebooks(done, tmp_path):
    archive = tmp_path / "report.zip"
    made = subprocess.run(
        [sys.executable, "-m", "snakemake", "--report", str(archive)],
        cwd=done.folder,
        env=done.environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert made.returncode == 0, made.stderr
    with zipfile.ZipFile(archive) as report:
        names = [Path(name).name for name in report.namelist()]
        text = report.read("report/report.html").decode()
    assert "index.html" in names
    assert "migraine.acute_inpatient_iv.forest.svg" in names
    assert sum(name.endswith(".html") and name[:2].isdecimal() for name in names) == 4
    for category in ("Page", "Figures", "Notebooks"):
        assert f'"{category}"' in text
