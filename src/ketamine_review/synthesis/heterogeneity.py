"""Heterogeneity: Cochran's Q, I2, H2, and the interval of tau2 by profiling Q."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, chdtri

from ketamine_review.synthesis.batch import Batch, over_studies, weight_trace, weighted_mean
from ketamine_review.synthesis.tau2 import solve_generalised_q


@dataclass(frozen=True, slots=True, eq=False)
class Heterogeneity:
    """Heterogeneity of m meta-analyses; each array has shape (m,).

    Attributes:
        q: Cochran's Q.
        p: Its P value on k - 1 degrees of freedom.
        i2: Percent of the variability that is not sampling error, 0 to 100.
        h2: Total variability over sampling variability.
        typical_variance: The "typical" sampling variance of Higgins and Thompson (2002).
    """

    q: np.ndarray
    p: np.ndarray
    i2: np.ndarray
    h2: np.ndarray
    typical_variance: np.ndarray


def heterogeneity(batch: Batch, tau2: np.ndarray, common_effect: bool) -> Heterogeneity:
    """Return Q, I2 and H2 of meta-analyses of two or more studies.

    Args:
        batch: m meta-analyses.
        tau2: Their between-study variances, shape (m,).
        common_effect: I2 is (Q - df) / Q where True (Higgins and Thompson 2002), and
            tau2 / (tau2 + typical variance) of a random-effects model.
    """
    w = batch.weights(np.zeros_like(tau2))
    _, _, q = weighted_mean(batch, w)
    df = batch.k - 1
    typical = df / weight_trace(w)
    h2 = q / df if common_effect else (tau2 + typical) / typical
    i2 = 100 * np.maximum(0, h2 - 1) / np.where(h2 > 0, h2, 1)
    return Heterogeneity(q, chdtrc(df, q), i2, h2, typical)


def q_profile(batch: Batch, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return the confidence interval of tau2 by profiling Q (Viechtbauer 2007).

    Where even Q at tau2 = 0 is smaller than chance allows, the interval is empty and (0, 0) is
    returned; `Pooled` says so in a warning.

    Args:
        batch: m meta-analyses of two or more studies.
        level: Confidence level.

    Returns:
        Lower and upper limits, each of shape (m,).
    """
    tail = (1 - level) / 2
    high = solve_generalised_q(batch, chdtri(batch.k - 1, 1 - tail))
    low = solve_generalised_q(batch, chdtri(batch.k - 1, tail))
    return low.value, high.value


def study_weights(batch: Batch, tau2: np.ndarray) -> np.ndarray:
    """Return each study's weight in percent, shape (k, m); 0 where padded."""
    w = batch.weights(tau2)
    return 100 * w / over_studies(w)
