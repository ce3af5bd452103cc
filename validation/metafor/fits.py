"""Pooled results against a file's: every estimator, test and interval."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from tally import AT_ZERO, CLOSED, ITERATIVE, Tally, log_of, numbers

from ketamine_review import synthesis
from ketamine_review.synthesis.batch import Batch
from ketamine_review.synthesis.effects import EffectSizes, back_transform, harmonic_mean
from ketamine_review.synthesis.likelihood import log_likelihood
from ketamine_review.synthesis.pooled import Pooled
from ketamine_review.synthesis.tau2 import ESTIMATORS

CLOSED_METHODS = ("FE", "DL", "HE", "HS", "SJ")
BACK = {"ilogit": "PLO", "iarcsin": "PAS", "ipft_hm": "PFT"}
NO_WIDTH = "unguarded Hartung-Knapp intervals of equal effects: rounding errors only"
ONE_STUDY = "heterogeneity of one study: 0 in metafor, not estimable here"


def given(file: dict[str, Any], entry: dict[str, Any], measure: str) -> EffectSizes:
    """Return the file's own effect sizes, so that pooling is checked for all types of data."""
    yi, vi = numbers(entry["yi"]), numbers(entry["vi"])
    yi = np.where(np.isfinite(yi), yi, np.nan)
    effects = synthesis.given_effects(yi, vi, measure=measure)
    if measure != "PFT":
        return effects
    n = numbers(file["data"]["ni"])[effects.rows]
    return EffectSizes(measure, effects.yi, effects.vi, effects.labels, effects.rows, n=n)


def usable_effects(tally: Tally, file: dict[str, Any], measure: str) -> EffectSizes | None:
    """Return the effect sizes to pool, or None where the two programs pool different rows."""
    entry = file["effects"][measure]
    if (numbers(entry["vi"]) == 0).any():
        tally.skip("pools with a variance of zero: an error or kept in metafor, set aside here")
        return None
    effects = given(file, entry, measure)
    if effects.k == 0:
        tally.skip("measures without any usable row")
        return None
    return effects


def check_fits(tally: Tally, entry: dict[str, Any], effects: EffectSizes, where: str) -> None:
    """Compare all that was pooled from one measure's effect sizes."""
    for method, tests in entry.get("fits", {}).items():
        if method == "_metafor_default_control":
            continue
        for test, theirs in tests.items():
            if method not in ESTIMATORS:
                tally.skip(f"estimator {method}")
            elif "error" in theirs:
                tally.skip("fits that are an error in metafor")
            else:
                check_fit(tally, effects, method, test, theirs, f"{where} {method} {test}")


def check_fit(
    tally: Tally, effects: EffectSizes, method: str, test: str, theirs: dict[str, Any], where: str
) -> None:
    """Compare one fit: estimate, interval, heterogeneity, prediction, back-transformation."""
    if test == "knha" and (theirs.get("s2w") or 0.0) < 1e-20:
        tally.skip(NO_WIDTH)
        return
    ours = synthesis.pool(effects, method, test)
    check_core(tally, ours, effects, theirs, method, method, where)
    tolerance = tolerance_of(effects, method, theirs)
    if "weights_pct" in theirs:
        tally.compare(
            f"{method}: weights", ours.weights, theirs["weights_pct"], where,
            tolerance=tolerance, floor=1e-3,
        )  # fmt: skip
    check_likelihood(tally, effects, ours, method, theirs, where, tolerance)
    for name, convention in (
        ("predict", "normal" if test == "z" else "k-1"),
        ("predict_riley", "k-2"),
    ):
        if theirs.get(name):
            predicted = synthesis.pool(effects, method, test, prediction=convention)
            check_prediction(tally, predicted, theirs[name], method, where, tolerance)
    for how, values in (theirs.get("backtransformed") or {}).items():
        convention = "normal" if test == "z" else "k-1"
        predicted = synthesis.pool(effects, method, test, prediction=convention)
        check_back(tally, predicted, how, values, effects, where, tolerance)


def tolerance_of(effects: EffectSizes, method: str, theirs: dict[str, Any]) -> float:
    """Return the tolerance: closed forms, iterative ones, and iterative ones at tau2 = 0."""
    w = 1 / effects.vi
    if method in CLOSED_METHODS:
        if effects.k == 1:
            return CLOSED
        # Where one weight dominates, metafor's own difference of sums has lost digits.
        return max(CLOSED, 1e-15 * w.sum() / np.sort(w)[:-1].sum())
    at_zero = (theirs.get("tau2") or 0.0) <= 1e-8 * np.median(effects.vi)
    return AT_ZERO if at_zero else ITERATIVE


