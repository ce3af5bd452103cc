"""Pooling: what each number of studies gives, and what each interval promises."""

from __future__ import annotations

import math
from dataclasses import fields, is_dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine_review import synthesis
from ketamine_review.errors import ReviewError
from ketamine_review.synthesis.engine import fit_mean
from ketamine_review.synthesis.pool import TESTS
from ketamine_review.synthesis.predict import predict
from ketamine_review.synthesis.tau2 import ESTIMATORS

Y, V = [0.3, 0.9, 0.1, 0.6], [0.04, 0.05, 0.06, 0.05]


def effects(y=Y, v=V, **options):
    return synthesis.given_effects(y, v, **options)


def numbers_in(value) -> list[float]:
    """Return every float within a result, however deep."""
    if is_dataclass(value):
        return [x for field in fields(value) for x in numbers_in(getattr(value, field.name))]
    if isinstance(value, tuple):
        return [x for item in value for x in numbers_in(item)]
    return [value] if isinstance(value, float) else []


def test_no_study_is_one_review_error_that_says_why():
    with pytest.raises(ReviewError, match="no study to pool") as refused:
        synthesis.pool(effects([1.0], [0.0], labels=["Smith 2001"]))
    assert "Smith 2001: the effect size has a variance of zero" in str(refused.value)


def test_one_study_is_shown_as_it_is_and_has_no_heterogeneity():
    pooled = synthesis.pool(effects([0.4], [0.09]))
    assert (pooled.estimate, pooled.test, pooled.df) == (pytest.approx(0.4), "z", None)
    assert pooled.high - pooled.low == pytest.approx(2 * 1.959964 * 0.3, rel=1e-6)
    assert pooled.tau2 is pooled.i2 is pooled.q is None
    assert pooled.prediction.low is None
    assert "nothing is pooled" in pooled.warnings[0]


def test_two_studies_have_no_prediction_interval():
    pooled = synthesis.pool(effects(Y[:2], V[:2]))
    assert pooled.prediction.low is None
    assert pooled.prediction.note == "not estimable with 2 studies"


@pytest.mark.parametrize("method", ESTIMATORS)
@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize(
    ("y", "v"),
    [
        ([0.4], [0.1]),
        ([0.4, 0.4], [0.1, 0.2]),
        ([0.0, 0.0, 0.0], [0.1, 0.2, 0.3]),
        ([0.3, 0.32, 0.31, 0.29], [0.04, 0.05, 0.06, 0.05]),
        ([-9, 9, 0], [1e-6, 1e-6, 1e6]),
        ([1e-12, 3e-12, 2e-12], [1e-25, 2e-25, 3e-25]),
    ],
)
def test_no_result_holds_nan(y, v, method, test):
    pooled = synthesis.pool(effects(y, v), method, test)
    assert not any(math.isnan(x) for x in numbers_in(pooled))
    assert pooled.low <= pooled.estimate <= pooled.high


def test_equal_effects_do_not_shrink_the_guarded_interval():
    guarded = synthesis.pool(effects([0.3] * 4), "REML", "adhoc")
    bare = synthesis.pool(effects([0.3] * 4), "REML", "knha")
    assert bare.se == pytest.approx(0, abs=1e-12)
    assert guarded.se == pytest.approx(1 / math.sqrt(sum(1 / v for v in V)))
    assert "all effects are equal" in guarded.warnings


@given(
    st.lists(st.tuples(st.floats(-3, 3), st.floats(0.05, 2)), min_size=2, max_size=9),
    st.sampled_from(("REML", "DL", "PM")),
)
def test_the_guarded_interval_is_never_narrower_than_walds(rows, method):
    y, v = zip(*rows, strict=True)
    guarded, wald = (synthesis.pool(effects(y, v), method, test) for test in ("adhoc", "z"))
    assert guarded.se >= wald.se * (1 - 1e-12)
    assert guarded.high - guarded.low >= wald.high - wald.low


@given(st.lists(st.tuples(st.floats(-3, 3), st.floats(0.05, 2)), min_size=2, max_size=9))
def test_at_tau2_zero_random_effects_are_the_common_effect(rows):
    y, v = zip(*rows, strict=True)
    random, common = (synthesis.pool(effects(y, v), method, "z") for method in ("REML", "FE"))
    if random.boundary:
        for field in ("estimate", "se", "low", "high", "p"):
            assert getattr(random, field) == pytest.approx(getattr(common, field), rel=1e-12)


