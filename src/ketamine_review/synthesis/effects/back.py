"""Back from the scale of the analysis to the scale on which a reader thinks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import expit

from ketamine_review.errors import ReviewError

#: Measures whose analysis scale is a logarithm.
LOGARITHMIC = ("RR", "OR", "PETO", "ROM", "PLN")


def harmonic_mean(n: np.ndarray) -> float:
    """Return the harmonic mean of study sizes, shape (k,)."""
    return float(len(n) / np.sum(1 / np.asarray(n, dtype=float)))


def inverse_double_arcsine(x: np.ndarray | float, n: float) -> np.ndarray | float:
    """Return the share behind a Freeman-Tukey value at size ``n`` (Miller 1978).

    A value beyond what 0 or n of n events would give is set to 0 or 1. A pooled value is
    transformed with the harmonic mean of the studies' sizes; with very unequal sizes this can
    mislead (Schwarzer et al 2019), which is why it is a sensitivity analysis only.

    Args:
        x: Half the sum of the two arcsines.
        n: Size.
    """
    x = np.asarray(x, dtype=float)
    none = np.arcsin(np.sqrt(1 / (n + 1))) / 2
    everyone = (np.arcsin(np.sqrt(n / (n + 1))) + np.pi / 2) / 2
    inside = np.clip(x, none, everyone)
    sine = np.sin(2 * inside)
    root = np.sqrt(np.maximum(0, 1 - (sine + (sine - 1 / sine) / n) ** 2))
    share = (1 - np.sign(np.cos(2 * inside)) * root) / 2
    return np.where(x < none, 0.0, np.where(x > everyone, 1.0, share))[()]


def inverse_arcsine(x: np.ndarray | float) -> np.ndarray | float:
    """Return the share whose arcsine square root is ``x``; beyond the scale, 0 or 1."""
    return np.sin(np.clip(x, 0, np.pi / 2)) ** 2


def back_transform(measure: str, harmonic_n: float | None = None) -> Callable:
    """Return the function from a measure's analysis scale to its natural one.

    Args:
        measure: Short name.
        harmonic_n: Harmonic mean of the sizes, needed for PFT.

    Raises:
        ReviewError: PFT without sizes.
    """
    if measure == "PFT":
        if harmonic_n is None:
            raise ReviewError(
                "A double arcsine needs the studies' sizes to go back to a share", mend="give n"
            )
        return lambda x: inverse_double_arcsine(x, harmonic_n)
    if measure in LOGARITHMIC:
        return np.exp
    return {"PLO": expit, "PAS": inverse_arcsine}.get(measure, lambda x: x)
