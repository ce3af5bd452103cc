"""Pooling of one meta-analysis: common-effect and random-effects models."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from scipy.special import ndtr, stdtr

from ketamine_review.errors import ReviewError
from ketamine_review.synthesis.batch import Batch
from ketamine_review.synthesis.choices import known
from ketamine_review.synthesis.effects import EffectSizes, harmonic_mean
from ketamine_review.synthesis.engine import WeightedMean, fit_mean
from ketamine_review.synthesis.heterogeneity import heterogeneity, q_profile, study_weights
from ketamine_review.synthesis.intervals import t_quantile
from ketamine_review.synthesis.pooled import Pooled
from ketamine_review.synthesis.predict import Convention, Prediction, predict
from ketamine_review.synthesis.tau2 import estimate_tau2

Test = Literal["z", "t", "knha", "adhoc"]
#: What Wald's variance is multiplied with, given the residual scale.
TESTS = {
    "z": np.ones_like,
    "t": np.ones_like,
    "knha": lambda scale: scale,
    "adhoc": lambda scale: np.maximum(1.0, scale),
}


def pool(
    effects: EffectSizes,
    method: str = "REML",
    test: Test = "adhoc",
    *,
    prediction: Convention = "k-2",
    level: float = 0.95,
) -> Pooled:
    """Return the pooled estimate of one meta-analysis.

    Args:
        effects: Effect sizes; rows without one are carried into the result's ``excluded``.
        method: ``FE`` for a common-effect model, or an estimator of tau2 (see `estimate_tau2`).
        test: ``z`` Wald; ``t`` Wald with t on k - 1; ``knha`` the standard error of Hartung and
            Knapp (2001) and Sidik and Jonkman (2002) with t on k - 1; ``adhoc`` the same, never
            narrower than Wald's (Knapp and Hartung 2003; Jackson et al 2017).
        prediction: Degrees of freedom of the prediction interval.
        level: Confidence level.

    Raises:
        ReviewError: no usable study, or an unknown method or test.
    """
    _check(effects, test)
    batch = Batch.of(effects.yi, effects.vi)
    tau2 = estimate_tau2(batch, method)
    value, k = float(tau2.value[0]), effects.k
    mean = fit_mean(effects.yi, 1 / (effects.vi + value))
    factor, df = _variance_factor(mean, test, k)
    se = mean.se * math.sqrt(factor)
    half = t_quantile(math.inf if df is None else df, level) * se
    statistic, p = _test(mean.estimate, se, df)
    return Pooled(
        measure=effects.measure,
        method=method,
        test=test if k > 1 else "z",
        level=level,
        k=k,
        n=None if effects.n is None else int(effects.n.sum()),
        estimate=mean.estimate,
        se=se,
        low=mean.estimate - half,
        high=mean.estimate + half,
        statistic=statistic,
        p=p,
        df=df,
        variance_factor=factor,
        prediction=_prediction(mean.estimate, se, value, effects, method, prediction, level),
        weights=tuple(float(w) for w in study_weights(batch, tau2.value)[:, 0]),
        labels=effects.labels,
        converged=bool(tau2.converged[0]),
        boundary=method != "FE" and k > 1 and value == 0,
        excluded=effects.excluded,
        warnings=_warnings(effects, method, test, factor, bool(tau2.converged[0])),
        harmonic_n=None if effects.n is None else harmonic_mean(effects.n),
        **_heterogeneity(batch, tau2.value, method, level),
    )


def _check(effects: EffectSizes, test: str) -> None:
    known(test, TESTS, "a test")
    if effects.k == 0:
        reasons = "; ".join(f"{row.label}: {row.reason}" for row in effects.excluded[:5])
        raise ReviewError(
            "There is no study to pool" + (f" ({reasons})" if reasons else ""),
            mend="give at least one study with an estimate and a variance above zero",
        )


def _variance_factor(mean: WeightedMean, test: str, k: int) -> tuple[float, float | None]:
    """Return what Wald's variance is multiplied with, and degrees of freedom (None: normal)."""
    if test == "z" or k == 1:
        return 1.0, None
    return float(TESTS[test](np.float64(mean.scale))), k - 1.0


def _test(estimate: float, se: float, df: float | None) -> tuple[float | None, float | None]:
    """Return the test statistic and its two-sided P value; None where both are zero."""
    if se == 0:
        return (None, None) if estimate == 0 else (math.copysign(math.inf, estimate), 0.0)
    statistic = estimate / se
    tail = ndtr(-abs(statistic)) if df is None else stdtr(df, -abs(statistic))
    return statistic, float(2 * tail)


def _prediction(
    estimate: float,
    se: float,
    tau2: float,
    effects: EffectSizes,
    method: str,
    convention: Convention,
    level: float,
) -> Prediction:
    if method == "FE":
        return Prediction(None, None, None, "a common-effect model predicts no other effect")
    return predict(estimate, se, tau2, effects.k, convention, level)


def _heterogeneity(batch: Batch, tau2: np.ndarray, method: str, level: float) -> dict:
    """Return the heterogeneity fields; all None for a single study, which cannot show any."""
    names = ("tau2", "tau2_low", "tau2_high", "i2", "h2", "q", "q_p", "typical_variance")
    if batch.k[0] == 1:
        return dict.fromkeys(names)
    found = heterogeneity(batch, tau2, common_effect=method == "FE")
    low, high = q_profile(batch, level)
    values = (tau2, low, high, found.i2, found.h2, found.q, found.p, found.typical_variance)
    return {name: float(value[0]) for name, value in zip(names, values, strict=True)}


def _warnings(
    effects: EffectSizes, method: str, test: str, factor: float, converged: bool
) -> tuple[str, ...]:
    texts = []
    if not converged:
        texts.append(f"the search for tau2 ({method}) did not end; do not use this estimate")
    if effects.k == 1:
        texts.append("one study: nothing is pooled, and heterogeneity cannot be seen")
    if effects.k > 1 and np.ptp(effects.yi) == 0:
        texts.append("all effects are equal")
    if test == "knha" and effects.k > 1 and factor == 0:
        texts.append("the unguarded Hartung-Knapp interval has no width; use test 'adhoc'")
    if effects.excluded:
        texts.append(f"{len(effects.excluded)} rows have no effect size")
    return tuple(texts)
