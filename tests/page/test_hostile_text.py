"""Text from outside is shown as text, whatever it holds."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from page_reading import Built, visible
from test_page_structure import with_changed

pytestmark = pytest.mark.xdist_group("page")

HOSTILE = (
    "</style></script><script>alert(1)</script><img src=x onerror=alert(2)> {{ 7 * 7 }} "
    "&lt;b&gt; \u202etxt.exe\u202c \u2066x\u2069 \u0000 \u001b[31m =HYPERLINK(0) "
    "שלום مرحبا -->"
)


@pytest.fixture(scope="module")
def hostile(built: Built, build, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The page of inputs in which texts from outside are hostile."""
    folder = tmp_path_factory.mktemp("hostile")

    def verdicts(text: str) -> str:
        data = json.loads(text)
        for verdict in data["verdicts"]:
            verdict["says"] = HOSTILE
            verdict["confirmed"]["number"]["sentence"] = HOSTILE
        for page in data["pages"]:
            page["clinic"] = HOSTILE
        return json.dumps(data)

    def results(text: str) -> str:
        data = json.loads(text)
        for review in data["reviews"].values():
            for entry in review["syntheses"].values():
                entry["title"] = HOSTILE
                for study in entry["confirmed"]["studies"]:
                    study["label"] = study["definition"] = HOSTILE
        return json.dumps(data)

    def records(text: str) -> str:
        lines = [json.loads(line) for line in text.splitlines()]
        for line in lines:
            line["digest_of"] = "javascript:alert(3)"
            for section in line["sections"]:
                section["text"] = HOSTILE
        return "".join(json.dumps(line) + "\n" for line in lines)

    def reports(text: str) -> str:
        rows = list(csv.DictReader(io.StringIO(text), delimiter="\t"))
        out = io.StringIO()
        writer = csv.DictWriter(out, list(rows[0]), delimiter="\t", lineterminator="\n")
        writer.writeheader()
        unseen = HOSTILE.replace("\0", "")
        writer.writerows({**r, "title": unseen, "sources": "javascript:alert(4)"} for r in rows)
        return out.getvalue()

    def index(text: str) -> str:
        return json.dumps([{**e, "title": HOSTILE, "caption": HOSTILE} for e in json.loads(text)])

    return build(
        with_changed(
            built.inputs, folder, verdicts=verdicts, results=results, records=records,
            reports=reports, index=index,
        )
    )  # fmt: skip


def test_markup_in_a_text_makes_no_element(built: Built, hostile: Built):
    def elements(page: Built) -> list[str]:
        return [e.tag for e in page.find("//script | //style | //img | //b | //meta")]

    assert elements(hostile) == elements(built)
    assert not [a for a in hostile.find("//@*") if a.attrname.startswith("on")]


def test_the_text_is_shown_as_it_is_but_for_what_nobody_would_see(hostile: Built):
    shown = hostile.find("//details[contains(@class, 'claim ')]/summary/span[@class='says']")
    assert {element.text_content() for element in shown} == {visible(HOSTILE)}
    assert "49" not in shown[0].text_content()


def test_no_unseen_character_reaches_the_page(hostile: Built):
    for character in "\u202e\u202c\u2066\u2069\u0000\u001b":
        assert character not in hostile.text


def test_letters_that_run_from_the_right_are_isolated(hostile: Built):
    for element in hostile.find("//*[contains(text(), 'שלום')]"):
        assert element.tag in ("bdi", "caption", "cite", "option", "q"), element.tag
    assert "cite, q, code, option { unicode-bidi: isolate; }" in hostile.text


def test_an_address_that_is_none_becomes_no_link(hostile: Built):
    assert not [href for href in hostile.find("//a/@href") if "javascript" in href]


def test_the_policy_still_fits_the_page(hostile: Built, built: Built):
    policy = "//meta[@http-equiv='Content-Security-Policy']/@content"
    assert hostile.find(policy) == built.find(policy)


def test_a_hostile_file_name_leads_nowhere_else(built: Built, build, tmp_path: Path):
    from ketamine_review.errors import ReviewError

    def index(text: str) -> str:
        return json.dumps([{**e, "file_svg": "../../secret.svg"} for e in json.loads(text)])

    with pytest.raises(ReviewError, match="secret"):
        build(with_changed(built.inputs, tmp_path, index=index))
