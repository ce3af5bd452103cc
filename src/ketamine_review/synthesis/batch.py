"""Many meta-analyses at once: one column each, padded to a common number of studies.

Every estimator of this library works on such a batch; a single meta-analysis is a batch of one.
Studies run down the columns, so that sums over studies add whole rows of neighbouring numbers.
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
        y: Estimates less each column's mean, shape (k, m); 0 where padded. Heterogeneity does not
            depend on the shift, and rounding errors are smaller without it.
        v: Sampling variances, shape (k, m); 1 where padded.
        present: 1 for a study, 0 for padding, shape (k, m).
        k: Studies of each meta-analysis, shape (m,), as float.
        centre: What was subtracted from each column, shape (m,).
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
            yi: Estimates, one meta-analysis per row, shape (m, k) or (k,).
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
        columns = (centred, np.where(here, v, 1.0), here.astype(float))
        return cls(*(np.ascontiguousarray(column.T) for column in columns), k, centre)

    @classmethod
    def ragged(cls, yi: Sequence[ArrayLike], vi: Sequence[ArrayLike]) -> Batch:
        """Return a batch from one list of estimates and variances per meta-analysis."""
        width = max((len(row) for row in yi), default=0)
        y, v = np.full((2, len(yi), width), np.nan)
        for i, (estimates, variances) in enumerate(zip(yi, vi, strict=True)):
            y[i, : len(estimates)], v[i, : len(variances)] = estimates, variances
        lengths = np.array([len(row) for row in yi])
        return cls.of(y, v, np.arange(width) < lengths[:, None])

    def take(self, which: np.ndarray | slice) -> Batch:
        """Return some of the meta-analyses."""
        return Batch(
            self.y[:, which],
            self.v[:, which],
            self.present[:, which],
            self.k[which],
            self.centre[which],
        )

    def blocks(self) -> Iterator[slice]:
        """Yield slices of meta-analyses that hold about `BLOCK` numbers each."""
        step = max(1, BLOCK // max(1, len(self.y)))
        for start in range(0, len(self.k), step):
            yield slice(start, start + step)

    def weights(self, tau2: np.ndarray) -> np.ndarray:
        """Return inverse-variance weights, shape (k, m), for tau2 of shape (m,)."""
        return self.present / (self.v + tau2)


def over_studies(*factors: np.ndarray) -> np.ndarray:
    """Return the sum over studies of a product of arrays of shape (k, m), shape (m,)."""
    return np.einsum(",".join(["ij"] * len(factors)) + "->j", *factors)


def weighted_mean(batch: Batch, w: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return total weight, weighted mean of the centred estimates, and Q, each of shape (m,)."""
    total = over_studies(w)
    mean = over_studies(w, batch.y) / total
    residual = batch.y - mean
    return total, mean, over_studies(w, residual, residual)


def weight_trace(w: np.ndarray) -> np.ndarray:
    """Return the sum of weights less the sum of their squares over their sum, shape (m,).

    The largest weight is kept apart: where it dominates, the plain difference loses its digits.
    """
    at = w.argmax(axis=0), np.arange(w.shape[1])
    largest, others = w[at], w.copy()
    others[at] = 0
    rest = over_studies(others)
    return (2 * largest * rest + rest**2 - over_studies(others, others)) / (largest + rest)
