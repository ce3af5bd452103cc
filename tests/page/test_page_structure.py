"""The page asks nothing of anybody, hangs together, and says first what it was made from."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from page_reading import Built

from ketamine_review.tables import read_rows, write_rows

pytestmark = pytest.mark.xdist_group("page")

Change = Callable[[str], str]


def with_changed(inputs: dict[str, Any], folder: Path, **changes: Change) -> dict[str, Any]:
    """Return inputs of which some files are copies with another text."""
    changed = dict(inputs)
    for name, change in changes.items():
        path = Path(inputs[name])
        copy = folder / path.parent.name / path.name
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
        changed[name] = str(copy)
    return changed


# ---- one file, no request


def test_nothing_is_fetched_or_run_but_the_page_itself(built: Built):
    fetching = "//link | //iframe | //object | //embed | //audio | //video | //base | //*[@src]"
    assert built.find(fetching) == []
    assert built.find("//*[@style] | //*[@action] | //meta[@http-equiv='refresh']") == []
    assert [a for a in built.find("//@*") if a.attrname.startswith("on")] == []
    assert "url(" not in built.find("string(//style)") and "@import" not in built.text


def test_the_policy_lets_only_the_pages_own_style_and_script_through(built: Built):
    [policy] = built.find("//meta[@http-equiv='Content-Security-Policy']/@content")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'" and "unsafe" not in policy
    for tag in ("style", "script"):
        [text] = re.findall(rf"<{tag}>(.*?)</{tag}>", built.text, re.S)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert rules[f"{tag}-src"] == f"'sha256-{digest}'"


def test_the_page_is_small(built: Built):
    assert len(built.text.encode()) < 2_500_000


def test_the_same_files_elsewhere_give_the_same_bytes(built: Built, build, tmp_path: Path):
    def moved(value: Any) -> Any:
        if isinstance(value, list):
            return [moved(path) for path in value]
        parts = Path(value).parts[-4:]
        copy = tmp_path.joinpath("elsewhere", *parts)
        copy.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if Path(value).is_dir() else shutil.copy)(value, copy)
        return str(copy)

    elsewhere = build({name: moved(value) for name, value in built.inputs.items()})
    assert elsewhere.text == built.text
    assert str(tmp_path) not in built.text and str(Path.cwd()) not in built.text


# ---- how it hangs together


def test_ids_are_unique_and_every_link_inside_leads_somewhere(built: Built):
    ids = [str(name) for name in built.find("//@id")]
    assert len(ids) == len(set(ids))
    links = {str(href)[1:] for href in built.find("//a/@href") if href.startswith("#")}
    uses = {str(href)[1:] for href in built.find("//*[local-name()='use']/@href")}
    assert links | uses <= set(ids), sorted((links | uses) - set(ids))[:5]


def test_links_that_leave_the_page_go_to_the_web_and_tell_nothing(built: Built):
    leaving = [a for a in built.find("//a[@href]") if not a.get("href").startswith("#")]
    assert leaving
    for link in leaving:
        assert re.match(r"https?://", link.get("href"))
        assert link.get("rel") == "noopener noreferrer"


def test_headings_go_down_one_level_at_a_time(built: Built):
    levels = [int(h.tag[1]) for h in built.find("//h1 | //h2 | //h3 | //h4 | //h5")]
    assert levels.count(1) == 1 and levels[0] == 1
    for above, below in pairwise(levels):
        assert below <= above + 1


def test_tables_are_named_and_their_headings_say_what_they_head(built: Built):
    for table in built.find("//table"):
        assert table.xpath("./caption[normalize-space()]")
        assert table.xpath(".//th") and not table.xpath(".//th[not(@scope)]")


def test_landmarks_and_the_way_past_the_navigation(built: Built):
    for path in ("//main[@id='main']", "//nav[@aria-label]", "//header", "//footer"):
        assert len(built.find(path)) == 1
    assert built.find("//body/a[1][@href='#main']")
    for role in built.find("//*[@role='group']"):
        assert role.get("aria-label") and role.get("tabindex") == "0"


# ---- claims


def test_every_claim_shows_two_verdicts_and_four_comparisons(built: Built):
    verdicts = json.loads(Path(built.inputs["verdicts"]).read_text())["verdicts"]
    claims = built.find("//details[contains(@class, 'claim ')]")
    assert len(claims) == len(verdicts)
    by_id = {claim.get("id"): claim for claim in claims}
    for verdict in verdicts:
        claim = by_id["claim-" + verdict["claim_id"].replace("/", "~")]
        text = claim.text_content()
        for said in (verdict["says"], verdict["fragment"], verdict["confirmed"]["rule"]):
            assert said in text
        assert verdict["confirmed"]["evidence_verdict"] in text
        axes = claim.xpath(".//div[@class='axis']")
        outcomes = [axis.xpath("string(.//strong)") for axis in axes[:4]]
        names = ("source", "number", "design", "carry_over")
        assert outcomes == [verdict["confirmed"][name]["outcome"] for name in names]


def test_the_table_of_verdicts_adds_up(built: Built):
    rows = [
        [int(d.get("value")) for d in row.xpath(".//data")]
        for row in built.find("//table[@class='matrix']//tr[.//data]")
    ]
    for counts in rows:
        assert sum(counts[:-1]) == counts[-1]
    assert sum(row[-1] for row in rows[:-1]) == rows[-1][-1]


def test_every_figure_leads_to_its_row_report_and_source_in_two_clicks(built: Built):
    links = built.find("//table[@class='studies']//th/a | //div[@class='line']//p/a[cite]")
    assert len(links) > 100
    for link in links:
        row = built.by_id(link.get("href")[1:])
        [report] = row.xpath("ancestor::details[@class='report']")
        assert report.xpath(".//a[@class='address']") or row.xpath(".//span[@class='address']")


def test_every_trust_mark_of_a_row_is_explained(built: Built):
    [legend] = built.find("//section[@id='reports']/details[@class='legend']")
    explained = {tag.text for tag in legend.xpath(".//dt/span")}
    shown = {tag.text for tag in built.find("//details[@class='row']//dd/span[@class='tag']")}
    assert len(shown) > 5 and shown <= explained


def test_a_claim_held_against_a_drawn_answer_shows_its_figure(built: Built):
    shown = built.find("//details[contains(@class, 'claim ')]//*[local-name()='use']/@href")
    assert "#drawing-migraine.acute_inpatient_iv.forest" in shown


def test_a_verdict_that_queued_findings_would_change_is_shown_beside_the_confirmed_one(
    built: Built, build, tmp_path: Path
):
    def changed(text: str) -> str:
        data = json.loads(text)
        held = [v for v in data["verdicts"] if v["confirmed"]["evidence_verdict"] == "overstated"]
        held[0]["provisional"] |= {"evidence_verdict": "contradicted", "rule": "nothing eligible"}
        return json.dumps(data)

    page = build(with_changed(built.inputs, tmp_path, verdicts=changed))
    notes = page.find("//p[@class='note']")
    assert len(notes) == 1 and "If every queued finding were confirmed" in notes[0].text_content()
    assert notes[0].xpath("string(.//span)") == "contradicted"
    assert not built.find("//p[@class='note']")


def test_a_finding_that_nobody_confirmed_leads_to_the_words_that_it_was_read_from(
    built: Built, build, tmp_path: Path
):
    lines = Path(built.inputs["findings"]).read_text(encoding="utf-8").splitlines()
    findings = {line["record_id"]: line for line in map(json.loads, lines)}
    tables = {name: read_rows(built.inputs[name][0]) for name in ("evidence", "rows")}
    row = next(row for row in tables["evidence"] if row["record_id"] in findings)
    finding = findings[row["record_id"]]
    account = next(one for one in tables["rows"] if one["row_id"] == row["row_id"])
    row |= {"row_id": finding["finding_id"], "status": "provisional", "by": "software:extractor"}
    account["row_id"] = finding["finding_id"]
    changed = dict(built.inputs)
    for name, table in tables.items():
        copy = tmp_path / "migraine" / f"{name}.csv"
        write_rows(copy, table, list(table[0]))
        changed[name] = [str(copy), *changed[name][1:]]
    page = build(changed)
    shown = page.by_id("row-" + re.sub(r"[^\w.-]", "~", finding["finding_id"]))
    assert "not confirmed" in shown.xpath("string(summary)")
    [link] = shown.xpath(".//a[starts-with(@href, '#read-')]/@href")
    [mark] = page.by_id(link[1:]).xpath("ancestor::mark")
    assert finding["span"]["text"] in mark.text_content()
    reports = "ancestor::details[@class='report']"
    assert mark.xpath(reports) == shown.xpath(reports)


# ---- the first screen


def made_from(page: Built) -> str:
    return " ".join(page.find("string(//aside)").split())


def test_the_first_screen_says_what_the_page_was_made_from(built: Built):
    said = made_from(built)
    records = Path(built.inputs["records"]).read_text().count("\n")
    assert f"{records} reports held as a snapshot" in said
    assert "not the result of a search" in said
    assert "digests in our own words" in said
    assert "No person has confirmed any" in said


def test_the_first_screen_counts_what_people_confirmed_and_what_a_search_brought(
    built: Built, build, tmp_path: Path
):
    def signed(text: str) -> str:
        return text.replace("software:consensus-of-two-readers", "person:A. Reader", 1)

    def searched(text: str) -> str:
        return text.replace('"archive":"snapshot"', '"archive":"pubmed"', 2).replace(
            '"archive": "snapshot"', '"archive": "pubmed"', 2
        )

    page = build(with_changed(built.inputs, tmp_path, ledger=signed, records=searched))
    said = made_from(page)
    assert re.search(r"1 of [\d,]+ numbers confirmed by a person", said)
    assert "of which 2 came from a search of PubMed" in said
    assert "No person has confirmed any" not in said


def test_benefits_and_harms_stand_side_by_side_with_their_intervals(built: Built):
    for balance in built.find("//section[@class='balance']"):
        titles = [h.text for h in balance.xpath(".//div[@class='columns']/div/h4")]
        assert titles == ["Benefits", "Harms"]
    harms = built.find("(//section[@class='balance'])[1]//div[@class='columns']/div[2]")
    assert harms[0].xpath(".//span[@class='ci']//data")


# ---- a slip in an input


def test_a_stale_results_file_is_refused_with_its_name(built: Built, build, tmp_path: Path):
    from ketamine_review.errors import ReviewError

    stale = with_changed(
        built.inputs, tmp_path, results=lambda text: text.replace('"statement"', '"sentence"')
    )
    with pytest.raises(ReviewError, match=r"results\.json"):
        build(stale)
