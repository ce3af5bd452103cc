"""Sensitivity, cumulative, durability, PRISMA, risk of bias and funnel figures."""

import pytest
from figure_examples import entry, labels, pool, result, review, share, study, variant
from figure_reading import marks, names, outside, overlapping, texts, words

from ketamine_review.curation.risk_of_bias import BiasJudgement
from ketamine_review.errors import ReviewError
from ketamine_review.figures.bias import draw_bias_table
from ketamine_review.figures.durability import draw_durability, is_durability
from ketamine_review.figures.forest import draw_forest
from ketamine_review.figures.funnel import draw_funnel
from ketamine_review.figures.prisma import draw_prisma
from ketamine_review.figures.sensitivity import (
    cumulative_forest,
    leave_one_out_forest,
    sensitivity_forest,
)
from ketamine_review.model.verdict import ClaimLine


def pooled(*rows, k=3, studies=()):
    studies = studies or (share("Adams 2018", 48, 61, weight=50.0),)
    return entry(
        result(*studies, presentation="pooled", k=k, sensitivity=rows,
               pools=(pool(0.7, 0.6, 0.8, k=k),))
    )  # fmt: skip


# ---- sensitivity


def test_other_choices_stand_under_what_was_varied_beside_the_primary_estimate():
    figure = draw_forest(
        sensitivity_forest(
            pooled(
                variant("denominator", "15 of 55", 0.27, 0.16, 0.41, because="responders only"),
                variant("estimator", "GLMM", 0.7, 0.6, 0.8),
                variant("selection", "All routes", k=5),
            ),
            labels(),
            [ClaimLine(label="A page: 75%", value=0.75)],
        )
    )
    said = words(figure)
    assert [said.index(h) for h in ("Model", "Reading of a denominator", "Selection of studies")]
    assert "Responders only." in said
    assert "No single figure under this choice." in said
    assert names(figure, "guide") == []
    assert marks(figure, "guide")[0, 0] == pytest.approx(marks(figure, "square-0")[0, 0], abs=1)
    assert names(figure, "claim") == ["claim-0"]


def test_models_alone_make_no_sensitivity_figure():
    assert sensitivity_forest(pooled(variant("estimator", "GLMM", 0.7, 0.6, 0.8)), labels()) is None


def test_choices_without_a_figure_make_no_sensitivity_figure():
    assert sensitivity_forest(pooled(variant("denominator", "15 of 55")), labels()) is None


def test_leave_one_out_and_cumulative_have_figures_of_their_own():
    rows = (
        variant("leave_one_out", "Without Adams 2018", 0.6, 0.5, 0.7),
        variant("cumulative", "Up to Adams 2018", 0.8, 0.6, 0.9, k=1, because="By year"),
        variant("cumulative", "Up to Brown 2019", 0.7, 0.6, 0.8, because="By year"),
    )
    left_out = draw_forest(leave_one_out_forest(pooled(*rows), labels()))
    by_year = draw_forest(cumulative_forest(pooled(*rows), labels()))
    assert len(names(left_out, "square")) == 1
    assert len(names(by_year, "square")) == 2
    assert words(by_year).count("By year.") == 1
    assert cumulative_forest(pooled(), labels()) is None


# ---- durability


def kept(name, events, n, days, **fields):
    return share(name, events, n, days=days, **{"outcome": "kept", **fields})


POINTS = (
    kept("Adams 2018", 19, 61, 38.0, anchor=None),
    kept("Brown 2019", 20, 61, 38.0),
    kept("Cole 2020", 21, 64, 40.0, outcome="kept_of_responders"),
    study("Dole 2021", outcome="kept", days=90.0, readings=(0.31, 0.54), not_estimable="no n"),
    study("Else 2021", outcome="kept", days=90.0, readings=(0.5, 0.5), not_estimable="no n"),
    kept("Frank 2022", 1, 5, 90.0),
    kept("Grant 2023", 9, 15, None, anchor=None),
    kept("Hill 2023 (conference abstract)", 9, 16, None, anchor=None, status="provisional"),
    study("Iles 2024", outcome="kept", days=180.0, not_estimable="only wording"),
)
TIMES = (
    ClaimLine(label="A page: up to 3 months", value=90, bound="up_to", measure="duration"),
    ClaimLine(label="B page: 2 to 4 weeks", low=14, high=28, measure="duration"),
    ClaimLine(label="C page: 40%", value=0.4),
)


