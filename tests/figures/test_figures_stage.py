"""The stage: each figure of each review as SVG and PDF, and an index of what they show."""

import json

import pytest
import yaml
from figure_examples import entry, labels, pool, result, review, share, study, variant, vocabulary
from lxml import etree

from ketamine_review.errors import ReviewError
from ketamine_review.figures.plan import forest_in_words, lines_by_synthesis
from ketamine_review.figures.stage import draw_figures
from ketamine_review.figures.syntheses import synthesis_forest
from ketamine_review.model.results import Results
from ketamine_review.model.verdict import Axis, ClaimLine, Judgement, Verdict, Verdicts
from ketamine_review.tables import read_json, write_json, write_text

BIAS = "report_id\tresult\ttool\tdomain\tjudgement\tsupport\tby\tdate\n"


def verdict(claim: str, line: ClaimLine | None, *against: str) -> Verdict:
    axis = Axis(outcome="compatible", sentence="It is.")
    judged = Judgement(
        source=axis, number=axis, design=axis, carry_over=axis, source_verdict="none named",
        evidence_verdict="supported", rule="nothing material remains", reasons=(),
    )  # fmt: skip
    return Verdict(
        claim_id=claim, page="page", clinic="A page", number=None, topic="efficacy",
        asserts="share", says="It helps.", fragment="it helps", against=against,
        confirmed=judged, provisional=judged, line=line,
    )  # fmt: skip


LINE = ClaimLine(label="A page: 75%", value=0.75)
TIME = ClaimLine(label="A page: up to 3 months", value=90.0, bound="up_to", measure="duration")


def syntheses():
    acute = entry(
        result(
            share("Adams 2018", 48, 61, weight=40.0),
            share("Brown 2017", 55, 77, weight=60.0),
            presentation="descriptive",
            pools=(pool(0.746, 0.64, 0.84),),
            sensitivity=(variant("count", "47 of 61", 0.74, 0.6, 0.8),),
        )
    )
    kept = entry(
        result(
            share("Adams 2018", 19, 61, outcome="kept", days=38.0),
            share("Brown 2017", 15, 77, outcome="kept", days=None),
        ),
        id="kept",
        title="How long",
    )
    course = entry(
        result(study("Adams 2018", outcome="course", estimate=5.0, n=61)),
        id="course", measure="duration", role="course",
    )  # fmt: skip
    return {e.id: e for e in (acute, kept, course)}


@pytest.fixture
def inputs(tmp_path):
    results = Results(software="test", reviews={"m": review(syntheses=syntheses())})
    verdicts = Verdicts(
        software="test",
        pages=(),
        verdicts=(
            verdict("page/a", LINE, "m/acute"),
            verdict("page/b", LINE, "m/acute"),
            verdict("page/c", None, "m/acute"),
            verdict("page/d", TIME, "m/kept"),
        ),
    )
    write_json(tmp_path / "results.json", results)
    write_json(tmp_path / "verdicts.json", verdicts)
    write_text(tmp_path / "vocabulary.yaml", yaml.safe_dump(vocabulary().model_dump()))
    row = "Adams2018\t\tRoB 2\toverall\tlow\tbecause\tperson:x\t2026-01-01\n"
    write_text(tmp_path / "bias.tsv", BIAS + row)
    write_json(tmp_path / "changes.json", {"since": None, "flows": {}})
    return {
        "changes": str(tmp_path / "changes.json"),
        "results": str(tmp_path / "results.json"),
        "verdicts": str(tmp_path / "verdicts.json"),
        "vocabulary": str(tmp_path / "vocabulary.yaml"),
        "risk_of_bias": str(tmp_path / "bias.tsv"),
        "folder": str(tmp_path / "figures"),
        "index": str(tmp_path / "figures.json"),
    }


def test_the_index_lists_every_figure_in_the_order_of_the_review(inputs, tmp_path):
    said = draw_figures(**inputs)
    index = json.loads((tmp_path / "figures.json").read_text())
    assert [figure["id"] for figure in index] == [
        "m.prisma",
        "m.acute.forest",
        "m.acute.sensitivity",
        "m.kept.forest",
        "m.kept.durability",
        "m.course.durations",
        "m.risk_of_bias",
    ]
    assert said == "7 figures drawn, as SVG and PDF"
    for figure in index:
        assert set(figure) == {
            "id", "review", "synthesis", "kind", "title", "caption", "alt", "file_svg", "file_pdf",
        }  # fmt: skip
        assert all(figure[name] for name in figure if name != "synthesis")
        assert (tmp_path / "figures" / figure["file_svg"]).stat().st_size > 0
        assert (tmp_path / "figures" / figure["file_pdf"]).read_bytes().startswith(b"%PDF")


def test_each_file_is_named_and_described_as_the_index_says(inputs, tmp_path):
    draw_figures(**inputs)
    for figure in json.loads((tmp_path / "figures.json").read_text()):
        root = etree.parse(tmp_path / "figures" / figure["file_svg"]).getroot()
        assert [root[0].text, root[1].text] == [figure["title"], figure["alt"]]


def test_a_second_run_writes_the_same_bytes_and_drops_what_is_no_longer_drawn(inputs, tmp_path):
    draw_figures(**inputs)
    folder = tmp_path / "figures"
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder / "m.gone.forest.svg").write_text("stale")
    draw_figures(**inputs)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


def test_the_claimed_number_is_drawn_where_it_may_be_and_once_where_two_claims_share_it(inputs):
    lines = lines_by_synthesis(Verdicts.model_validate(read_json(inputs["verdicts"])))
    assert lines == {"m/acute": [LINE], "m/kept": [TIME]}


def test_a_forest_in_words_tells_rows_pools_and_lines():
    words = forest_in_words(synthesis_forest(syntheses()["acute"], labels(), [LINE]))
    assert "Adams 2018: 79% (66 to 88)" in words
    assert "Binomial-normal GLMM: 75% (64 to 84)." in words
    assert words.endswith("Lines across mark A page: 75%.")


def test_sixty_rows_in_words_are_not_all_read_aloud():
    many = entry(result(*(share(f"Author{i} 2000", 1, 4) for i in range(60))))
    assert "and 48 more" in forest_in_words(synthesis_forest(many, labels()))


def test_results_with_a_slip_name_file_and_field(inputs, tmp_path):
    broken = json.loads((tmp_path / "results.json").read_text())
    broken["reviews"]["m"]["syntheses"]["acute"]["measure"] = "guess"
    write_json(tmp_path / "results.json", broken)
    with pytest.raises(ReviewError) as error:
        draw_figures(**inputs)
    assert "results.json: reviews.m.syntheses.acute.measure" in error.value.where


def test_an_update_has_a_flow_of_its_own_beside_the_earlier_studies(inputs, tmp_path):
    counts = {
        "identified": 3, "searched": 3, "duplicates": 0, "set_aside": 0, "screened": 3,
        "excluded": 2, "included": 1, "companion": 0, "studies": 1,
        "previous_studies": 22, "previous_reports": 30,
    }  # fmt: skip
    flow = {"counts": counts, "excluded": {"Not a study": 2}}
    write_json(tmp_path / "changes.json", {"since": "abc", "flows": {"m": flow}})
    draw_figures(**inputs)
    index = json.loads((tmp_path / "figures.json").read_text())
    assert index[-1]["kind"] == "prisma_update"
    text = (tmp_path / "figures/m.prisma_update.svg").read_text()
    for words in ("(n = 22)", "(n = 30)", "(n = 23)", "(n = 31)"):
        assert words in text
