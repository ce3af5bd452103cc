"""Maximum likelihood and restricted maximum likelihood of tau2, for many meta-analyses at once.

The likelihood of tau2 can have more than one top. The whole axis is therefore searched on a grid
for places where the slope turns from rising to falling; each is refined by Newton's method kept
within its bracket, and the highest top counts.
"""

from __future__ import annotations

import numpy as np

from ketamine_review.synthesis.batch import Batch, row_sum, weighted_mean

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
    rising = np.array([slope(batch, t, restricted)[0] > 0 for t in grid])
    # A top lies at 0 where the slope falls from the start, and wherever rising turns to falling.
    tops = np.vstack([~rising[0], rising[:-1] & ~rising[1:]])
    best, converged = np.zeros_like(batch.k), np.ones(len(batch.k), dtype=bool)
    height = np.full_like(batch.k, -np.inf)
    several = tops.sum(axis=0) > 1
    for place in range(len(tops)):
        rows = np.flatnonzero(tops[place])
        if not len(rows):
            continue
        part = batch.take(rows)
        if place == 0:
            found, ended = np.zeros(len(rows)), np.ones(len(rows), dtype=bool)
        else:
            found, ended = _refine(part, grid[place - 1][rows], grid[place][rows], restricted)
        reached = np.where(several[rows], log_likelihood(part, found, restricted), np.inf)
        higher = reached > height[rows]
        best[rows[higher]], height[rows[higher]] = found[higher], reached[higher]
        converged[rows[higher]] = ended[higher]
    return best, converged


def log_likelihood(batch: Batch, tau2: np.ndarray, restricted: bool) -> np.ndarray:
    """Return the log-likelihood of tau2, shape (m,), without the constant in 2 pi."""
    w = batch.weights(tau2)
    total, _, q = weighted_mean(batch, w)
    height = -(row_sum(np.log(batch.v + tau2[:, None]), batch.present) + q) / 2
    return height - np.log(total) / 2 if restricted else height


def slope(batch: Batch, tau2: np.ndarray, restricted: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return first and second derivative of the log-likelihood by tau2, each of shape (m,)."""
    w = batch.weights(tau2)
    s1 = row_sum(w)
    mean = row_sum(w, batch.y) / s1
    squared = w * w
    residual = batch.y - mean[:, None]
    pulled = squared * residual
    s2, s3 = row_sum(squared), row_sum(squared, w)
    trace, trace_squared = (
        (s1 - s2 / s1, s2 - 2 * s3 / s1 + (s2 / s1) ** 2)
        if restricted
        else (
            s1,
            s2,
        )
    )
    first = (row_sum(pulled, residual) - trace) / 2
    curve = row_sum(pulled, residual, w) - row_sum(pulled) ** 2 / s1
    return first, trace_squared / 2 - curve


def _grid(batch: Batch) -> list[np.ndarray]:
    """Return points of tau2 from 0 to a bound above which the likelihood falls.

    Where the slope is zero, tau2 is a weighted mean of squared residuals less variances, plus (for
    REML) the variance of the pooled mean; hence the bound.
    """
    width = np.ptp(np.where(batch.present > 0, batch.y, batch.y[:, :1]), axis=1)
    real = batch.present > 0
    largest = np.where(real, batch.v, 0).max(axis=1)
    smallest = np.where(real, batch.v, np.inf).min(axis=1)
    high = (batch.k * width**2 + largest) / (batch.k - 1)
    low = np.minimum(smallest, high) / 100
    steps = np.linspace(0, 1, GRID_POINTS - 1)
    ratio = high / low
    return [np.zeros_like(low), *(low * ratio**step for step in steps)]


def _refine(
    batch: Batch, low: np.ndarray, high: np.ndarray, restricted: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Return where the slope turns between low and high, by Newton's method or halving."""
    low, high = low.copy(), high.copy()
    tau2 = (low + high) / 2
    active = np.arange(len(tau2))
    for _ in range(MAX_STEPS):
        part, t = batch.take(active), tau2[active]
        first, second = slope(part, t, restricted)
        low[active] = np.where(first > 0, t, low[active])
        high[active] = np.where(first > 0, high[active], t)
        with np.errstate(all="ignore"):
            newton = t - first / second
        inside = (second < 0) & (newton > low[active]) & (newton < high[active])
        halved = (low[active] + high[active]) / 2
        tau2[active] = np.where(first == 0, t, np.where(inside, newton, halved))
        moved = np.abs(tau2[active] - t)
        active = active[moved > 4e-16 * t]
        if not len(active):
            break
    converged = np.ones(len(tau2), dtype=bool)
    converged[active] = high[active] - low[active] <= 1e-10 * high[active]
    return tau2, converged
