"""Every number on the page can be looked up in a published file, and was rounded truthfully."""

from __future__ import annotations

import re

import pytest
from page_reading import Built, pieces, visible

pytestmark = pytest.mark.xdist_group("page")

#: Where a digit may stand that is not looked up, and why. docs/page.md tells readers the same.
EXCEPTED = {
    "cite": "bibliography: names of reports, their titles, years and pages",
    "q": "quotations of a clinic's page, of a report or of a ledger",
    "blockquote": "the text of a report as the archive holds it",
    "code": "names of rows, files and statements, queries, hashes",
    "time": "dates",
    "svg": "figures, which are drawn from the same files",
    "option": "names of pages in a list to choose from",
    "*[contains(@class, 'address')]": "addresses of the web",
    "*[contains(@class, 'versions')]": "versions of software",
    "style": "",
    "script": "",
}

LOOKED_UP = ("*[@data-path]", "*[@data-count]", "*[@data-text]")

MINUTES = {"minute": 1, "hour": 60, "day": 1440, "month": 30 * 1440}


def number_of(text: str) -> float:
    return float(text.replace("−", "-").replace(",", "").removesuffix("%"))


def half_of_last_digit(text: str) -> float:
    decimals = len(text.removesuffix("%").partition(".")[2])
    return 0.5 * 10**-decimals * (1 + 1e-9)


def rounded_truthfully(how: str, text: str, value: float) -> bool:
    """Return whether a printed text is the value, rounded to the digits that are printed."""
    if how == "days":
        amount, unit = text.split(" ")
        per = MINUTES[unit.removesuffix("s")]
        return abs(float(amount) * per - value * 1440) <= 0.05 * per * (1 + 1e-9)
    wanted = 100 * value if how in ("percent", "share") else value
    return abs(number_of(text) - wanted) <= half_of_last_digit(text)


def test_every_number_stands_in_the_file_that_it_names(built: Built):
    numbers = built.find("//*[@data-path]")
    assert len(numbers) > 1000
    for element in numbers:
        found = built.resolve(element.get("data-path"))
        assert float(found) == float(element.get("value")), element.get("data-path")


def test_every_number_is_rounded_truthfully(built: Built):
    for element in built.find("//*[@data-path]"):
        how, text, value = element.get("data-as"), element.text, float(element.get("value"))
        if how == "printed":
            assert text == str(built.resolve(element.get("data-path")))
        else:
            assert rounded_truthfully(how, text, value), (element.get("data-path"), text)


def test_every_count_is_what_its_conditions_count(built: Built):
    counts = built.find("//*[@data-count]")
    assert len(counts) > 40
    for element in counts:
        found = built.count(element.get("data-count"), element.get("data-where"))
        assert number_of(element.text) == int(element.get("value")) == found


def test_every_text_with_a_digit_is_the_text_of_the_file_that_it_names(built: Built):
    texts = built.find("//*[@data-text]")
    assert len(texts) > 500
    for element in texts:
        found = built.resolve(element.get("data-text"))
        assert element.text_content() == visible(found), element.get("data-text")


def test_no_digit_stands_anywhere_else(built: Built):
    for path in (*LOOKED_UP, *EXCEPTED):
        for element in built.find(f"//body//{path}"):
            tail = element.tail
            element.set("data-passed", "yes")
            assert tail is None or isinstance(tail, str)
    for element, text in pieces(built.tree.body):
        passed = any(e.get("data-passed") for e in (element, *element.iterancestors()))
        assert passed or not re.search(r"\d", text), f"<{element.tag}> {text.strip()!r}"


def test_a_share_rounded_the_wrong_way_would_be_seen():
    assert rounded_truthfully("percent", "75%", 0.746376811589)
    assert not rounded_truthfully("percent", "74%", 0.746376811589)
    assert rounded_truthfully("days", "4 hours", 0.1667)
    assert not rounded_truthfully("days", "5 hours", 0.1667)
