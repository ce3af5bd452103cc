"""Effect sizes of a single proportion: raw, log, logit, arcsine and double arcsine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from ketamine_review.errors import ReviewError
from ketamine_review.synthesis.choices import known
from ketamine_review.synthesis.effects.base import (
    EffectSizes,
    columns,
    named,
    refuse,
    usable_rows,
)

ProportionMeasure = Literal["PR", "PLN", "PLO", "PAS", "PFT"]
To = Literal["only0", "if0all", "all", "none"]


def proportion(
    events: ArrayLike,
    n: ArrayLike,
    measure: ProportionMeasure = "PLO",
    *,
    add: float = 0.5,
    to: To = "only0",
    labels: Sequence[str] | None = None,
) -> EffectSizes:
    """Return the effect sizes of single proportions.

    PR is the raw proportion, PLN its logarithm, PLO its logit, PAS its arcsine square root, and
    PFT the Freeman-Tukey double arcsine with variance 1 / (4n + 2) (Freeman and Tukey 1950; half
    their sum, as metafor defines it). PAS and PFT exist at 0 and n, so nothing is added there.

    Args:
        events: Number with the event, shape (k,); NaN for a missing count.
        n: Number observed, shape (k,).
        measure: One of the five.
        add: What is added to both cells (PR, PLN, PLO).
        to: Where it is added: ``only0`` to studies with an empty cell, ``if0all`` to all studies
            if any has one, ``all``, or ``none``.
        labels: Study names.

    Raises:
        ReviewError: a count is not whole, negative or above its denominator, or a setting is
            unknown.
    """
    x, total = columns(events=events, n=n)
    names = named(labels, len(x))
    refuse_counts(x, total, names)
    reasons = {"is missing": np.isnan(x) | np.isnan(total), "is of no one (n = 0)": total == 0}
    if measure in ("PR", "PLN", "PLO"):
        x, m = with_added((x, total - x), add, to)
    else:
        m = total - x
    formulas = {"PR": _raw, "PLN": _log, "PLO": _logit, "PAS": _arcsine, "PFT": _double_arcsine}
    with np.errstate(all="ignore"):
        yi, vi = known(measure, formulas, "a measure of proportions")(x, m)
    return usable_rows(measure, yi, vi, names, reasons, n=total)


def refuse_counts(events: np.ndarray, n: np.ndarray, labels: Sequence[str]) -> None:
    """Refuse counts that are not whole, below zero or above their denominator."""
    broken = (np.mod(events, 1) > 0) | (np.mod(n, 1) > 0)
    refuse(
        broken | (events < 0) | (events > n) | np.isinf(n),
        labels,
        lambda i: f"{events[i]:g} events of {n[i]:g} cannot be",
    )


def with_added(
    cells: tuple[np.ndarray, ...], add: float, to: To, skip: np.ndarray | None = None
) -> tuple[np.ndarray, ...]:
    """Return the cells with ``add`` added to the studies that ``to`` names.

    Args:
        cells: Counts of each study, arrays of shape (k,).
        add: A number from zero up.
        to: See `proportion`.
        skip: Studies that are not looked at, shape (k,).

    Raises:
        ReviewError: add is negative, or to is unknown.
    """
    if not add >= 0:
        raise ReviewError(f"{add:g} cannot be added to a cell", mend="give a number from zero up")
    empty = np.any([cell == 0 for cell in cells], axis=0)
    if skip is not None:
        empty &= ~skip
    everywhere = np.ones_like(empty)
    places = {
        "only0": empty,
        "if0all": everywhere & empty.any(),
        "all": everywhere,
        "none": ~everywhere,
    }
    where = known(to, places, "a rule for empty cells")
    return tuple(cell + add * where for cell in cells)


def _raw(x: np.ndarray, m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    share = x / (x + m)
    return share, share * (1 - share) / (x + m)


def _log(x: np.ndarray, m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.log(x / (x + m)), 1 / x - 1 / (x + m)


def _logit(x: np.ndarray, m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.log(x / m), 1 / x + 1 / m


def _arcsine(x: np.ndarray, m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.arcsin(np.sqrt(x / (x + m))), 1 / (4 * (x + m))


def _double_arcsine(x: np.ndarray, m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n = x + m
    angles = np.arcsin(np.sqrt(x / (n + 1))) + np.arcsin(np.sqrt((x + 1) / (n + 1)))
    return angles / 2, 1 / (4 * n + 2)