def check_core(
    tally: Tally,
    ours: Pooled,
    effects: EffectSizes,
    theirs: dict[str, Any],
    method: str,
    group: str,
    where: str,
) -> None:
    """Compare estimate, interval, test and heterogeneity."""
    tolerance = tolerance_of(effects, method, theirs)

    def compare(name: str, value: Any, key: str, floor: float = 0.0) -> None:
        if key in theirs:
            tally.compare(
                f"{group}: {name}", value, theirs[key], where, tolerance=tolerance, floor=floor
            )

    wald = 1 / math.sqrt((1 / (effects.vi + (ours.tau2 or 0))).sum())
    compare("estimate", ours.estimate, "estimate", floor=wald)
    compare("se", ours.se, "se", floor=1e-3 * wald)
    compare("interval", ours.low, "ci_lb", floor=wald)
    compare("interval", ours.high, "ci_ub", floor=wald)
    if theirs.get("stat") is not None:
        compare("test statistic", ours.statistic, "stat", floor=1.0)
    if "pval" in theirs:
        log_p = log_of(theirs["pval"])
        tally.compare(
            f"{group}: log P", log_of(ours.p), log_p, where, tolerance=10 * tolerance, floor=1.0
        )
    compare("Hartung-Knapp factor", ours.variance_factor, "s2w", floor=1e-3)
    compare("degrees of freedom", ours.df, "ddf")
    if ours.k == 1:
        tally.skip(ONE_STUDY)
        return
    compare("tau2", ours.tau2, "tau2", floor=float(np.median(effects.vi)))
    compare("I2", ours.i2, "I2", floor=1.0)
    compare("H2", ours.h2, "H2", floor=1.0)
    compare("typical variance", ours.typical_variance, "vt")
    for key in ("QE", "Q"):
        compare("Q", ours.q, key, floor=1.0)
    for key in ("QEp", "Qp"):
        if key in theirs:
            log_p = log_of(theirs[key])
            tally.compare(
                f"{group}: log P of Q", log_of(ours.q_p), log_p, where,
                tolerance=10 * tolerance, floor=1.0,
            )  # fmt: skip
    if "se_tau2" in theirs:
        tally.skip("standard error of tau2")


def check_likelihood(
    tally: Tally,
    effects: EffectSizes,
    ours: Pooled,
    method: str,
    theirs: dict[str, Any],
    where: str,
    tolerance: float,
) -> None:
    """Compare both log-likelihoods, with the constants that the library leaves out."""
    if "loglik" not in theirs or effects.k < 2:
        return
    batch, tau2 = Batch.of(effects.yi, effects.vi), np.array([ours.tau2])
    k = effects.k
    ml = float(log_likelihood(batch, tau2, False)[0]) - k / 2 * math.log(2 * math.pi)
    reml = float(log_likelihood(batch, tau2, True)[0])
    reml += math.log(k) / 2 - (k - 1) / 2 * math.log(2 * math.pi)
    for name, value in (("ML", ml), ("REML", reml)):
        tally.compare(
            f"{method}: log-likelihood", value, theirs["loglik"][name], where,
            tolerance=tolerance, floor=1.0,
        )  # fmt: skip


def check_prediction(
    tally: Tally, ours: Pooled, theirs: dict[str, Any], method: str, where: str, tolerance: float
) -> None:
    """Compare a prediction interval; below three studies this library gives none."""
    if theirs.get("pi_lb") is None and ours.prediction.low is None:
        return
    if ours.k < 3:
        tally.skip("prediction intervals below three studies: not given here")
        return
    half = theirs["pi_ub"] - theirs["pi_lb"]
    for value, key in ((ours.prediction.low, "pi_lb"), (ours.prediction.high, "pi_ub")):
        tally.compare(
            f"{method}: prediction interval", value, theirs[key], where,
            tolerance=tolerance, floor=half,
        )  # fmt: skip


def check_back(
    tally: Tally,
    ours: Pooled,
    how: str,
    theirs: dict[str, Any],
    effects: EffectSizes,
    where: str,
    tolerance: float,
) -> None:
    """Compare the back-transformed estimate and intervals."""
    if how not in (*BACK, "exp"):
        tally.skip(f"back-transformation {how}")
        return
    mean = None if effects.n is None else harmonic_mean(effects.n)
    back = np.exp if how == "exp" else back_transform(BACK[how], mean)
    pairs = [(ours.estimate, "pred"), (ours.low, "ci_lb"), (ours.high, "ci_ub")]
    if ours.k > 2:
        pairs += [(ours.prediction.low, "pi_lb"), (ours.prediction.high, "pi_ub")]
    for value, key in pairs:
        if value is not None and theirs.get(key) is not None:
            floor = 1e-3 if how != "exp" else 0.0
            stretch = max(1.0, abs(value)) if how == "exp" else 1.0
            tally.compare(
                f"back-transformed ({how})", float(back(value)), theirs[key], where,
                tolerance=10 * stretch * tolerance, floor=floor,
            )  # fmt: skip
