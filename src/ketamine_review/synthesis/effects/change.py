"""Effect sizes of change within one group, before and after; the correlation is always stated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from ketamine_review.synthesis.choices import known
from ketamine_review.synthesis.effects.base import (
    EffectSizes,
    columns,
    named,
    refuse,
    usable_rows,
)
from ketamine_review.synthesis.effects.continuous import (
    Moments,
    refuse_moments,
    small_sample_correction,
)

ChangeMeasure = Literal["MC", "SMCC", "SMCR"]


def change(
    n: ArrayLike,
    mean_pre: ArrayLike,
    sd_pre: ArrayLike,
    mean_post: ArrayLike,
    sd_post: ArrayLike,
    r: ArrayLike,
    measure: ChangeMeasure = "MC",
    *,
    labels: Sequence[str] | None = None,
) -> EffectSizes:
    """Return the effect sizes of after minus before, in the same persons.

    MC is the mean change; SMCC the change in SDs of the change (Gibbons, Hedeker and Davis 1993);
    SMCR the change in SDs before (Becker 1988; variance of Morris 2000 for large samples). Both
    standardised ones carry Hedges' exact correction on n - 1.

    Args:
        n: Persons measured twice, shape (k,).
        mean_pre: Mean before, shape (k,); NaN where missing.
        sd_pre: SD before, shape (k,).
        mean_post: Mean after, shape (k,).
        sd_post: SD after, shape (k,).
        r: Correlation between before and after, one for all or shape (k,).
        measure: One of the three.
        labels: Study names.

    Raises:
        ReviewError: an SD or a size is negative, a correlation is out of range, or the measure is
            unknown.
    """
    values = columns(
        n=n, mean_pre=mean_pre, sd_pre=sd_pre, mean_post=mean_post, sd_post=sd_post, r=r
    )
    size, _, before, _, after, rho = values
    names = named(labels, len(size))
    refuse_moments((size,), (before, after), names)
    refuse(np.abs(rho) > 1, names, lambda i: f"A correlation of {rho[i]:g} cannot be")
    reasons = {
        "is missing": np.isnan(np.array(values)).any(axis=0),
        "is of no one (n = 0)": size == 0,
    }
    if measure in ("SMCC", "SMCR"):
        reasons["needs three or more persons"] = size < 3
    formulas = {"MC": _mean_change, "SMCC": _in_change_sds, "SMCR": _in_raw_sds}
    with np.errstate(all="ignore"):
        yi, vi = known(measure, formulas, "a measure of change")(*values)
    return usable_rows(measure, yi, vi, names, reasons, n=size)


def _change_variance(before: np.ndarray, after: np.ndarray, r: np.ndarray) -> np.ndarray:
    return before**2 + after**2 - 2 * r * before * after


def _mean_change(
    n: np.ndarray, pre: np.ndarray, s0: np.ndarray, post: np.ndarray, s1: np.ndarray, r: np.ndarray
) -> Moments:
    return post - pre, _change_variance(s0, s1, r) / n


def _in_change_sds(
    n: np.ndarray, pre: np.ndarray, s0: np.ndarray, post: np.ndarray, s1: np.ndarray, r: np.ndarray
) -> Moments:
    d = small_sample_correction(n - 1) * (post - pre) / np.sqrt(_change_variance(s0, s1, r))
    return d, 1 / n + d**2 / (2 * n)


def _in_raw_sds(
    n: np.ndarray, pre: np.ndarray, s0: np.ndarray, post: np.ndarray, s1: np.ndarray, r: np.ndarray
) -> Moments:
    d = small_sample_correction(n - 1) * (post - pre) / s0
    return d, 2 * (1 - r) / n + d**2 / (2 * n)
