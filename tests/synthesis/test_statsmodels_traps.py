"""Each trap in statsmodels that DESIGN names: shown to be there, and avoided by this library.

If one of the first assertions of a test fails, statsmodels has changed: look whether the library
still needs its own way.
"""

from __future__ import annotations

import inspect
import math

import numpy as np
import pytest
from scipy.stats import norm, t
from statsmodels.stats import meta_analysis
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.meta_analysis import combine_effects, effectsize_2proportions

from ketamine_review import synthesis
from ketamine_review.errors import ReviewError

Y = np.array([0.30, 0.32, 0.31, 0.29])
V = np.array([0.04, 0.05, 0.06, 0.05])


def pooled(method: str = "DL", test: str = "z", y=Y, v=V):
    return synthesis.pool(synthesis.given_effects(y, v), method, test)


def test_dersimonian_laird_goes_below_zero():
    theirs = combine_effects(Y, V, method_re="chi2")
    assert theirs.tau2 == pytest.approx(-0.049, abs=5e-4)
    assert theirs.i2 < 0
    assert theirs.sd_eff_w_re < pooled().se / 4  # the standard error is several times too small
    ours = pooled()
    assert ours.tau2 == 0
    assert ours.i2 == 0
    assert ours.se == pytest.approx(1 / math.sqrt((1 / V).sum()))


def test_the_hartung_knapp_row_has_a_normal_quantile():
    y = np.array([0.1, 0.9, 0.4, 1.4])
    theirs = combine_effects(y, V, method_re="iterated")
    row = theirs.summary_frame().loc["random effect wls"]
    half = (row["ci_upp"] - row["ci_low"]) / 2
    assert half / row["sd_eff"] == pytest.approx(norm.ppf(0.975), rel=1e-6)
    ours = pooled("PM", "knha", y)
    assert (ours.high - ours.low) / 2 / ours.se == pytest.approx(t.ppf(0.975, 3), rel=1e-9)
    assert ours.se == pytest.approx(row["sd_eff"], rel=1e-4)


@pytest.mark.filterwarnings("ignore:`use_t=True` requires")
def test_the_hartung_knapp_row_has_no_guard():
    theirs = combine_effects(Y, V, method_re="iterated", use_t=True)
    wald = 1 / math.sqrt((1 / V).sum())
    assert theirs.summary_frame().loc["random effect wls", "sd_eff"] < wald / 5
    assert pooled("PM", "adhoc").se == pytest.approx(wald)


def test_the_iterated_estimator_keeps_no_convergence_flag():
    y = np.array([0.1, 0.9, 0.4, 1.4])
    assert "converged" in inspect.getsource(meta_analysis._fit_tau_iterative)
    theirs = combine_effects(y, V, method_re="iterated")
    assert not hasattr(theirs, "converged")
    assert pooled("PM", y=y).converged is True


def test_the_iterated_estimator_stops_early():
    y = np.array([0.1, 0.9, 0.4, 1.4])
    ours = pooled("PM", y=y).tau2
    w = 1 / (V + ours)
    mean = (w * y).sum() / w.sum()
    assert (w * (y - mean) ** 2).sum() == pytest.approx(3, rel=1e-12)
    assert combine_effects(y, V, method_re="iterated").tau2 == pytest.approx(ours, rel=1e-3)


def test_the_zero_correction_is_added_to_every_study():
    counts = [np.array(x) for x in ([4, 6], [123, 306], [11, 29], [139, 303])]
    plain, _ = effectsize_2proportions(*counts, statistic="odds-ratio")
    corrected, _ = effectsize_2proportions(*counts, statistic="odds-ratio", zero_correction=0.5)
    assert abs(plain - corrected).max() > 0.01  # although no cell is empty
    ours = synthesis.two_proportions(*counts, "OR")
    assert ours.yi == pytest.approx(plain, rel=1e-12)


def test_the_level_of_confidence_is_ignored():
    at_95, at_50 = (
        combine_effects(Y, V, method_re="iterated", alpha=alpha).conf_int()[0]
        for alpha in (0.05, 0.5)
    )
    assert np.array_equal(at_95, at_50)
    effects = synthesis.given_effects(Y, V)
    wide, narrow = (synthesis.pool(effects, level=level) for level in (0.95, 0.5))
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)


def test_lists_are_refused():
    with pytest.raises(TypeError):
        combine_effects(list(Y), list(V))
    assert pooled(y=list(Y), v=list(V)).k == 4


def test_a_missing_effect_makes_everything_missing():
    y = np.array([0.3, np.nan, 0.5])
    assert math.isnan(combine_effects(y, V[:3]).mean_effect_fe)
    ours = pooled(y=y, v=V[:3])
    assert ours.k == 2
    assert ours.excluded[0].label == "study 2"


def test_one_study_makes_everything_missing():
    with np.errstate(all="ignore"):
        assert math.isnan(combine_effects(Y[:1], V[:1], method_re="chi2").tau2)
    assert pooled(y=Y[:1], v=V[:1]).estimate == pytest.approx(0.30)


@pytest.mark.filterwarnings("ignore:invalid value")
def test_negative_variances_are_accepted():
    assert np.isfinite(combine_effects(Y, np.array([0.04, -0.05, 0.06, 0.05])).mean_effect_fe)
    with pytest.raises(ReviewError, match=r"variance of -0\.05 cannot be"):
        pooled(v=[0.04, -0.05, 0.06, 0.05])


def test_a_small_p_value_of_stratified_tables_is_lost():
    table = np.array([[[400.0], [100.0]], [[100.0], [400.0]]])
    assert StratifiedTable(table).test_null_odds().pvalue == 0
    assert 0 < synthesis.mantel_haenszel([400], [500], [100], [500], "OR").p < 1e-60
