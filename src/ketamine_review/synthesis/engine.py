"""The pooled mean by statsmodels, checked on every run against the closed form.

A weighted mean is a weighted least-squares fit of an intercept. Its unscaled standard error is the
Wald one; its residual scale is the factor of Hartung and Knapp (2001) and Sidik and Jonkman
(2002). `statsmodels.stats.meta_analysis.combine_effects` is not called for results, because it
does not truncate tau2 at zero and gives the Hartung-Knapp row a normal quantile; the tests show
both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ketamine_review.errors import ReviewError

#: Largest relative difference between the two computations; rounding leaves about 1e-13.
AGREEMENT = 1e-9


@dataclass(frozen=True, slots=True)
class WeightedMean:
    """A weighted mean.

    Attributes:
        estimate: The mean.
        se: Its standard error if the weights are inverse variances.
        scale: Residual scale, None for a single study.
    """

    estimate: float
    se: float
    scale: float | None


def fit_mean(yi: np.ndarray, weights: np.ndarray) -> WeightedMean:
    """Return the weighted mean of ``yi``.

    Args:
        yi: Estimates, shape (k,), k at least 1.
        weights: Inverse variances, shape (k,), above zero.

    Raises:
        ReviewError: statsmodels and the closed form differ by more than rounding.
    """
    # Imported here: it takes a second, and effect sizes alone do not need it.
    from statsmodels.regression.linear_model import WLS

    fit = WLS(yi, np.ones(len(yi)), weights=weights).fit()
    several = len(yi) > 1
    found = WeightedMean(
        float(fit.params[0]),
        float(np.sqrt(fit.normalized_cov_params[0, 0])),
        float(fit.scale) if several else None,
    )
    total = weights.sum()
    mean, se = float(weights @ yi / total), float(1 / np.sqrt(total))
    spread = max(abs(mean), se)
    if abs(found.estimate - mean) > AGREEMENT * spread or abs(found.se - se) > AGREEMENT * se:
        raise ReviewError(
            f"Two computations of the pooled mean differ: {found.estimate!r} and {mean!r}",
            mend="look for variances that differ by more than twelve orders of magnitude",
        )
    return found
