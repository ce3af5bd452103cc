"""Laplace's approximation for studies with several random effects."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

MAX_STEPS = 100
#: Largest change of a log odds in one Newton step; longer ones can overshoot.
LARGEST_STEP = 2.0


def laplace_log_likelihood(
    events: np.ndarray,
    n: np.ndarray,
    predictor: np.ndarray,
    loadings: np.ndarray,
    sigmas: np.ndarray,
) -> np.ndarray:
    """Return each study's log-likelihood without its binomial coefficients.

    Args:
        events: Counts of each study's r groups, shape (k, r).
        n: Their denominators, shape (k, r).
        predictor: Log odds at random effects of zero, shape (p, r), for p sets of parameters.
        loadings: What a random effect of one adds to each group's log odds, shape (r, q).
        sigmas: Standard deviations of the q independent random effects, shape (p, q).

    Returns:
        Log-likelihoods, shape (p, k).
    """
    scale = loadings * sigmas[:, None, :]
    u = np.zeros((len(predictor), len(events), loadings.shape[1]))
    for _ in range(MAX_STEPS):
        eta = predictor[:, None, :] + np.einsum("prq,pkq->pkr", scale, u)
        chance = expit(eta)
        gradient = np.einsum("prq,pkr->pkq", scale, events - n * chance) - u
        curvature = _curvature(scale, n * chance * (1 - chance))
        step = np.linalg.solve(curvature, gradient[..., None])[..., 0]
        change = np.abs(np.einsum("prq,pkq->pkr", scale, step)).max(axis=-1, keepdims=True)
        step = step * np.minimum(1, LARGEST_STEP / np.maximum(change, 1e-300))
        u = u + step
        if np.abs(step).max() < 1e-10:
            break
    eta = predictor[:, None, :] + np.einsum("prq,pkq->pkr", scale, u)
    chance = expit(eta)
    height = (events * eta - n * np.logaddexp(0, eta)).sum(axis=-1) - (u**2).sum(axis=-1) / 2
    return height - np.linalg.slogdet(_curvature(scale, n * chance * (1 - chance)))[1] / 2


def _curvature(scale: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Return minus the second derivatives by the random effects, shape (p, k, q, q)."""
    return np.einsum("prq,pkr,prs->pkqs", scale, w, scale) + np.eye(scale.shape[-1])
