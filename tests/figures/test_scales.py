"""Axes: natural ticks, room for what must be seen, and where a value lies."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine_review.figures.scales import (
    duration_scale,
    elapsed_scale,
    linear_scale,
    ratio_scale,
    share_scale,
)


def labels(scale):
    return [label for _, label in scale.ticks]


def test_shares_that_are_all_small_get_a_short_axis():
    assert labels(share_scale([0.0, 0.031], "Share")) == ["0%", "1.25%", "2.5%", "3.75%", "5%"]
    assert share_scale([0.0, 0.75], "Share").high == 1.0


def test_ratio_ticks_are_one_two_five_and_one_is_no_effect():
    scale = ratio_scale([(0.41, 0.13, 1.26), (0.2, 0.09, 0.49)], [], "Risk ratio")
    assert labels(scale) == ["0.05", "0.1", "0.2", "0.5", "1", "2"]
    assert scale.no_effect == 1.0


def test_a_wide_ratio_axis_has_powers_of_ten():
    scale = ratio_scale([(0.01, 0.001, 0.1), (100.0, 10.0, 1000.0)], [], "Odds ratio")
    assert labels(scale) == ["0.001", "0.01", "0.1", "1", "10", "100", "1000"]


def test_logit_ticks_are_round_shares():
    assert labels(share_scale([0.08, 0.93], "Share", logit=True)) == [
        "5%", "20%", "50%", "80%", "95%",
    ]  # fmt: skip


def test_a_share_of_zero_has_no_place_on_a_logit_axis():
    scale = share_scale([0.0, 0.4], "Share", logit=True)
    assert not scale.holds(0.0)
    assert scale.fraction(0.0) == 0.0


def test_lengths_from_minutes_to_weeks_get_their_own_units():
    assert labels(duration_scale([1 / 24, 14.0])) == [
        "1 h", "4 h", "12 h", "1 d", "3 d", "1 wk", "2 wk",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (3, ["0", "1 day", "2 days", "3 days"]),
        (28, ["0", "1 week", "2 weeks", "3 weeks", "4 weeks"]),
        (90, ["0", "1 month", "2 months", "3 months"]),
        (720, ["0", "6 months", "12 months", "18 months", "24 months"]),
    ],
)
def test_time_is_counted_in_the_unit_of_its_length(last, expected):
    assert labels(elapsed_scale([last], "Time")) == expected


def test_one_outlandish_interval_does_not_press_the_others_into_a_line():
    rows = [(-1.0, -2.0, 0.0), (-0.5, -1.5, 0.5), (0.1, -60.0, 60.0)]
    scale = linear_scale(rows, [], "Difference")
    assert scale.low > -10
    assert scale.high < 10
    assert not scale.holds(-60.0)


def test_a_claimed_number_is_always_on_the_axis():
    assert linear_scale([(-1.0, -2.0, 0.0)], [-7.0], "Difference").holds(-7.0)
    assert share_scale([0.01, 0.3], "Share").holds(0.3)


def test_two_lengths_of_one_unit_name_it_once():
    scale = duration_scale([2.0, 40.0])
    assert scale.text(3.5, 2.0, 5.0) == "3.5 days (2 to 5 days)"
    assert scale.text(0.5, 0.25, 2.0) == "12 hours (6 hours to 2 days)"


def test_percentage_points_are_shares_times_a_hundred():
    scale = linear_scale([(-0.12, -0.3, 0.06)], [], "Difference", percents=True)
    assert scale.text(-0.12, -0.3, 0.06) == "−12 (−30 to 6)"
    assert "−20" in labels(scale)


rows = st.lists(
    st.tuples(st.floats(-9, 9), st.floats(0, 5), st.floats(0, 5)).map(
        lambda t: (t[0], t[0] - t[1], t[0] + t[2])
    ),
    min_size=1,
    max_size=8,
)


@given(rows)
def test_every_estimate_lies_on_a_linear_axis_between_its_ticks(intervals):
    scale = linear_scale(intervals, [], "Difference")
    for estimate, _, _ in intervals:
        assert scale.ticks[0][0] - 1e-9 <= estimate <= scale.ticks[-1][0] + 1e-9
        assert 0 <= scale.fraction(estimate) <= 1


@given(rows)
def test_every_ratio_lies_on_a_log_axis(intervals):
    ratios = [tuple(math.exp(v / 2) for v in row) for row in intervals]
    scale = ratio_scale(ratios, [], "Ratio")
    for estimate, _, _ in ratios:
        assert 0 <= scale.fraction(estimate) <= 1
    assert scale.low <= 1 <= scale.high


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8), st.booleans())
def test_shares_keep_their_order_on_the_axis(shares, logit):
    scale = share_scale(shares, "Share", logit=logit)
    places = [scale.fraction(share) for share in sorted(shares)]
    assert places == sorted(places)
    assert all(0 <= place <= 1 for place in places)


@given(st.lists(st.floats(1 / 1440, 400), min_size=1, max_size=8))
def test_every_length_lies_on_its_axis(days):
    scale = duration_scale(days)
    assert all(0 <= scale.fraction(day) <= 1 for day in days)
    assert len(scale.ticks) >= 2
