"""The likelihood of binomial counts with a normal random effect, by adaptive quadrature.

Each study's likelihood is an integral over its random effect. It is taken by Gauss-Hermite
quadrature centred and scaled at the integrand's own peak (Pinheiro and Bates 1995); one point is
Laplace's approximation.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.polynomial.hermite import hermgauss
from scipy.special import expit, gammaln

#: Steps of Newton's method to the integrand's peak.
MAX_STEPS = 60


def study_log_likelihood(
    events: np.ndarray,
    n: np.ndarray,
    predictor: np.ndarray,
    loading: np.ndarray,
    sigma: np.ndarray,
    points: int,
) -> np.ndarray:
    """Return each study's log-likelihood without its binomial coefficients.

    Args:
        events: Counts of each study's r groups, shape (k, r).
        n: Their denominators, shape (k, r).
        predictor: Log odds at a random effect of zero, shape (p, k, r), for p sets of parameters.
        loading: What a random effect of one adds to the log odds of each group, shape (r,).
        sigma: Standard deviations of the random effect, shape (p,).
        points: Quadrature points.

    Returns:
        Log-likelihoods, shape (p, k).
    """
    scale = sigma[:, None, None] * loading
    centre, curvature = peak(events, n, predictor, scale)
    width = np.sqrt(2 / curvature)
    nodes, node_weights = _rule(points)
    u = centre[..., None] + width[..., None] * nodes
    eta = predictor[..., None] + scale[..., None] * u[:, :, None, :]
    inner = (events[..., None] * eta - n[..., None] * np.logaddexp(0, eta)).sum(axis=2)
    height = inner - u * u / 2 + nodes**2 + np.log(node_weights)
    top = height.max(axis=-1)
    total = np.exp(height - top[..., None]).sum(axis=-1)
    return top + np.log(total * width) - np.log(2 * np.pi) / 2


@cache
def _rule(points: int) -> tuple[np.ndarray, np.ndarray]:
    return hermgauss(points)


def peak(
    events: np.ndarray, n: np.ndarray, predictor: np.ndarray, scale: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return where the integrand peaks, and minus its second log-derivative there.

    The log integrand is strictly concave; Newton steps that leave the bracket are halvings of it.
    """
    reach = (np.abs(scale) * n).sum(axis=-1)
    low, high = -reach, reach
    # Where the peak would be if each group's observed log odds were normal.
    share = (events + 0.5) / (n + 1)
    information = n * share * (1 - share)
    distance = np.log(share / (1 - share)) - predictor
    u = (scale * information * distance).sum(axis=-1) / (1 + (scale**2 * information).sum(axis=-1))
    for _ in range(MAX_STEPS):
        chance = expit(predictor + scale * u[..., None])
        first = (scale * (events - n * chance)).sum(axis=-1) - u
        curvature = (scale**2 * n * chance * (1 - chance)).sum(axis=-1) + 1
        low, high = np.where(first > 0, u, low), np.where(first > 0, high, u)
        step = first / curvature
        target = u + step
        outside = (target < low) | (target > high)
        u = np.where(outside, (low + high) / 2, target)
        if np.max(np.abs(step), initial=0) < 1e-10:
            break
    chance = expit(predictor + scale * u[..., None])
    return u, (scale**2 * n * chance * (1 - chance)).sum(axis=-1) + 1


def log_binomial_coefficient(events: np.ndarray, n: np.ndarray) -> float:
    """Return the sum of the logarithms of the binomial coefficients."""
    return float((gammaln(n + 1) - gammaln(events + 1) - gammaln(n - events + 1)).sum())
