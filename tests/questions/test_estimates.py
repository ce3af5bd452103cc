"""Each study's estimate, by measure."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from ketamine_review.model.protocol import Reading
from ketamine_review.questions.changes import changes, relative_changes
from ketamine_review.questions.contrasts import contrasts
from ketamine_review.questions.durations import durations
from ketamine_review.questions.estimate import p_text, scale_factor
from ketamine_review.questions.proportions import proportions
from ketamine_review.questions.risks import risk_differences
from ketamine_review.questions.study import as_reported


def test_a_share_has_its_exact_interval(row):
    found = proportions([row("A#1", quantity__events=48, quantity__n=61)], [])[0].figures
    exact = stats.binomtest(48, 61).proportion_ci(method="exact")
    assert found["estimate"] == 48 / 61
    assert (found["low"], found["high"]) == pytest.approx((exact.low, exact.high))


def test_a_count_is_recovered_only_where_one_whole_count_gives_the_percent(row):
    one = proportions([row("A#1", quantity__value="71.4", quantity__n=77)], [])[0].figures
    assert one["events"] == 55
    assert "recovered" in one["method"]
    none = proportions([row("A#1", quantity__value="40", quantity__n=61)], [])[0].figures
    assert none["not_estimable"] == "no whole count of 61 gives the printed 40%"
    assert none["readings"] == (0.4, 0.4)


def test_a_percent_without_denominator_has_the_range_of_its_readings(row):
    readings = [
        Reading(id="a", row_id="A#1", events=19, n=61, because="b", choice="denominator"),
        Reading(id="b", row_id="other", events=1, n=61, because="b", choice="denominator"),
    ]
    found = proportions([row("A#1", quantity__value="40")], readings)[0].figures
    assert found["readings"] == pytest.approx((19 / 61, 0.40))
    assert "estimate" not in found


def difference(row, **fields):
    base = {
        "arm": "all",
        "context__outcome": "pain_reduction_difference",
        "quantity__kind": "mean_difference",
        "quantity__scale": "VAS 0-100 mm",
    }
    return row("A#3", **{**base, **fields})


def test_a_printed_difference_is_turned_to_ketamine_minus_comparator_in_points(row):
    found = contrasts(
        [
            difference(
                row,
                quantity__value="-20.0",
                quantity__low="-37.2",
                quantity__high="-2.8",
                quantity__interval="ci",
                quantity__n=51,
            )
        ]
    )[0].figures
    assert found["estimate"] == pytest.approx(2.0)
    assert (found["low"], found["high"]) == pytest.approx((0.28, 3.72))
    assert found["se"] == pytest.approx(1.72 / stats.t.ppf(0.975, 49))


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"quantity__p_value": "<0.001"}, "only P < 0.001 is printed"),
        ({}, "told in words only"),
        (
            {
                "quantity__value": "1",
                "quantity__low": "0",
                "quantity__high": "2",
                "quantity__interval": "iqr",
            },
            "printed without a confidence interval",
        ),
        ({"quantity__value": "1", "quantity__scale": "VAS"}, "range of the pain scale"),
    ],
)
def test_what_gives_no_difference_says_why(row, fields, why):
    assert why in contrasts([difference(row, **fields)])[0].figures["not_estimable"]


def arm(row, number, name, **fields):
    return row(
        f"A#{number}",
        arm=name,
        context__outcome="pain_intensity",
        context__comparator="placebo",
        quantity__kind="mean",
        quantity__scale="NRS 0-10",
        **fields,
    )


def test_a_difference_is_built_from_two_arms_with_standard_errors(row):
    rows = [
        arm(row, 1, "ketamine", quantity__value="2.68", quantity__spread="0.51",
            quantity__spread_kind="se", quantity__n=30),
        arm(row, 2, "placebo", quantity__value="5.45", quantity__spread="0.48",
            quantity__spread_kind="se", quantity__n=30),
    ]  # fmt: skip
    (found,) = contrasts(rows)
    assert found.figures["estimate"] == pytest.approx(-2.77)
    assert found.figures["se"] == pytest.approx(math.hypot(0.51, 0.48))
    assert [item.row_id for item in found.others] == ["A#2"]


def test_an_unnamed_spread_is_no_standard_error(row):
    rows = [
        arm(row, n, name, quantity__value="5", quantity__spread="0.5",
            quantity__spread_kind="unnamed", quantity__n=30)
        for n, name in ((1, "ketamine"), (2, "placebo"))
    ]  # fmt: skip
    assert "no standard deviation" in contrasts(rows)[0].figures["not_estimable"]


def test_which_of_three_arms_is_meant_is_not_guessed(row):
    rows = [arm(row, n, a) for n, a in ((1, "ketamine"), (2, "placebo"), (3, "midazolam"))]
    assert contrasts(rows) == []


def test_a_risk_difference_has_newcombes_interval(row):
    rows = [
        row("A#1", quantity__events=56, quantity__n=70, context__comparator="placebo"),
        row("A#2", arm="placebo", quantity__events=48, quantity__n=80),
    ]
    (found,) = risk_differences(rows)
    # Newcombe 1998, Statistics in Medicine 17:873-890, table II (a), method 10.
    assert found.figures["estimate"] == pytest.approx(0.2)
    assert (found.figures["low"], found.figures["high"]) == pytest.approx(
        (0.0524, 0.3339), abs=5e-5
    )
    assert found.figures["counts"] == (56, 70, 48, 80)


def level(row, row_id, days, value, **fields):
    return row(
        row_id,
        context__outcome="pain_intensity",
        context__time__days=days,
        context__time__anchor="after_start" if days == 0 else "at_discharge",
        quantity__kind="mean",
        quantity__value=value,
        quantity__scale="NRS 0-10",
        **fields,
    )


def test_a_fall_is_start_minus_end_with_the_assumed_correlation(row):
    start = level(row, "A#1", 0, "7.4", quantity__spread="1.4", quantity__spread_kind="sd",
                  quantity__n=6)  # fmt: skip
    end = level(row, "A#2", 5, "3.7", quantity__spread="2.3", quantity__spread_kind="sd",
                quantity__n=6)  # fmt: skip
    (found,) = changes([end], [start, end], 0.5)
    sd = math.sqrt(1.4**2 + 2.3**2 - 2 * 0.5 * 1.4 * 2.3)
    half = stats.t.ppf(0.975, 5) * sd / math.sqrt(6)
    assert found.figures["estimate"] == pytest.approx(3.7)
    assert found.figures["high"] - found.figures["estimate"] == pytest.approx(half)
    assert [item.row_id for item in found.others] == ["A#1"]


def test_a_fall_without_sds_has_no_interval_and_a_level_without_start_no_fall(row):
    start, end = level(row, "A#1", 0, "7.1"), level(row, "A#2", 5, "3.8")
    assert "low" not in changes([end], [start, end], 0.5)[0].figures
    assert "no pain level at the start" in changes([end], [end], 0.5)[0].figures["not_estimable"]


def test_a_relative_fall_is_a_share_of_the_start(row):
    start, end = level(row, "A#1", 0, "7.14"), level(row, "A#2", 5, "2.15")
    (found,) = relative_changes([end], [start, end])
    assert found.figures["estimate"] == pytest.approx((7.14 - 2.15) / 7.14)


def test_a_length_of_time_needs_its_unit(row):
    known = row("A#1", quantity__kind="mean", quantity__value="52", quantity__scale="min")
    unknown = row("A#2", quantity__kind="mean", quantity__value="52")
    first, second = durations([known, unknown])
    assert first.figures["estimate"] == pytest.approx(52 / 1440)
    assert "unit of time" in second.figures["not_estimable"]


@pytest.mark.parametrize(
    ("scale", "factor"),
    [("VAS 0-100 mm", 0.1), ("NRS 0-10", 1.0), ("0–10", 1.0), ("VAS", None), (None, None)],
)
def test_a_scale_is_turned_into_points_of_ten_only_where_its_range_is_printed(scale, factor):
    assert scale_factor(scale) == factor


@pytest.mark.parametrize(
    ("printed", "text"),
    [("<0.001", "P < 0.001"), ("0.25", "P = 0.25"), ("significant", "P significant")],
)
def test_p_values_are_told_one_way(printed, text):
    assert p_text(printed) == text


def test_figures_are_retold_as_a_table_would(row):
    def told(**fields):
        return as_reported(row("A#1", **fields).quantity)

    assert told(quantity__events=48, quantity__n=61, quantity__value="77") == "48/61, printed 77%"
    assert told(quantity__value="40") == "printed 40%"
    assert (
        told(
            quantity__kind="mean",
            quantity__value="3.7",
            quantity__spread="2.3",
            quantity__spread_kind="sd",
            quantity__n=6,
        )
        == "3.7 (SD 2.3), n = 6"
    )
    assert told(quantity__kind="treatment_duration", quantity__value="4.8") == "4.8 days"
