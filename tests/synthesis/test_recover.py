"""Recovered inputs: each formula against an example worked by hand or printed by its authors."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine_review import synthesis
from ketamine_review.errors import ReviewError


def test_the_exact_interval_of_no_events_is_one_sided_at_zero():
    low, high = synthesis.clopper_pearson(0, 10)
    assert low == 0
    assert high == pytest.approx(1 - 0.025 ** (1 / 10), rel=1e-13)


def test_the_exact_interval_of_all_events_mirrors_that_of_none():
    none, all_of_them = synthesis.clopper_pearson(0, 7), synthesis.clopper_pearson(7, 7)
    assert all_of_them == pytest.approx((1 - none[1], 1.0), rel=1e-13)


def test_exact_intervals_of_many_studies_are_those_of_each():
    events, n = np.array([0.0, 3.0, 10.0]), np.array([9.0, 12.0, 10.0])
    low, high = synthesis.clopper_pearson(events, n)
    for i in range(3):
        assert (low[i], high[i]) == synthesis.clopper_pearson(events[i], n[i])


@pytest.mark.parametrize(("events", "n"), [(3, 2), (-1, 2), (0, 0), (math.nan, 3)])
def test_counts_that_cannot_be_are_refused(events, n):
    with pytest.raises(ReviewError, match="cannot be"):
        synthesis.clopper_pearson(events, n)


def test_one_count_that_rounds_to_the_printed_percent_is_recovered():
    assert synthesis.events_from_percent("77", 61) == 47
    assert synthesis.events_from_percent("78.7%", 61) == 48


def test_a_trailing_zero_narrows_what_fits():
    assert synthesis.events_from_percent("33", 300) is None
    assert synthesis.events_from_percent("33.0", 300) == 99


def test_a_percent_that_no_count_gives_is_not_recovered():
    assert synthesis.events_from_percent("50", 3) is None


@pytest.mark.parametrize("text", ["about 3", "3/4", "-5", "", "1e1"])
def test_a_percent_that_is_not_digits_is_refused(text):
    with pytest.raises(ReviewError, match="not a printed percent"):
        synthesis.events_from_percent(text, 10)


@given(st.integers(1, 300), st.data())
def test_a_count_printed_finely_enough_comes_back(n, data):
    events = data.draw(st.integers(0, n))
    assert synthesis.events_from_percent(f"{100 * events / n:.4f}", n) == events


def test_the_quartiles_of_a_large_normal_sample_give_its_sd():
    mean, sd = synthesis.mean_sd_from_quartiles(-0.67448975, 0, 0.67448975, 1e9)
    assert mean == 0
    assert sd == pytest.approx(1, abs=1e-6)


def test_the_range_of_a_sample_of_fifty_spans_about_four_and_a_half_sds():
    _, sd = synthesis.mean_sd_from_range(0, 5, 9, 50)
    assert 9 / sd == pytest.approx(4.498, abs=0.015)  # the exact mean range (Tippett 1925)


def test_the_mean_by_luo_lies_nearer_to_the_quartiles_than_a_third_each():
    wan, _ = synthesis.mean_sd_from_quartiles(1, 2, 6, 40)
    luo = synthesis.luo_mean_from_quartiles(1, 2, 6, 40)
    assert luo == pytest.approx((0.7 + 0.39 / 40) * 3.5 + (0.3 - 0.39 / 40) * 2)
    assert luo > wan


def test_the_mean_by_luo_of_a_large_sample_leans_on_the_median():
    assert synthesis.luo_mean_from_range(0, 2, 10, 10**8) == pytest.approx(2, abs=1e-4)


def test_the_sd_from_an_interval_is_the_sd_that_made_the_interval():
    sd, n = 2.5, 12
    half = synthesis.t_quantile(n - 1) * sd / math.sqrt(n)
    assert synthesis.sd_from_ci(4 - half, 4 + half, n) == pytest.approx(sd, rel=1e-12)
    assert synthesis.sd_from_se(sd / math.sqrt(n), n) == pytest.approx(sd, rel=1e-12)


def test_the_standard_error_from_p_is_that_of_the_t_it_stands_for():
    # Handbook 6.5.2.3: a difference of 3.8 with t = 2.78 (P = 0.008 on 25 + 22 - 2) has SE 1.37.
    assert synthesis.se_from_t(3.8, 2.78) == pytest.approx(1.37, abs=0.005)
    assert synthesis.se_from_p(3.8, 0.008, 45) == pytest.approx(1.37, abs=0.005)
    assert synthesis.sd_from_se_of_difference(1.37, 25, 22) == pytest.approx(4.69, abs=0.005)


def test_equal_sds_that_move_together_have_a_change_without_spread():
    assert synthesis.sd_of_change(1.1, 1.1, 1) == 0
    assert synthesis.sd_of_change(3, 4, 0) == 5


@pytest.mark.parametrize(
    "call",
    [
        lambda: synthesis.sd_from_se(-1, 4),
        lambda: synthesis.sd_from_se(1, 0),
        lambda: synthesis.sd_from_se(math.nan, 4),
        lambda: synthesis.se_from_ci(2, 1),
        lambda: synthesis.se_from_ci(1, 2, df=0),
        lambda: synthesis.se_from_t(1, 0),
        lambda: synthesis.se_from_p(1, 1.5),
        lambda: synthesis.sd_of_change(1, 1, 1.2),
        lambda: synthesis.mean_sd_from_quartiles(3, 2, 1, 10),
        lambda: synthesis.mean_sd_from_quartiles(1, 2, 3, 1),
        lambda: synthesis.t_quantile(5, level=1),
    ],
)
def test_inputs_that_cannot_be_are_one_review_error(call):
    with pytest.raises(ReviewError):
        call()


def test_every_recovery_names_its_method():
    names = [name for name in synthesis.__all__ if "sd_" in name or "se_" in name]
    assert len(names) >= 9
    for name in names:
        assert getattr(synthesis, name).method
