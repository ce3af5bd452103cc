"""Screening: criteria in order, companions of included studies, decisions by people first."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from ketamine_review.errors import ReviewError
from ketamine_review.model.decision import Decision
from ketamine_review.model.protocol import Criterion
from ketamine_review.screening.decide import mark_companions
from ketamine_review.screening.stage import screen_records
from ketamine_review.tables import write_lines

PROTOCOL = """
title: T
question: Q
dated: 2026-01-01
search: []
eligibility:
  - {id: secondary, field: design, exclude: [meta_analysis], reason: Review}
  - {id: condition, field: condition, include: [crps], unknown: exclude, reason: Not CRPS}
  - {id: results, field: design, exclude: [registry_record], companions: true, reason: No results}
  - {id: course, field: regimen.course_days, at_least: 4, reason: Too short}
rules:
  smallest_important_difference: &t {value: 2, unit: u, source: s}
  agreement_margin: *t
  rounding: *t
  adequate_trial_size: *t
  correlation: *t
syntheses: []
"""

REPORTS = """report_id\tstudy_id\tprimary\tdesign\tcondition\ttreatment_duration_value\t\
treatment_duration_unit\treport_type\tseen\tby
A\ts1\tyes\tcase_series\tcrps\t5\tday\tjournal_article\tabstract\tperson:x
B\ts1\tno\tregistry_record\tcrps\t\t\tregistry_record\tabstract\tperson:x
C\ts2\tyes\tmeta_analysis\tcrps\t\t\treview\tabstract\tperson:x
D\ts3\tyes\tcase_series\tmigraine\t\t\tjournal_article\tabstract\tperson:x
E\ts4\tyes\tcase_series\tcrps\t2\tday\tjournal_article\tabstract\tperson:x
F\ts5\tyes\tcase_series\t\t\t\tjournal_article\tabstract\tperson:x
G\ts6\tyes\tregistry_record\tcrps\t\t\tregistry_record\tabstract\tperson:x
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "r.yaml").write_text(PROTOCOL)
    (tmp_path / "reports.tsv").write_text(REPORTS)
    (tmp_path / "decisions.tsv").write_text("review\treport_id\tdecision\treason\tby\tdate\n")
    for name in ("merges.tsv", "set_aside.tsv"):
        (tmp_path / name).write_text("record_id\treason\n")
    write_lines(
        tmp_path / "records.jsonl",
        [
            {
                "record_id": f"other:{name}",
                "archive": "other",
                "report_id": name,
                "sections": [{"name": "title", "text": name}],
            }
            for name in "ABCDEFG"
        ],
    )
    return tmp_path


def screened(folder: Path) -> tuple[dict[str, dict], dict[str, int]]:
    screen_records(
        records=str(folder / "records.jsonl"),
        merges=str(folder / "merges.tsv"),
        set_aside=str(folder / "set_aside.tsv"),
        protocol=str(folder / "r.yaml"),
        reports=str(folder / "reports.tsv"),
        overrides=str(folder / "decisions.tsv"),
        decisions=str(folder / "out.csv"),
        prisma=str(folder / "prisma.json"),
    )
    with (folder / "out.csv").open(newline="") as handle:
        rows = {row["report_id"]: row for row in csv.DictReader(handle)}
    return rows, json.loads((folder / "prisma.json").read_text())


def test_the_first_criterion_that_fails_is_the_reason(folder):
    rows, _ = screened(folder)
    assert {name: (row["decision"], row["criterion"]) for name, row in rows.items()} == {
        "A": ("include", ""),
        "B": ("companion", ""),
        "C": ("exclude", "secondary"),
        "D": ("exclude", "condition"),
        "E": ("exclude", "course"),
        "F": ("exclude", "condition"),
        "G": ("exclude", "results"),
    }
    assert rows["F"]["reason"] == "Not CRPS (not stated)"


def test_the_counts_of_the_flow_diagram_add_up(folder):
    _, counts = screened(folder)
    assert counts["identified"] == counts["screened"] + counts["duplicates"] + counts["set_aside"]
    assert counts["screened"] == counts["included"] + counts["companion"] + counts["excluded"]
    by_reason = sum(n for name, n in counts.items() if name.startswith("excluded:"))
    assert by_reason == counts["excluded"]
    assert counts["studies"] == 1


def test_a_decision_by_a_person_goes_before_the_criteria(folder):
    with (folder / "decisions.tsv").open("a") as handle:
        handle.write("r\tE\tinclude\tread in full\tperson:ann\t2026-01-01\n")
        handle.write("other\tA\texclude\tanother review\tperson:ann\t2026-01-01\n")
    rows, _ = screened(folder)
    assert (rows["E"]["decision"], rows["E"]["by"]) == ("include", "person:ann")
    assert rows["A"]["decision"] == "include"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("r\tZ\tinclude\tx\tperson:a\t", "unknown report 'Z'"),
        ("r\tA\tperhaps\tx\tperson:a\t", "'perhaps' is not a decision"),
    ],
)
def test_a_decision_with_a_slip_is_refused(folder, line, words):
    with (folder / "decisions.tsv").open("a") as handle:
        handle.write(line + "\n")
    with pytest.raises(ReviewError, match=words):
        screened(folder)


def decision(name: str, kind: str, criterion: str | None = None) -> Decision:
    return Decision(
        record_id=name,
        report_id=name,
        study_id="s",
        title="",
        year=None,
        decision=kind,
        criterion=criterion,
        reason="",
    )


def test_where_the_primary_report_is_not_included_another_one_leads():
    found = mark_companions(
        [decision("A", "exclude", "condition"), decision("B", "include"), decision("C", "include")],
        primary={"A"},
        tolerant=set(),
    )
    assert [d.decision for d in found] == ["exclude", "include", "companion"]


@pytest.mark.parametrize(
    "lists", [{}, {"include": ("a",), "exclude": ("b",)}, {"include": ("a",), "at_least": 1}]
)
def test_a_criterion_has_exactly_one_rule(lists):
    with pytest.raises(ValueError, match="give one of"):
        Criterion(id="x", field="design", reason="r", **lists)


def test_a_retracted_record_is_excluded_whatever_the_criteria_say(folder):
    lines = [json.loads(line) for line in (folder / "records.jsonl").read_text().splitlines()]
    lines[0]["publication_types"] = ["Retracted Publication"]
    write_lines(folder / "records.jsonl", lines)
    rows, counts = screened(folder)
    assert (rows["A"]["decision"], rows["A"]["criterion"]) == ("exclude", "retracted")
    assert counts["excluded:retracted"] == 1


def test_only_what_a_search_brought_counts_as_searched(folder):
    lines = [json.loads(line) for line in (folder / "records.jsonl").read_text().splitlines()]
    lines[0]["archive"] = "pubmed"
    write_lines(folder / "records.jsonl", lines)
    assert screened(folder)[1]["searched"] == 1
