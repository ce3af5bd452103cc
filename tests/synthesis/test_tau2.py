"""Estimators of tau2: invariances, roots and tops, one by one and many at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ketamine_review import synthesis
from ketamine_review.errors import ReviewError
from ketamine_review.synthesis.batch import Batch, weighted_mean
from ketamine_review.synthesis.heterogeneity import heterogeneity, q_profile
from ketamine_review.synthesis.likelihood import log_likelihood, slope
from ketamine_review.synthesis.tau2 import ESTIMATORS, estimate_tau2

METHODS = tuple(method for method in ESTIMATORS if method != "FE")


@st.composite
def meta_analyses(draw, smallest: int = 2) -> tuple[np.ndarray, np.ndarray]:
    k = draw(st.integers(smallest, 12))
    y = draw(st.lists(st.floats(-5, 5), min_size=k, max_size=k))
    v = draw(st.lists(st.floats(0.01, 4), min_size=k, max_size=k))
    return np.array(y), np.array(v)


def tau2(y: np.ndarray, v: np.ndarray, method: str) -> float:
    return float(estimate_tau2(Batch.of(y, v), method).value[0])


@given(meta_analyses(), st.sampled_from(METHODS))
def test_tau2_is_never_negative_and_i2_is_a_percent(data, method):
    y, v = data
    batch = Batch.of(y, v)
    found = estimate_tau2(batch, method)
    assert found.converged.all()
    assert found.value[0] >= 0
    for common in (True, False):
        assert 0 <= heterogeneity(batch, found.value, common).i2[0] <= 100


@given(meta_analyses(), st.sampled_from(METHODS), st.randoms(use_true_random=False))
def test_the_order_of_studies_does_not_matter(data, method, random):
    y, v = data
    order = list(range(len(y)))
    random.shuffle(order)
    assert tau2(y[order], v[order], method) == pytest.approx(tau2(y, v, method), rel=1e-6, abs=1e-9)


@given(meta_analyses(), st.sampled_from(METHODS), st.floats(-1e3, 1e3))
def test_a_shift_of_all_effects_does_not_matter(data, method, shift):
    y, v = data
    assert tau2(y + shift, v, method) == pytest.approx(tau2(y, v, method), rel=1e-6, abs=1e-8)


@given(meta_analyses(), st.sampled_from(METHODS), st.floats(1e-3, 1e3))
def test_the_scale_of_all_effects_is_the_scale_of_tau(data, method, scale):
    y, v = data
    assert tau2(y * scale, v * scale**2, method) == pytest.approx(
        scale**2 * tau2(y, v, method), rel=1e-6, abs=1e-9 * scale**2
    )


@given(meta_analyses())
def test_paule_mandel_puts_q_at_its_expectation(data):
    y, v = data
    batch = Batch.of(y, v)
    found = estimate_tau2(batch, "PM").value
    q = weighted_mean(batch, batch.weights(found))[2][0]
    if found[0] > 0:
        assert q == pytest.approx(len(y) - 1, rel=1e-9)
    else:
        assert q <= len(y) - 1 + 1e-9


@settings(max_examples=60)
@given(meta_analyses(), st.booleans())
def test_no_other_tau2_has_a_higher_likelihood(data, restricted):
    y, v = data
    batch = Batch.of(y, v)
    found = estimate_tau2(batch, "REML" if restricted else "ML").value
    top = log_likelihood(batch, found, restricted)[0]
    for other in np.concatenate([[0.0], np.geomspace(1e-4, 100, 300)]):
        assert log_likelihood(batch, np.array([other]), restricted)[0] <= top + 1e-9


def test_the_higher_of_two_tops_is_taken():
    # The likelihood falls from tau2 = 0, and has a second, higher top far from it.
    batch = Batch.of([4.1, -1.8], [0.3, 1e-4])
    assert slope(batch, np.zeros(1), restricted=False)[0] < 0
    found = estimate_tau2(batch, "ML").value
    grid = np.geomspace(1e-6, 50, 4000)
    heights = [log_likelihood(batch, np.array([t]), False)[0] for t in grid]
    assert found[0] == pytest.approx(grid[np.argmax(heights)], rel=0.01)
    assert found[0] > 5


@settings(max_examples=30)
@given(st.lists(meta_analyses(smallest=1), min_size=1, max_size=8), st.sampled_from(METHODS))
def test_many_at_once_are_those_of_each(several, method):
    many = synthesis.pool_many(Batch.ragged(*zip(*several, strict=True)), method, "adhoc")
    for i, (y, v) in enumerate(several):
        one = synthesis.pool(synthesis.given_effects(y, v), method, "adhoc")
        assert many.k[i] == one.k
        for field in ("estimate", "se", "low", "high"):
            assert getattr(many, field)[i] == pytest.approx(getattr(one, field), rel=1e-6, abs=1e-8)
        assert many.tau2[i] == pytest.approx(one.tau2 or 0, rel=1e-6, abs=1e-9)


@given(meta_analyses(smallest=3))
def test_the_q_profile_interval_holds_paule_mandels_estimate(data):
    y, v = data
    batch = Batch.of(y, v)
    low, high = q_profile(batch)
    assert 0 <= low[0] <= high[0]
    assert low[0] <= estimate_tau2(batch, "PM").value[0] <= high[0] + 1e-12


def test_scales_far_apart_do_not_stop_the_search():
    rng = np.random.default_rng(5)
    for size in (1e-9, 1.0, 1e9):
        y, v = rng.normal(size=8) * size, rng.uniform(0.1, 2, 8) * size**2
        for method in METHODS:
            found = estimate_tau2(Batch.of(y, v), method)
            assert found.converged.all()
            assert np.isfinite(found.value).all()


def test_ten_thousand_studies_are_pooled():
    rng = np.random.default_rng(7)
    v = rng.uniform(0.1, 1, 10_000)
    y = rng.normal(0.5, np.sqrt(v + 0.04))
    pooled = synthesis.pool(synthesis.given_effects(y, v))
    assert pooled.k == 10_000
    assert pooled.tau2 == pytest.approx(0.04, abs=0.02)
    assert pooled.low < 0.5 < pooled.high


@pytest.mark.parametrize(
    "call",
    [
        lambda: estimate_tau2(Batch.of([1, 2], [1, 1]), "XX"),
        lambda: Batch.of([[1, 2]], [[1, 0]]),
        lambda: Batch.of([[1, np.nan]], [[1, 1]]),
        lambda: Batch.of([[1, 2]], [[1]]),
        lambda: Batch.of([[1, 2]], [[1, 1]], [[False, False]]),
        lambda: Batch.ragged([], []),
        lambda: synthesis.pool_many(Batch.of([1, 2], [1, 1]), "REML", "f"),
    ],
)
def test_a_batch_that_cannot_be_is_one_review_error(call):
    with pytest.raises(ReviewError):
        call()