@pytest.fixture(scope="module")
def durability():
    return draw_durability(entry(result(*POINTS), title="How long"), labels(), TIMES)


def test_every_marker_carries_its_denominator(durability):
    said = words(durability)
    for n in ("61", "64", "5", "15", "16"):
        assert n in said
    assert "Brown 2019, 20/61" in said


def test_an_unknown_denominator_is_a_range_at_its_height(durability):
    ranges = durability.findobj(lambda a: a.get_gid() == "range-Dole 2021#1")
    heights = [y for _, y in ranges[0].get_xy()]
    axis = {text: (box[1] + box[3]) / 2 for text, box in texts(durability)}
    per_share = axis["0%"] - axis["100%"]
    assert max(heights) - min(heights) == pytest.approx(0.23 * per_share, abs=1)
    assert durability.findobj(lambda a: a.get_gid() == "interval-Dole 2021#1") == []


def test_an_interval_spans_its_exact_limits(durability):
    (line,) = durability.findobj(lambda a: a.get_gid() == "interval-Brown 2019#1")
    axis = {text: (box[1] + box[3]) / 2 for text, box in texts(durability)}
    per_share = axis["0%"] - axis["100%"]
    low, high = POINTS[1].low, POINTS[1].high
    ys = sorted(line.get_ydata())
    expected = [axis["0%"] - high * per_share, axis["0%"] - low * per_share]
    assert ys == pytest.approx(expected, abs=2)


def test_no_line_joins_two_studies(durability):
    from matplotlib.lines import Line2D

    named = durability.findobj(lambda a: (a.get_gid() or "").startswith("interval-"))
    for line in named:
        assert isinstance(line, Line2D)
        assert len(set(line.get_xdata())) == 1


def test_an_unprinted_time_stands_in_its_own_lane(durability):
    boxes = dict(texts(durability))
    assert "time not printed" in boxes
    lane = boxes["time not printed"]
    assert (
        boxes["Grant 2023, 9/15"][0] > boxes["6 months" if "6 months" in boxes else "3 months"][0]
    )
    assert abs((lane[0] + lane[2]) / 2 - boxes["Grant 2023, 9/15"][0]) < 200


def test_an_unprinted_clock_says_so(durability):
    assert "Adams 2018, 19/61†" in words(durability)
    assert "† The report does not print from when its time is counted." in words(durability)


def test_a_claimed_time_is_a_line_and_a_claimed_share_another(durability):
    axis = {text: (box[0] + box[2]) / 2 for text, box in texts(durability)}
    assert {"A page: up to 3 months", "B page: 2 to 4 weeks", "C page: 40%"} <= set(axis)
    at = {round(marks(durability, name)[0, 0]) for name in names(durability, "claim")}
    assert any(abs(x - axis["3 months"]) <= 1 for x in at)


def test_what_cannot_be_drawn_is_named(durability):
    assert "Not drawn: Iles 2024 (only wording)." in words(durability)


def test_crowded_points_keep_their_names_apart_and_on_the_sheet(durability):
    assert overlapping(durability) == []
    assert outside(durability) == []


def test_only_shares_that_kept_a_benefit_at_several_times_make_a_durability_figure():
    assert is_durability(entry(result(*POINTS)), labels())
    assert not is_durability(entry(result(POINTS[0])), labels())
    assert not is_durability(entry(result(*POINTS, share("Harm 2020", 1, 9))), labels())


# ---- PRISMA


def test_the_flow_says_that_a_snapshot_is_no_search():
    r = review()
    figure = draw_prisma(r.title, r.prisma, r.excluded_reports)
    said = " ".join(words(figure)).replace("\u00a0", " ")
    assert "a snapshot that came with the review, not a search" in said
    assert "Reports in the bundled snapshot (n = 40)" in said
    assert "Not a study of testamine (n = 15)" in said
    assert "Studies included (n = 12)" in said
    assert "in reports (n = 16)" in said
    assert "2 further reports are known and were not retrieved." in said
    assert overlapping(figure) == []