def test_the_prediction_interval_is_wider_with_fewer_degrees_of_freedom():
    widths = []
    for convention, df in (("normal", math.inf), ("k-1", 3), ("k-2", 2)):
        prediction = synthesis.pool(effects(), prediction=convention).prediction
        assert prediction.df == df
        widths.append(prediction.high - prediction.low)
    assert widths == sorted(widths)


def test_a_common_effect_predicts_nothing():
    assert synthesis.pool(effects(), "FE").prediction.low is None


def test_the_prediction_interval_uses_both_sources_of_spread():
    found = predict(1.0, 0.3, 0.16, k=5)
    half = synthesis.t_quantile(3) * 0.5
    assert (found.low, found.high) == (pytest.approx(1 - half), pytest.approx(1 + half))


def test_ratios_are_shown_as_ratios_and_shares_as_shares():
    ratio = synthesis.pool(synthesis.two_proportions([5, 6], [20, 20], [9, 12], [20, 20], "OR"))
    assert ratio.natural.estimate == pytest.approx(math.exp(ratio.estimate))
    share = synthesis.pool(synthesis.proportion([5, 6, 9], [20, 20, 30], "PFT"))
    assert 0 < share.natural.low < share.natural.estimate < share.natural.high < 1


def test_the_methods_sentence_says_what_was_done():
    text = synthesis.pool(effects(measure="MD"), "PM", "adhoc").methods_sentence()
    for part in ("Mean differences of 4 studies", "Paule and Mandel", "ad-hoc guard", "k - 2"):
        assert part in text
    assert "common-effect" in synthesis.pool(effects(), "FE", "z").methods_sentence()
    assert "nothing was pooled" in synthesis.pool(effects([1], [1])).methods_sentence()


def test_left_out_rows_stay_with_the_result():
    pooled = synthesis.pool(effects([0.1, math.nan, 0.3], [0.1, 0.1, 0.1]))
    assert pooled.k == 2
    assert [row.label for row in pooled.excluded] == ["study 2"]
    assert "1 rows have no effect size" in pooled.warnings


def test_an_unknown_test_is_refused():
    with pytest.raises(ReviewError, match="not a test"):
        synthesis.pool(effects(), "REML", "satterthwaite")


def test_an_unknown_convention_is_refused():
    with pytest.raises(ReviewError, match="not a convention"):
        synthesis.pool(effects(), prediction="k-3")


def test_statsmodels_and_the_closed_form_are_compared_on_each_run(monkeypatch):
    class Wrong:
        def __init__(self, *_, **__):
            self.params, self.scale = np.array([9.0]), 1.0
            self.normalized_cov_params = np.array([[1.0]])

        def fit(self):
            return self

    monkeypatch.setattr("statsmodels.regression.linear_model.WLS", Wrong)
    with pytest.raises(ReviewError, match="Two computations"):
        fit_mean(np.array(Y), 1 / np.array(V))


def test_subgroups_are_pooled_apart_and_compared():
    found = synthesis.pool_subgroups(effects(), ["b", "a", "b", "a"], "REML", "z")
    assert found.levels == ("a", "b")
    assert [group.k for group in found.groups] == [2, 2]
    a, b = found.groups
    expected = (a.estimate - b.estimate) ** 2 / (a.se**2 + b.se**2)
    assert found.q == pytest.approx(expected)
    assert found.df == 1


def test_one_subgroup_has_no_test():
    assert synthesis.pool_subgroups(effects(), ["a"] * 4).p is None


def test_a_study_without_a_subgroup_is_refused():
    with pytest.raises(ReviewError, match="3 groups were given for 4 studies"):
        synthesis.pool_subgroups(effects(), ["a"] * 3)


def test_mantel_haenszel_of_one_table_is_its_own_odds_ratio():
    found = synthesis.mantel_haenszel([4], [30], [9], [31], "OR")
    assert found.estimate == pytest.approx(math.log(4 * 22 / (26 * 9)))
    assert (found.q_df, found.q_p) == (0, 1.0)


@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
def test_tables_without_events_have_no_mantel_haenszel_estimate(measure):
    with pytest.raises(ReviewError, match="too many cells are empty"):
        synthesis.mantel_haenszel([0, 0], [10, 9], [0, 0], [12, 8], measure)


def test_tables_without_events_have_no_peto_estimate():
    with pytest.raises(ReviewError, match="Peto"):
        synthesis.peto([0, 0], [10, 9], [0, 0], [12, 8])
