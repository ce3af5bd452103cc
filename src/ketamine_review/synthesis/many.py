"""Many meta-analyses in one call: the vectorised path, unequal numbers of studies included."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from ketamine_review.synthesis.batch import Batch, weighted_mean
from ketamine_review.synthesis.choices import known
from ketamine_review.synthesis.heterogeneity import heterogeneity
from ketamine_review.synthesis.pool import TESTS, Test
from ketamine_review.synthesis.tau2 import estimate_tau2


@dataclass(frozen=True, slots=True, eq=False)
class ManyPooled:
    """Pooled estimates of m meta-analyses; each array has shape (m,).

    Attributes:
        k: Studies of each.
        estimate: Pooled estimates.
        se: Their standard errors, as the intervals use them.
        low: Lower limits.
        high: Upper limits.
        p: Two-sided P values.
        tau2: Between-study variances; like the rest of heterogeneity 0 (H2: 1) where k is 1.
        q: Cochran's Q.
        i2: Percent.
        converged: Whether the search for tau2 ended.
    """

    k: np.ndarray
    estimate: np.ndarray
    se: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p: np.ndarray
    tau2: np.ndarray
    q: np.ndarray
    i2: np.ndarray
    converged: np.ndarray


def pool_many(
    batch: Batch, method: str = "REML", test: Test = "adhoc", *, level: float = 0.95
) -> ManyPooled:
    """Return pooled estimates of many meta-analyses; they are those of `pool`, one by one.

    Args:
        batch: m meta-analyses, see `Batch.of` and `Batch.ragged`.
        method: ``FE`` or an estimator of tau2.
        test: ``z``, ``t``, ``knha`` or ``adhoc``, see `pool`; a single study gets ``z``.
        level: Confidence level.

    Raises:
        ReviewError: an unknown method or test.
    """
    factor_of = known(test, TESTS, "a test")
    tau2 = estimate_tau2(batch, method)
    total, mean, q = weighted_mean(batch, batch.weights(tau2.value))
    df = batch.k - 1
    several = df > 0
    scale = np.divide(q, df, out=np.ones_like(q), where=several)
    se = np.sqrt(factor_of(scale) / total)
    estimate = batch.centre + mean
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = np.abs(estimate / se)
    upper = (1 + level) / 2
    by_t = several & (test != "z")
    safe = np.where(by_t, df, 1)
    half = se * np.where(by_t, stdtrit(safe, upper), ndtri(upper))
    spread = np.zeros_like(q), np.zeros_like(q)
    if several.any():
        part = heterogeneity(batch.take(several), tau2.value[several], method == "FE")
        spread[0][several], spread[1][several] = part.q, part.i2
    return ManyPooled(
        batch.k.astype(int),
        estimate,
        se,
        estimate - half,
        estimate + half,
        2 * np.where(by_t, stdtr(safe, -statistic), ndtr(-statistic)),
        tau2.value,
        *spread,
        tau2.converged,
    )
