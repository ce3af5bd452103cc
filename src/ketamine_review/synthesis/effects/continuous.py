"""Effect sizes of two groups with a continuous outcome: differences of means, ratio of means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln

from ketamine_review.synthesis.choices import known
from ketamine_review.synthesis.effects.base import (
    EffectSizes,
    columns,
    named,
    refuse,
    usable_rows,
)

MeansMeasure = Literal["MD", "SMD", "SMDH", "ROM"]
Moments = tuple[np.ndarray, np.ndarray]


def two_means(
    n1: ArrayLike,
    mean1: ArrayLike,
    sd1: ArrayLike,
    n2: ArrayLike,
    mean2: ArrayLike,
    sd2: ArrayLike,
    measure: MeansMeasure = "MD",
    *,
    labels: Sequence[str] | None = None,
) -> EffectSizes:
    """Return the effect sizes of group 1 minus group 2.

    MD is the difference of means; SMD the difference in pooled SDs with the exact correction of
    Hedges (1981) and the large-sample variance; SMDH the difference in root mean squares of the
    two SDs, which does not assume them equal (Bonett 2008, 2009); ROM the log ratio of means
    (Hedges, Gurevitch and Curtis 1999).

    Args:
        n1: Size of group 1, shape (k,).
        mean1: Mean of group 1, shape (k,); NaN where missing.
        sd1: SD of group 1, shape (k,), in the unit of the mean.
        n2: Size of group 2, shape (k,).
        mean2: Mean of group 2, shape (k,).
        sd2: SD of group 2, shape (k,).
        measure: One of the four.
        labels: Study names.

    Raises:
        ReviewError: an SD or a size is negative, or the measure is unknown.
    """
    values = columns(n1=n1, mean1=mean1, sd1=sd1, n2=n2, mean2=mean2, sd2=sd2)
    size1, _, s1, size2, _, s2 = values
    names = named(labels, len(size1))
    refuse_moments((size1, size2), (s1, s2), names)
    reasons = {
        "is missing": np.isnan(np.array(values)).any(axis=0),
        "has an arm of no one (n = 0)": (size1 == 0) | (size2 == 0),
    }
    if measure in ("SMD", "SMDH"):
        reasons["needs two or more in each arm"] = (size1 < 2) | (size2 < 2)
        reasons["is not defined: neither arm varies (SD = 0)"] = (s1 == 0) & (s2 == 0)
    formulas = {"MD": _difference, "SMD": _hedges_g, "SMDH": _heteroscedastic, "ROM": _log_ratio}
    with np.errstate(all="ignore"):
        yi, vi = known(measure, formulas, "a measure of two means")(*values)
    return usable_rows(measure, yi, vi, names, reasons, n=size1 + size2)


def refuse_moments(
    sizes: tuple[np.ndarray, ...], sds: tuple[np.ndarray, ...], labels: Sequence[str]
) -> None:
    """Refuse negative sizes and SDs."""
    for values, name in [(v, "group size") for v in sizes] + [(v, "SD") for v in sds]:
        refuse(values < 0, labels, lambda i, v=values, s=name: f"A {s} of {v[i]:g} cannot be")


def small_sample_correction(df: np.ndarray) -> np.ndarray:
    """Return Hedges' exact factor J of a standardised mean difference (Hedges 1981, equation 6e).

    Args:
        df: Degrees of freedom of the SD, shape (k,); NaN is returned at 1 or below.
    """
    half = np.where(df > 1, df / 2, np.nan)
    return np.exp(gammaln(half) - np.log(np.sqrt(half)) - gammaln(half - 0.5))


def _difference(
    n1: np.ndarray, m1: np.ndarray, s1: np.ndarray, n2: np.ndarray, m2: np.ndarray, s2: np.ndarray
) -> Moments:
    return m1 - m2, s1**2 / n1 + s2**2 / n2


def _hedges_g(
    n1: np.ndarray, m1: np.ndarray, s1: np.ndarray, n2: np.ndarray, m2: np.ndarray, s2: np.ndarray
) -> Moments:
    df = n1 + n2 - 2
    pooled = np.sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / df)
    g = small_sample_correction(df) * (m1 - m2) / pooled
    return g, 1 / n1 + 1 / n2 + g**2 / (2 * (n1 + n2))


def _heteroscedastic(
    n1: np.ndarray, m1: np.ndarray, s1: np.ndarray, n2: np.ndarray, m2: np.ndarray, s2: np.ndarray
) -> Moments:
    variance = (s1**2 + s2**2) / 2
    correction = small_sample_correction(n1 + n2 - 2)
    d = correction * (m1 - m2) / np.sqrt(variance)
    of_sd = d**2 * (s1**4 / (n1 - 1) + s2**4 / (n2 - 1)) / (8 * variance**2)
    # As metafor: the corrected d within, and the square of the correction on the whole.
    return d, correction**2 * (of_sd + (s1**2 / (n1 - 1) + s2**2 / (n2 - 1)) / variance)


def _log_ratio(
    n1: np.ndarray, m1: np.ndarray, s1: np.ndarray, n2: np.ndarray, m2: np.ndarray, s2: np.ndarray
) -> Moments:
    return np.log(m1 / m2), s1**2 / (n1 * m1**2) + s2**2 / (n2 * m2**2)
