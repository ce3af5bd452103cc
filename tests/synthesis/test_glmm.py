"""The binomial-normal models: against plain integration, at the boundary, and without a top."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import chdtri, expit
from scipy.stats import binom, norm

from ketamine_review import synthesis
from ketamine_review.errors import ReviewError
from ketamine_review.synthesis.glmm import why_no_glmm
from ketamine_review.synthesis.glmm.profile import profile
from ketamine_review.synthesis.glmm.proportions import single_likelihood
from ketamine_review.synthesis.glmm.quadrature import log_binomial_coefficient

X, N = np.array([16.0, 10, 4, 43, 10]), np.array([17.0, 12, 8, 58, 20])


def test_the_likelihood_is_the_integral_over_the_random_effect():
    mean, sigma = 0.7, 0.9
    exact = sum(
        math.log(
            quad(lambda u, x=x, n=n: binom.pmf(x, n, expit(mean + sigma * u)) * norm.pdf(u), -9, 9)[
                0
            ]
        )
        for x, n in zip(X, N, strict=True)
    )
    for points, apart in ((1, 0.05), (7, 2e-4), (25, 1e-7)):
        height = single_likelihood(X, N, points)(np.array([[mean, sigma]]))[0]
        assert height + log_binomial_coefficient(X, N) == pytest.approx(exact, abs=apart)


def test_no_other_values_have_a_higher_likelihood():
    fit = synthesis.glmm_proportions(X, N)
    function = single_likelihood(X, N, 7)
    means, sigmas = np.meshgrid(np.linspace(-1, 3, 60), np.linspace(0, 3, 60))
    heights = function(np.column_stack([means.ravel(), sigmas.ravel()]))
    assert fit.converged
    assert fit.log_likelihood - log_binomial_coefficient(X, N) >= heights.max()


def test_the_profile_interval_ends_where_the_likelihood_has_dropped():
    fit = synthesis.glmm_proportions(X, N)
    function = single_likelihood(X, N, 7)
    top = fit.log_likelihood - log_binomial_coefficient(X, N)
    for limit in (fit.profile_low, fit.profile_high):
        assert 2 * (top - profile(function, limit)) == pytest.approx(chdtri(1, 0.05), abs=1e-6)


@pytest.mark.parametrize("mean", [-6.0, -1.0, 0.5, 4.0])
def test_the_profile_is_the_highest_over_all_spreads(mean):
    function = single_likelihood(np.array([0.0, 5, 20, 3]), np.array([15.0, 40, 20, 300]), 7)
    sigmas = np.concatenate([[0], np.geomspace(1e-3, 60, 3000)])
    brute = function(np.column_stack([np.full_like(sigmas, mean), sigmas])).max()
    assert profile(function, mean) == pytest.approx(brute, abs=1e-4)
    assert profile(function, mean) >= brute - 1e-9


def test_without_spread_the_model_is_the_pooled_share():
    fit = synthesis.glmm_proportions([10, 20, 30], [20, 40, 60])
    assert fit.boundary
    assert fit.tau2 == 0
    assert fit.natural.estimate == pytest.approx(0.5)
    assert fit.se == pytest.approx(1 / math.sqrt(120 * 0.25), rel=1e-6)
    assert fit.q == pytest.approx(0, abs=1e-9)


@settings(max_examples=20)
@given(
    st.lists(st.floats(-1.5, 1.5), min_size=3, max_size=8, unique=True),
    st.sampled_from((2_000, 20_000)),
)
def test_with_many_patients_the_model_nears_the_normal_one(logits, n):
    events = np.round(expit(np.array(logits)) * n)
    glmm = synthesis.glmm_proportions(events, [n] * len(logits), profile=False)
    normal = synthesis.pool(synthesis.proportion(events, [n] * len(logits), "PLO"), "ML", "z")
    assert glmm.estimate == pytest.approx(normal.estimate, abs=40 / n)
    assert glmm.tau2 == pytest.approx(normal.tau2, abs=80 / n)


@settings(max_examples=15)
@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(20, 40)), min_size=2, max_size=6),
    st.randoms(use_true_random=False),
)
def test_neither_order_nor_naming_of_the_outcome_matters(rows, random):
    x, n = (np.array(column, float) for column in zip(*rows, strict=True))
    assume(why_no_glmm(x, n) is None)
    order = list(range(len(x)))
    random.shuffle(order)
    plain, shuffled, turned = (
        synthesis.glmm_proportions(a, b, profile=False)
        for a, b in ((x, n), (x[order], n[order]), (n - x, n))
    )
    if plain.converged:
        assert shuffled.estimate == pytest.approx(plain.estimate, rel=1e-5, abs=1e-5)
        assert turned.estimate == pytest.approx(-plain.estimate, rel=1e-5, abs=1e-5)
        assert turned.tau2 == pytest.approx(plain.tau2, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize(
    ("events", "n", "reason"),
    [
        ([0, 0, 0], [9, 12, 30], "no one in any study had the event"),
        ([9, 12], [9, 12], "everyone in every study had the event"),
        ([5], [9], "needs two studies"),
        ([1, 0, 1], [1, 1, 1], "every study has one person"),
        ([], [], "needs two studies"),
    ],
)
def test_counts_without_an_estimate_are_one_review_error(events, n, reason):
    with pytest.raises(ReviewError, match=reason):
        synthesis.glmm_proportions(events, n)


def test_a_likelihood_that_keeps_rising_is_said_not_to_converge():
    fit = synthesis.glmm_proportions([0, 20], [20, 20])
    assert not fit.converged
    assert math.isinf(fit.se)
    assert fit.warnings == ("the binomial-normal model did not converge",)
    assert not math.isnan(fit.low) and not math.isnan(fit.high)


@pytest.mark.parametrize("points", [0, -1, 2.5])
def test_quadrature_needs_a_point(points):
    with pytest.raises(ReviewError, match="quadrature points"):
        synthesis.glmm_proportions(X, N, points=points)


def test_missing_counts_are_left_out_and_named():
    fit = synthesis.glmm_proportions([5, math.nan, 9], [10, 10, 20], labels=["a", "b", "c"])
    assert fit.k == 2
    assert fit.excluded[0].label == "b"


def test_the_sentence_names_model_integral_and_interval():
    text = synthesis.glmm_proportions(X, N).methods_sentence()
    for part in ("5 studies", "binomial-normal", "7 points", "profile-likelihood"):
        assert part in text
    plain = synthesis.glmm_proportions(X, N, points=1, profile=False).methods_sentence()
    assert "Laplace" in plain and "Wald" in plain


TABLES = ([4, 6, 3, 62, 33], [123, 306, 231, 13598, 5069], [11, 29, 11, 248, 47],
          [139, 303, 220, 12867, 5808])  # fmt: skip


@pytest.mark.parametrize("model", ["UM.FS", "UM.RS", "CM.AL"])
def test_changing_the_arms_turns_the_odds_ratio(model):
    a, n1, c, n2 = TABLES
    one = synthesis.glmm_two_arms(a, n1, c, n2, model)
    two = synthesis.glmm_two_arms(c, n2, a, n1, model)
    assert one.converged
    assert one.estimate == pytest.approx(-two.estimate, abs=1e-5)
    assert one.tau2 == pytest.approx(two.tau2, abs=1e-5)
    assert one.natural.estimate == pytest.approx(math.exp(one.estimate))


def test_studies_that_say_nothing_of_the_ratio_are_set_aside():
    fit = synthesis.glmm_two_arms([4, 0, 6], [40, 20, 60], [9, 0, 12], [41, 20, 58])
    assert fit.k == 2
    assert fit.excluded[0].label == "study 2"


@pytest.mark.parametrize(
    "tables",
    [
        ([0, 0], [9, 9], [0, 0], [9, 9]),
        ([3], [9], [2], [9]),
        ([0, 0, 0], [9, 9, 9], [1, 2, 3], [9, 9, 9]),
    ],
)
def test_two_arms_without_an_estimate_are_one_review_error(tables):
    with pytest.raises(ReviewError):
        synthesis.glmm_two_arms(*tables)


def test_an_unknown_model_is_refused():
    with pytest.raises(ReviewError, match="not a model of two arms"):
        synthesis.glmm_two_arms(*TABLES, "UM.XX")
