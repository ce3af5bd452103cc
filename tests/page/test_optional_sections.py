"""What is not always there: the last update's changes, and how well the extractor reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from page_reading import Built
from test_page_structure import with_changed

pytestmark = pytest.mark.xdist_group("page")

SCORE = {
    "tp": 90, "fp": 10, "fn": 30, "precision": 0.9, "precision_low": 0.84, "precision_high": 0.95,
    "recall": 0.75, "recall_low": 0.68, "recall_high": 0.81, "f1": 0.818, "f1_low": 0.77,
    "f1_high": 0.86,
}  # fmt: skip
DATED = {"2026-11-24": 1, "2026-12-01": 2}
ACCURACY = {
    "abstracts": 120,
    "described": "none of them seen before",
    "resamples": 2000,
    "numbers": {"proportion": SCORE},
    "with_arm": {"proportion": SCORE},
}


def changes(claim: str) -> dict[str, Any]:
    answer = {"presentation": "single", "k": 1, "n": 40, "estimate": 0.5, "low": 0.3, "high": 0.7}
    sides = ("confirmed_before", "confirmed_after", "provisional_before", "provisional_after")
    new = {
        "report_id": "Doe2026", "what": "came", "title": "A trial of 2026", "archive": "pubmed",
        "eligible": ["migraine"], "decisions_before": {}, "decisions_after": {},
    }  # fmt: skip
    verdict = {"id": claim, "title": "It helps 75%.", "changed": True}
    verdict |= dict.fromkeys(sides, "supported") | {"provisional_after": "overstated"}
    synthesis = {"id": "migraine/aura", "title": "Aura", "changed": True}
    synthesis |= {**dict.fromkeys(sides, answer), "confirmed_before": None}
    return {
        "schema_version": 1, "since": "0123456789abcdef", "records": [new],
        "syntheses": [synthesis], "verdicts": [verdict],
    }  # fmt: skip


def written(path: Path, value: Any) -> list[str]:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(value))
    return [str(path)]


def test_without_a_measurement_no_accuracy_is_stated(built: Built):
    said = built.by_id("reading").text_content()
    assert "Not measured yet" in said and "Precision" not in said
    assert not built.find("//*[@id='changes']")


def test_accuracy_is_stated_with_its_number_of_abstracts_and_intervals(
    built: Built, build, tmp_path: Path
):
    accuracy = written(tmp_path / "benchmarks/extraction_accuracy.json", ACCURACY)
    page = build({**built.inputs, "accuracy": accuracy})
    said = " ".join(page.by_id("reading").text_content().split())
    assert "Measured on 120 abstracts: none of them seen before." in said
    assert "90% (84 to 95)" in said and "75% (68 to 81)" in said
    for element in page.find("//*[starts-with(@data-path, 'benchmarks/')]"):
        assert page.resolve(element.get("data-path")) == float(element.get("value"))


def test_the_last_update_shows_what_came_and_which_verdicts_it_would_change(
    built: Built, build, tmp_path: Path
):
    claim = json.loads(Path(built.inputs["verdicts"]).read_text())["verdicts"][0]["claim_id"]
    [path] = written(tmp_path / "changes.json", changes(claim))
    page = build({**built.inputs, "changes": path})
    section = page.by_id("changes")
    said = " ".join(section.text_content().split())
    assert "Answers that changed: 1. Verdicts that changed: 1." in said
    assert "came: A trial of 2026" in said and "eligible" in said
    [row] = section.xpath(".//tbody/tr")
    assert [cell.text for cell in row.xpath("td")][-1] == "overstated"
    assert page.by_id(row.xpath(".//a/@href")[0][1:]).tag == "details"


def test_a_report_that_the_ledger_lacks_is_cited_from_its_record(
    built: Built, build, tmp_path: Path
):
    def without(text: str) -> str:
        return "".join(x for x in text.splitlines(keepends=True) if not x.startswith("Zitek2018\t"))

    page = build(with_changed(built.inputs, tmp_path, reports=without))
    for one, said in ((page, True), (built, False)):
        cited = " ".join(one.by_id("report-Zitek2018").xpath("string(.//div/p)").split())
        assert "Zitek T; Gates M" in cited and "DOI" in cited
        assert ("Not in the ledger of reports yet" in cited) is said


def test_the_latest_search_of_each_review_is_told_with_its_date_and_count(
    built: Built, build, tmp_path: Path
):
    entry = {
        "schema_version": 1, "source": "pubmed", "review": "migraine", "query": "ketamine",
        "translation": "ketamine[All Fields]", "warnings": [], "pmids": ["1", "2"],
    }  # fmt: skip
    dated = {date: {**entry, "date": date, "count": count} for date, count in DATED.items()}
    searches = [
        written(tmp_path / f"searches/migraine.{date}.json", one)[0] for date, one in dated.items()
    ]
    page = build({**built.inputs, "searches": searches})
    said = " ".join(page.by_id("flow").text_content().split())
    assert "Last search of PubMed: 2026-12-01, 2 records" in said
    assert "ketamine[All Fields]" in said
    assert "Last search" not in built.by_id("flow").text_content()
