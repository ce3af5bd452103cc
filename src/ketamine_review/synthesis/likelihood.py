"""Maximum likelihood and restricted maximum likelihood of tau2, for many meta-analyses at once.

The likelihood of tau2 can have more than one top. The whole axis is therefore searched on a grid
for places where the slope turns from rising to falling; each is refined by Newton's method kept
within its bracket, and the highest top counts.
"""

from __future__ import annotations

import numpy as np

from ketamine_review.synthesis.batch import Batch, over_studies, weighted_mean

#: Points of the grid on which tops of the likelihood are looked for, 0 among them.
GRID_POINTS = 17
MAX_STEPS = 100


def maximum_likelihood(batch: Batch, restricted: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return tau2 at the highest top of the likelihood and whether the search ended.

    Args:
        batch: m meta-analyses of two or more studies.
        restricted: REML where True, ML where False (Viechtbauer 2005, equations 10 to 13).

    Returns:
        Estimates and flags, each of shape (m,).
    """
    grid = _grid(batch)
    rising = np.array([slope(batch, t, restricted) > 0 for t in grid])
    # A top lies at 0 where the slope falls from the start, and wherever rising turns to falling.
    tops = np.vstack([~rising[0], rising[:-1] & ~rising[1:]])
    numbers = np.cumsum(tops, axis=0)
    best, converged = np.zeros_like(batch.k), np.zeros(len(batch.k), dtype=bool)
    height = np.full_like(batch.k, -np.inf)
    for number in range(1, int(numbers[-1].max()) + 1):
        rows = np.flatnonzero(numbers[-1] >= number)
        place = np.argmax(numbers[:, rows] == number, axis=0)
        part = batch.take(rows)
        low, high = grid[np.maximum(place - 1, 0), rows], grid[place, rows]
        found, ended = _refine(part, low, high, restricted)
        reached = log_likelihood(part, found, restricted)
        higher = reached > height[rows]
        best[rows[higher]], height[rows[higher]] = found[higher], reached[higher]
        converged[rows[higher]] = ended[higher]
    return best, converged


def log_likelihood(batch: Batch, tau2: np.ndarray, restricted: bool) -> np.ndarray:
    """Return the log-likelihood of tau2, shape (m,), without the constant in 2 pi."""
    w = batch.weights(tau2)
    total, _, q = weighted_mean(batch, w)
    height = -(over_studies(np.log(batch.v + tau2), batch.present) + q) / 2
    return height - np.log(total) / 2 if restricted else height


def slope(batch: Batch, tau2: np.ndarray, restricted: bool) -> np.ndarray:
    """Return the derivative of the log-likelihood by tau2, shape (m,)."""
    w = batch.weights(tau2)
    s1, s2 = over_studies(w), over_studies(w, w)
    pulled = w * (batch.y - over_studies(w, batch.y) / s1)
    trace = s1 - s2 / s1 if restricted else s1
    return (over_studies(pulled, pulled) - trace) / 2


def slope_and_curvature(
    batch: Batch, tau2: np.ndarray, restricted: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Return first and second derivative of the log-likelihood by tau2, each of shape (m,)."""
    w = batch.weights(tau2)
    squared = w * w
    s1, s2 = over_studies(w), over_studies(squared)
    pulled = w * (batch.y - over_studies(w, batch.y) / s1)
    fall = over_studies(pulled, pulled, w) - over_studies(pulled, w) ** 2 / s1
    trace, trace_squared = s1, s2
    if restricted:
        trace = s1 - s2 / s1
        trace_squared = s2 - 2 * over_studies(squared, w) / s1 + (s2 / s1) ** 2
    return (over_studies(pulled, pulled) - trace) / 2, trace_squared / 2 - fall


def _grid(batch: Batch) -> np.ndarray:
    """Return points of tau2, shape (g, m), from 0 to a bound above which the likelihood falls.

    Where the slope is zero, tau2 is a weighted mean of squared residuals less variances, plus (for
    REML) the variance of the pooled mean; hence the bound.
    """
    real = batch.present > 0
    width = np.where(real, batch.y, -np.inf).max(axis=0) - np.where(real, batch.y, np.inf).min(
        axis=0
    )
    largest = np.where(real, batch.v, 0).max(axis=0)
    smallest = np.where(real, batch.v, np.inf).min(axis=0)
    high = (batch.k * width**2 + largest) / (batch.k - 1)
    low = np.minimum(smallest, high) / 100
    steps = np.linspace(0, 1, GRID_POINTS - 1)[:, None]
    return np.vstack([np.zeros_like(low), low * (high / low) ** steps])


def _refine(
    batch: Batch, low: np.ndarray, high: np.ndarray, restricted: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Return where the slope turns between low and high, by Newton's method or halving.

    Where low and high are both 0, so is the answer.
    """
    low, high = low.copy(), high.copy()
    tau2 = (low + high) / 2
    active = np.flatnonzero(high > 0)
    for _ in range(MAX_STEPS):
        if not len(active):
            break
        part, t = batch.take(active), tau2[active]
        first, second = slope_and_curvature(part, t, restricted)
        low[active] = np.where(first > 0, t, low[active])
        high[active] = np.where(first > 0, high[active], t)
        with np.errstate(all="ignore"):
            newton = t - first / second
        inside = (second < 0) & (newton > low[active]) & (newton < high[active])
        halved = (low[active] + high[active]) / 2
        tau2[active] = np.where(first == 0, t, np.where(inside, newton, halved))
        # After so short a step of Newton's the next would be lost in rounding.
        far = np.abs(tau2[active] - t) > np.where(inside, 1e-11, 4e-16) * t
        active = active[far]
    converged = np.ones(len(tau2), dtype=bool)
    converged[active] = high[active] - low[active] <= 1e-10 * high[active]
    return tau2, converged
