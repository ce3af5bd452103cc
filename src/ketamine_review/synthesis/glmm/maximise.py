"""Maximising a smooth likelihood of a few parameters by Newton's method on differences.

The function takes many sets of parameters at once, so that a whole stencil of differences, or all
step lengths of a line search, cost about as much as a single evaluation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

LogLikelihood = Callable[[np.ndarray], np.ndarray]

MAX_STEPS = 100
#: Distance between points of a difference, times max(1, |parameter|).
SPACING = 2e-3
#: A rise of the log-likelihood smaller than this counts as none.
SMALLEST_RISE = 1e-11
STEP_LENGTHS = 0.5 ** np.arange(8)


@dataclass(frozen=True, slots=True, eq=False)
class Maximum:
    """The top of a likelihood.

    Attributes:
        at: Parameters, shape (d,).
        height: Log-likelihood there.
        hessian: Second derivatives there (before the last step, which is lost in rounding), shape
            (d, d).
        converged: Whether no step rises any more and the top is curved in all directions.
    """

    at: np.ndarray
    height: float
    hessian: np.ndarray
    converged: bool


def maximise(function: LogLikelihood, starts: np.ndarray) -> Maximum:
    """Return the top that Newton's method reaches from the best of several starts.

    Args:
        function: Log-likelihoods of shape (p,) for parameters of shape (p, d).
        starts: Parameters to start from, shape (s, d).
    """
    heights = function(starts)
    best = int(np.argmax(np.where(np.isfinite(heights), heights, -np.inf)))
    at, height = starts[best], float(heights[best])
    settled = False
    for _ in range(MAX_STEPS):
        gradient, hessian = derivatives(function, at)
        if not np.isfinite(hessian).all():
            break
        candidates = at + STEP_LENGTHS[:, None] * _uphill(gradient, hessian)
        reached = function(candidates)
        best = int(np.argmax(reached))
        settled = bool(reached[best] - height < SMALLEST_RISE)
        if reached[best] >= height:
            at, height = candidates[best], float(reached[best])
        if settled:
            break
    curved = bool(np.isfinite(hessian).all() and np.linalg.eigvalsh(hessian).max() < 0)
    return Maximum(at, height, hessian, settled and curved)


def derivatives(function: LogLikelihood, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return gradient, shape (d,), and second derivatives, shape (d, d), by central differences.

    Differences of fourth order along the axes and of second order across them.
    """
    d = len(at)
    h = SPACING * np.maximum(1, np.abs(at))
    axes = np.diag(h)
    pairs = list(combinations(range(d), 2))
    shifts = [np.zeros(d), *axes, *-axes, *(2 * axes), *(-2 * axes)]
    for i, j in pairs:
        shifts += [axes[i] + axes[j], axes[i] - axes[j], axes[j] - axes[i], -axes[i] - axes[j]]
    f = function(at + np.array(shifts))
    plus, minus, plus2, minus2 = (f[1 + s * d : 1 + (s + 1) * d] for s in range(4))
    gradient = (8 * (plus - minus) - (plus2 - minus2)) / (12 * h)
    hessian = np.diag((16 * (plus + minus) - (plus2 + minus2) - 30 * f[0]) / (12 * h**2))
    for number, (i, j) in enumerate(pairs):
        pp, pm, mp, mm = f[1 + 4 * d + 4 * number : 5 + 4 * d + 4 * number]
        hessian[i, j] = hessian[j, i] = (pp - pm - mp + mm) / (4 * h[i] * h[j])
    return gradient, hessian


def _uphill(gradient: np.ndarray, hessian: np.ndarray) -> np.ndarray:
    """Return Newton's step, with curvatures turned downwards so that it always rises."""
    values, vectors = np.linalg.eigh(hessian)
    safe = np.maximum(np.abs(values), 1e-6)
    return vectors @ ((vectors.T @ gradient) / safe)
