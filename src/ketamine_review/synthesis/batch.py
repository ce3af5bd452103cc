"""Many meta-analyses at once: one row each, padded to a common width.

Every estimator of this library works on such a batch; a single meta-analysis is a batch of one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ketamine_review.errors import ReviewError

#: Numbers per block: small enough that a block's working arrays stay in the processor's cache.
BLOCK = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """m meta-analyses of up to k studies each.

    Attributes:
        y: Estimates less each row's mean, shape (m, k); 0 where padded. Heterogeneity does not
            depend on the shift, and rounding errors are smaller without it.
        v: Sampling variances, shape (m, k); 1 where padded.
        present: 1 for a study, 0 for padding, shape (m, k).
        k: Studies of each row, shape (m,), as float.
        centre: What was subtracted from each row, shape (m,).
    """

    y: np.ndarray
    v: np.ndarray
    present: np.ndarray
    k: np.ndarray
    centre: np.ndarray

    @classmethod
    def of(cls, yi: ArrayLike, vi: ArrayLike, present: ArrayLike | None = None) -> Batch:
        """Return a batch from rectangular arrays.

        Args:
            yi: Estimates, shape (m, k) or (k,).
            vi: Sampling variances, of the same shape.
            present: Which entries are studies; all where None. The others are not looked at.

        Raises:
            ReviewError: shapes differ, a row is empty, or an entry that is present is not finite
                or has a variance that is not above zero.
        """
        y, v = np.atleast_2d(np.asarray(yi, float)), np.atleast_2d(np.asarray(vi, float))
        here = np.ones(y.shape, bool) if present is None else np.atleast_2d(present).astype(bool)
        if not y.shape == v.shape == here.shape:
            raise ReviewError(
                f"The shapes {y.shape}, {v.shape}, {here.shape} differ", mend="give equal ones"
            )
        usable = np.isfinite(y) & np.isfinite(v) & (v > 0)
        if (here & ~usable).any():
            row, column = np.argwhere(here & ~usable)[0]
            raise ReviewError(
                f"An estimate of {y[row, column]:g} with variance {v[row, column]:g} is no use",
                where=f"meta-analysis {row + 1}, study {column + 1}",
                mend="mark it as not present, or correct it",
            )
        k = here.sum(axis=1).astype(float)
        if not k.all() or not len(k):
            raise ReviewError("A meta-analysis has no study", mend="leave it out")
        centre = np.where(here, y, 0).sum(axis=1) / k
        centred = np.where(here, y - centre[:, None], 0.0)
        return cls(centred, np.where(here, v, 1.0), here.astype(float), k, centre)

    @classmethod
    def ragged(cls, yi: Sequence[ArrayLike], vi: Sequence[ArrayLike]) -> Batch:
        """Return a batch from one list of estimates and variances per meta-analysis."""
        width = max((len(row) for row in yi), default=0)
        y, v = np.full((2, len(yi), width), np.nan)
        for i, (estimates, variances) in enumerate(zip(yi, vi, strict=True)):
            y[i, : len(estimates)], v[i, : len(variances)] = estimates, variances
        lengths = np.array([len(row) for row in yi])
        return cls.of(y, v, np.arange(width) < lengths[:, None])

    def take(self, rows: np.ndarray | slice) -> Batch:
        """Return some of the meta-analyses."""
        return Batch(
            self.y[rows], self.v[rows], self.present[rows], self.k[rows], self.centre[rows]
        )

    def blocks(self) -> Iterator[slice]:
        """Yield slices of rows that hold about `BLOCK` numbers each."""
        step = max(1, BLOCK // max(1, self.y.shape[1]))
        for start in range(0, len(self.k), step):
            yield slice(start, start + step)

    def weights(self, tau2: np.ndarray) -> np.ndarray:
        """Return inverse-variance weights, shape (m, k), for tau2 of shape (m,)."""
        return self.present / (self.v + tau2[:, None])


def row_sum(*factors: np.ndarray) -> np.ndarray:
    """Return the sum over studies of a product of arrays of shape (m, k)."""
    if len(factors) == 1:
        return factors[0].sum(axis=1)
    return np.einsum(",".join(["ij"] * len(factors)) + "->i", *factors)


def weighted_mean(batch: Batch, w: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return total weight, weighted mean of the centred estimates, and Q, each of shape (m,)."""
    total = row_sum(w)
    mean = row_sum(w, batch.y) / total
    residual = batch.y - mean[:, None]
    return total, mean, row_sum(w, residual, residual)


def weight_trace(w: np.ndarray) -> np.ndarray:
    """Return the sum of weights less the sum of their squares over their sum, shape (m,).

    The largest weight is kept apart: where it dominates, the plain difference loses its digits.
    """
    at = np.arange(len(w)), w.argmax(axis=1)
    largest, others = w[at], w.copy()
    others[at] = 0
    rest = row_sum(others)
    return (2 * largest * rest + rest**2 - row_sum(others, others)) / (largest + rest)
