"""The built page as a person meets it: opened from disk, filtered, sorted, printed, read aloud."""

from __future__ import annotations

import csv
import io
import re
from importlib.resources import files
from pathlib import Path

import pytest
from conftest import BUILT
from playwright.sync_api import Page, expect

SCREENSHOTS = Path(__file__).parents[2] / "logs/screenshots"
WIDTHS = (390, 1280, 1920)
CLAIM = "details.claim"
SHOWN = f"{CLAIM}:not([hidden])"


def a_claim_with_a_figure(page: Page) -> str:
    """Return the id of the first claim that is held against a drawn answer."""
    return page.locator(f"{CLAIM}:has(use)").first.get_attribute("id")


def open_everything(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")


# ---- opened from disk


def test_it_opens_from_disk_without_a_complaint_or_a_request(opened):
    page = opened()
    expect(page.locator("h1")).to_be_visible()
    open_everything(page)
    expect(page.locator("svg.drawing").first).to_be_visible()


def test_it_is_small_enough_to_be_mailed():
    assert BUILT.stat().st_size < 3_000_000


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_hangs_over_the_edge(opened, width):
    page = opened(width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    open_everything(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_first_screen_of_a_laptop_shows_verdicts_benefits_and_harms(opened):
    page = opened()
    for place in (".made-from", "table.matrix tfoot", ".columns >> text=Harms"):
        box = page.locator(place).first.bounding_box()
        assert box["y"] + box["height"] <= 900, place


def test_without_script_all_can_be_read_and_nothing_pretends_to_work(opened):
    page = opened(java_script_enabled=False)
    expect(page.locator("form.filters").first).to_be_hidden()
    claim = page.locator(CLAIM).first
    claim.locator("summary").first.click()
    expect(claim.locator(".axis").first).to_be_visible()


# ---- claims


def test_claims_are_filtered_by_page_verdict_and_words(opened):
    page = opened("#claims")
    form = page.locator("#claim-filters")
    everything = page.locator(SHOWN).count()
    form.locator("select[name=page]").select_option(index=1)
    of_page = page.locator(SHOWN).count()
    assert 0 < of_page < everything
    expect(form.locator("output")).to_have_text(f"{of_page} of {everything} shown")
    form.locator("select[name=verdict]").select_option("overstated")
    assert page.locator(f"{SHOWN}.overstated").count() == page.locator(SHOWN).count()
    form.locator("button[type=reset]").click()
    expect(page.locator(SHOWN)).to_have_count(everything)
    words = page.locator(f"{CLAIM} .says").first.inner_text()
    form.locator("input[name=words]").fill(words)
    assert page.locator(SHOWN).count() < everything
    expect(page.locator(f"{SHOWN} .says").first).to_have_text(words)


def test_a_count_in_the_table_of_verdicts_shows_just_those_claims(opened):
    page = opened()
    cell = page.locator("table.matrix tbody a.cell:not(.all)").first
    count = int(cell.inner_text())
    cell.click()
    expect(page.locator(SHOWN)).to_have_count(count)
    expect(page.locator("#claims h2")).to_be_in_viewport()


def test_a_link_to_a_claim_opens_it_even_where_a_filter_hides_it(opened):
    page = opened()
    name = a_claim_with_a_figure(page)
    page.locator("#claim-filters input[name=words]").fill("no claim says this")
    expect(page.locator(SHOWN)).to_have_count(0)
    page.evaluate("(name) => { location.hash = name; }", name)
    claim = page.locator(f"[id='{name}']")
    expect(claim.locator(".axis").first).to_be_visible()
    expect(claim.locator("summary").first).to_be_in_viewport()
    expect(claim.locator("summary").first).to_be_focused()


def test_a_deep_link_opens_its_claim_on_arrival(opened):
    name = a_claim_with_a_figure(opened())
    page = opened(f"#{name}")
    expect(page.locator(f"[id='{name}'] .axis").first).to_be_visible()


def test_a_figure_leads_to_its_row_and_source_in_two_clicks(opened):
    page = opened()
    page.locator(".columns .told a").first.click()
    row = page.locator("details.row[open]")
    expect(row).to_have_count(1)
    expect(row.locator("dl")).to_be_in_viewport()
    expect(page.locator("details.report[open] a.address").first).to_be_visible()


def test_the_reasons_of_a_verdict_are_reached_by_keyboard_alone(opened):
    page = opened()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.locator("#claims").evaluate("(section) => { section.tabIndex = -1; section.focus(); }")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches('{CLAIM} > summary')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(f"{CLAIM}[open] .reasons").first).to_be_visible()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


# ---- tables


def test_a_column_sorts_up_and_down_and_says_so(opened):
    page = opened("#evidence-table")
    header = page.locator("#evidence-table thead th", has_text="Events")
    column = header.evaluate("(th) => th.cellIndex + 1")

    def values() -> list[float]:
        cells = page.locator(f"#evidence-table tbody tr td:nth-child({column}) data")
        return [float(value) for value in cells.evaluate_all("(ds) => ds.map((d) => d.value)")]

    header.locator("button").click()
    assert header.get_attribute("aria-sort") == "ascending"
    assert values() == sorted(values())
    header.locator("button").click()
    assert header.get_attribute("aria-sort") == "descending"
    assert values() == sorted(values(), reverse=True)
    assert page.locator("#evidence-table [aria-sort]").count() == 1


def test_the_rows_that_are_shown_can_be_taken_away(opened):
    page = opened("#evidence-table")
    form = page.locator("form[data-table=evidence-table]")
    form.locator("input[name=words]").fill("vivid dreams")
    rows = page.locator("#evidence-table tbody tr:not([hidden])")
    with page.expect_download() as waiting:
        form.locator("button[name=download]").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    table = list(csv.reader(io.StringIO(text)))
    assert waiting.value.suggested_filename == "evidence.csv"
    assert len(table) == rows.count() + 1 > 1
    assert {len(row) for row in table} == {len(table[0])}


# ---- print, colours, assistive technology


def test_print_shows_what_is_closed_on_the_screen(opened):
    page = opened()
    pdf = page.pdf()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) > 20
    assert page.locator("details[open]").count() == 0
    for scripted in (True, False):
        page = opened(java_script_enabled=scripted)
        page.emulate_media(media="print")
        if scripted:
            page.evaluate("dispatchEvent(new Event('beforeprint'))")
        expect(page.locator(f"{CLAIM} .axis").first).to_be_visible()
        expect(page.locator("nav.sections")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_violation(opened, scheme):
    page = opened(color_scheme=scheme)
    # One of everything that opens, and every section: axe looks only at what is shown.
    one_of_each = (
        f"{CLAIM}:has(use)",
        "details.answer",
        "details.report",
        "details.row",
        "#queue details",
    )
    for kind in (*one_of_each, "details.legend", "#reading details"):
        page.locator(kind).first.evaluate("(details) => { details.open = true; }")
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    told = [(v["impact"], v["id"], v["nodes"][0]["html"][:200]) for v in found["violations"]]
    assert [one for one in told if one[0] in ("serious", "critical")] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_screenshots_are_kept_to_be_looked_at(opened, width, scheme):
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page = opened(width=width, height=1000, color_scheme=scheme)
    page.screenshot(path=SCREENSHOTS / f"first-{width}-{scheme}.png")
    name = a_claim_with_a_figure(page)
    page.evaluate("(name) => { location.hash = name; }", name)
    claim = SCREENSHOTS / f"claim-{width}-{scheme}.png"
    page.locator(f"[id='{name}']").screenshot(path=claim)
    assert claim.stat().st_size > 20_000
