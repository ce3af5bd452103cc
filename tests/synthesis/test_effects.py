"""Effect sizes: zero cells, rows that cannot be used, and exact corrections."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine_review import synthesis
from ketamine_review.errors import ReviewError
from ketamine_review.synthesis.effects import back_transform
from ketamine_review.synthesis.effects.continuous import small_sample_correction

NAN = math.nan


def test_only_studies_with_an_empty_cell_are_corrected():
    effects = synthesis.proportion([0, 5], [10, 20], "PLO")
    assert effects.yi[0] == pytest.approx(math.log(0.5 / 10.5))
    assert effects.yi[1] == pytest.approx(math.log(5 / 15))


def test_nothing_is_added_to_arcsines():
    assert synthesis.proportion([0], [10], "PAS").yi[0] == 0
    assert synthesis.proportion([0], [10], "PFT").yi[0] > 0


def test_a_correction_of_all_studies_follows_one_empty_cell():
    plain = synthesis.two_proportions([0, 5], [10, 20], [2, 6], [10, 20], "OR", to="only0")
    spread = synthesis.two_proportions([0, 5], [10, 20], [2, 6], [10, 20], "OR", to="if0all")
    assert plain.yi[0] == spread.yi[0]
    assert plain.yi[1] != spread.yi[1]


def test_without_a_correction_an_empty_cell_leaves_the_row_out_with_its_reason():
    effects = synthesis.two_proportions([0, 5], [10, 20], [2, 6], [10, 20], "OR", to="none")
    assert effects.labels == ("study 2",)
    assert effects.excluded[0].label == "study 1"
    assert effects.excluded[0].reason == "the effect size is not finite"


def test_double_zero_studies_are_set_aside_when_asked():
    effects = synthesis.two_proportions([0, 5], [9, 20], [0, 6], [9, 20], drop00=True)
    assert [row.row for row in effects.excluded] == [0]
    assert "no one or everyone in both arms" in effects.excluded[0].reason


@pytest.mark.parametrize(
    ("events", "n", "reason"),
    [
        ([3, NAN], [9, 9], "is missing"),
        ([3, 4], [9, NAN], "is missing"),
        ([3, 0], [9, 0], "n = 0"),
    ],
)
def test_no_row_is_dropped_in_silence(events, n, reason):
    effects = synthesis.proportion(events, n, "PLO", labels=["Kept", "Left out"])
    assert effects.labels == ("Kept",)
    assert effects.excluded[0].label == "Left out"
    assert reason in effects.excluded[0].reason


@pytest.mark.parametrize(
    ("vi", "reason"),
    [(0.0, "variance of zero"), (NAN, "is missing"), (math.inf, "no finite variance")],
)
def test_a_variance_that_gives_no_weight_leaves_the_row_out(vi, reason):
    effects = synthesis.given_effects([0.1, 0.2], [0.3, vi])
    assert effects.k == 1
    assert reason in effects.excluded[0].reason


@pytest.mark.parametrize(
    "call",
    [
        lambda: synthesis.given_effects([1.0], [-0.1]),
        lambda: synthesis.given_effects([1.0, 2.0], [0.1, 0.1, 0.1]),
        lambda: synthesis.given_effects(["a"], [0.1]),
        lambda: synthesis.given_effects([1.0], [0.1], labels=["a", "b"]),
        lambda: synthesis.proportion([5], [4]),
        lambda: synthesis.proportion([-1], [4]),
        lambda: synthesis.proportion([1.5], [4]),
        lambda: synthesis.proportion([[1, 2]], [[4, 4]]),
        lambda: synthesis.proportion([1], [4], "LOGIT"),
        lambda: synthesis.proportion([1], [4], to="always"),
        lambda: synthesis.proportion([1], [4], add=-1),
        lambda: synthesis.two_proportions([5], [4], [1], [4]),
        lambda: synthesis.two_means([5], [1], [-1], [5], [1], [1]),
        lambda: synthesis.change([5], [1], [1], [1], [1], 1.5),
    ],
)
def test_what_cannot_be_is_one_review_error(call):
    with pytest.raises(ReviewError):
        call()


def test_a_refused_count_names_its_study():
    with pytest.raises(ReviewError) as refused:
        synthesis.proportion([1, 9], [4, 5], labels=["Right", "Wrong"])
    assert "Wrong" in str(refused.value)
    assert "9 events of 5" in str(refused.value)


def test_hedges_correction_is_the_exact_one():
    # J(2) = 1 / sqrt(pi), where the usual approximation 1 - 3 / (4 * 2 - 1) gives 0.571.
    assert small_sample_correction(np.array([2.0]))[0] == pytest.approx(1 / math.sqrt(math.pi))
    assert np.isnan(small_sample_correction(np.array([1.0]))[0])


def test_a_change_in_its_own_sd_grows_with_the_correlation():
    low, high = (synthesis.change([20], [7], [2], [5], [2], r, "SMCC").yi[0] for r in (0.1, 0.8))
    assert low < 0
    assert abs(high) > abs(low)


@given(st.integers(1, 400), st.data())
def test_proportions_come_back_from_their_transformations(n, data):
    events = data.draw(st.integers(0, n))
    for measure in ("PR", "PAS", "PFT"):
        effects = synthesis.proportion([events], [n], measure, add=0)
        if effects.k:
            share = back_transform(measure, harmonic_n=n)(effects.yi[0])
            assert share == pytest.approx(events / n, abs=1e-9)


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_ratios_turn_their_sign_when_the_arms_change_places(n1, n2, data):
    a, c = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    for measure in ("RR", "OR", "RD", "AS", "PETO"):
        one = synthesis.two_proportions([a], [n1], [c], [n2], measure)
        two = synthesis.two_proportions([c], [n2], [a], [n1], measure)
        assert one.yi == pytest.approx(-two.yi, abs=1e-12)
        assert one.vi == pytest.approx(two.vi, rel=1e-12)