def test_an_update_adds_the_previous_studies():
    r = review()
    counts = {**r.prisma, "searched": 25, "previous_studies": 10, "previous_reports": 14}
    figure = draw_prisma(r.title, counts, r.excluded_reports)
    said = " ".join(words(figure)).replace("\u00a0", " ")
    assert "Records identified by searches (n = 25)" in said
    assert "Reports in the bundled snapshot (n = 15)" in said
    assert "not a search" not in said
    assert "New studies included (n = 12)" in said
    assert "Studies in this version (n = 22)" in said
    assert "in reports (n = 30)" in said
    assert overlapping(figure) == []
    assert outside(figure) == []


@pytest.mark.parametrize(
    ("change", "box"),
    [
        ({"identified": 41}, "identified"),
        ({"included": 13}, "screened"),
        ({"excluded": 19, "screened": 35, "identified": 39}, "excluded"),
        ({"studies": 13}, "studies"),
    ],
)
def test_boxes_that_do_not_add_up_are_refused(change, box):
    r = review()
    with pytest.raises(ReviewError, match=f"does not add up: '{box}'"):
        draw_prisma(r.title, {**r.prisma, **change}, r.excluded_reports)


def test_a_report_excluded_by_a_person_is_counted_as_such():
    r = review()
    counts = {**r.prisma, "excluded": 21, "included": 11, "studies": 11}
    said = " ".join(words(draw_prisma(r.title, counts, r.excluded_reports)))
    assert "By decision of a reviewer (n = 1)" in said


# ---- risk of bias


def judgement(domain, value, report="Adams2018", tool="RoB 2"):
    fields = {"report_id": report, "tool": tool, "domain": domain, "judgement": value}
    return BiasJudgement(**fields, by="person:x")


def test_the_table_has_a_part_per_tool_and_explains_its_signs():
    ledger = [
        judgement("overall", "high"),
        judgement("randomisation", "low"),
        judgement("confounding", "serious", report="Brown2019", tool="ROBINS-I"),
    ]
    studies = [("Adams2018", "Adams 2018"), ("Brown2019", "Brown 2019")]
    figure = draw_bias_table("Risk of bias", studies, ledger)
    said = words(figure)
    assert {"RoB 2", "ROBINS-I", "Adams 2018", "Brown 2019", "low", "high", "serious"} <= set(said)
    assert "some concerns" not in said
    assert overlapping(figure) == []


# ---- funnel


def many(k, **fields):
    studies = [share(f"Author{i} 2000", i + 1, 3 * i + 4, weight=1.0, **fields) for i in range(k)]
    return pooled(k=k, studies=studies)


def test_below_ten_studies_asymmetry_is_not_assessed():
    with pytest.raises(ReviewError, match="Asymmetry is not assessed: 9 studies"):
        draw_funnel(many(9), labels())


def test_a_listed_synthesis_has_no_funnel_however_many_studies():
    studies = [share(f"Author{i} 2000", 1, 4) for i in range(12)]
    with pytest.raises(ReviewError, match="not assessed"):
        draw_funnel(entry(result(*studies)), labels())


def test_ten_studies_are_ten_points_with_large_ones_on_top():
    figure = draw_funnel(many(10), labels())
    points = [marks(figure, name)[0] for name in names(figure, "point")]
    assert len(points) == 10
    heights = [y for _, y in points]
    assert heights == sorted(heights)


def test_differences_stand_against_their_standard_errors_inside_the_funnel():
    rows = [
        study(f"Author{i} 2000", estimate=-1.0, low=-1 - 2 * se, high=-1 + 2 * se, se=se, n=20)
        for i, se in enumerate(0.1 * (j + 1) for j in range(10))
    ]
    e = pooled(k=10, studies=rows).model_copy(update={"measure": "difference"})
    figure = draw_funnel(e, labels())
    heights = [marks(figure, name)[0, 1] for name in names(figure, "point")]
    assert heights == sorted(heights, reverse=True)
    assert "Standard error" in words(figure)


def test_the_funnel_lines_hold_95_percent_of_studies_at_each_size():
    figure = draw_funnel(many(10), labels())
    limits = figure.findobj(lambda a: a.get_gid() == "limit")
    pool, n = 0.7, 3 * 9 + 4  # the largest study stands at the end of the lines
    margin = 1.96 * (pool * (1 - pool) / n) ** 0.5
    ends = sorted(line.get_xdata()[-1] for line in limits)
    assert ends == pytest.approx([pool - margin, pool + margin], abs=0.001)
