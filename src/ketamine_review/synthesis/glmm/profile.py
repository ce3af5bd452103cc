"""Intervals by profile likelihood: values of the first parameter that the data do not exclude."""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtri

from ketamine_review.synthesis.glmm.maximise import LogLikelihood, Maximum, maximise

#: Standard deviations of the random effect among which the profile is first looked for.
SIGMAS = np.geomspace(0.02, 60, 24)[:, None]
#: Standard errors from the estimate at which a limit is looked for.
REACH = 2.0 ** np.arange(9)


def profile_limits(
    function: LogLikelihood, top: Maximum, se: float, level: float
) -> tuple[float, float]:
    """Return the profile-likelihood interval of the first of two parameters.

    Args:
        function: Log-likelihood of (mean, standard deviation), shape (p,) for (p, 2).
        top: Its top.
        se: Standard error of the mean, for the width of the search.
        level: Confidence level.

    Returns:
        Lower and upper limits; infinite where the likelihood sets none.
    """
    drop = chdtri(1, 1 - level)

    def beyond(mean: float) -> float:
        return 2 * (top.height - profile(function, mean)) - drop

    return _limit(beyond, top.at[0], -se), _limit(beyond, top.at[0], se)


def profile(function: LogLikelihood, mean: float) -> float:
    """Return the largest log-likelihood at a mean, over all standard deviations."""

    def at_mean(sigmas: np.ndarray) -> np.ndarray:
        return function(np.column_stack([np.full(len(sigmas), mean), sigmas[:, 0]]))

    flat = float(at_mean(np.zeros((1, 1)))[0])
    return max(flat, maximise(at_mean, SIGMAS).height)


def _limit(beyond, centre: float, step: float) -> float:
    near = centre
    for reach in REACH:
        far = centre + step * reach
        if beyond(far) > 0:
            return float(brentq(beyond, near, far, xtol=1e-9, rtol=1e-12))
        near = far
    return math.copysign(math.inf, step)
