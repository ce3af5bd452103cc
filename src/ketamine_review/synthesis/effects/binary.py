"""Effect sizes of two groups with a binary outcome: ratios, differences, Peto's odds ratio."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from ketamine_review.synthesis.choices import known
from ketamine_review.synthesis.effects.base import EffectSizes, columns, named, usable_rows
from ketamine_review.synthesis.effects.proportion import To, refuse_counts, with_added

BinaryMeasure = Literal["RR", "OR", "RD", "AS", "PETO"]


def two_proportions(
    events1: ArrayLike,
    n1: ArrayLike,
    events2: ArrayLike,
    n2: ArrayLike,
    measure: BinaryMeasure = "OR",
    *,
    add: float = 0.5,
    to: To = "only0",
    drop00: bool = False,
    labels: Sequence[str] | None = None,
) -> EffectSizes:
    """Return the effect sizes of group 1 against group 2.

    RR and OR are logarithms, RD the risk difference, AS the difference of arcsine square roots
    (Rucker et al 2009; nothing is added there), PETO the log odds ratio of Yusuf et al (1985).

    Args:
        events1: Events of group 1, shape (k,); NaN for a missing count.
        n1: Size of group 1, shape (k,).
        events2: Events of group 2, shape (k,).
        n2: Size of group 2, shape (k,).
        measure: One of the five.
        add: What is added to all four cells.
        to: Where it is added, see `proportion`.
        drop00: Set aside studies in which no one or everyone in both groups had the event.
        labels: Study names.

    Raises:
        ReviewError: a count is negative or above its denominator, or a setting is unknown.
    """
    a, m1, c, m2 = columns(events1=events1, n1=n1, events2=events2, n2=n2)
    names = named(labels, len(a))
    refuse_counts(a, m1, names)
    refuse_counts(c, m2, names)
    b, d = m1 - a, m2 - c
    uninformative = drop00 & (((a == 0) & (c == 0)) | ((b == 0) & (d == 0)))
    reasons = {
        "is missing": np.isnan(a + m1 + c + m2),
        "has an arm of no one (n = 0)": (m1 == 0) | (m2 == 0),
        "is set aside: no one or everyone in both arms had the event": uninformative,
    }
    formulas = {
        "RR": _risk_ratio,
        "OR": _odds_ratio,
        "RD": _risk_difference,
        "AS": _arcsine,
        "PETO": _peto,
    }
    formula = known(measure, formulas, "a measure of two proportions")
    if measure != "AS":
        a, b, c, d = with_added((a, b, c, d), add, to, skip=uninformative)
    with np.errstate(all="ignore"):
        yi, vi = formula(a, b, c, d)
    return usable_rows(measure, yi, vi, names, reasons, n=m1 + m2)


Cells = tuple[np.ndarray, np.ndarray]


def _risk_ratio(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> Cells:
    n1, n2 = a + b, c + d
    return np.log(a / n1) - np.log(c / n2), 1 / a - 1 / n1 + 1 / c - 1 / n2


def _odds_ratio(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> Cells:
    return np.log(a / b) - np.log(c / d), 1 / a + 1 / b + 1 / c + 1 / d


def _risk_difference(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> Cells:
    n1, n2 = a + b, c + d
    p1, p2 = a / n1, c / n2
    return p1 - p2, p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2


def _arcsine(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> Cells:
    n1, n2 = a + b, c + d
    return np.arcsin(np.sqrt(a / n1)) - np.arcsin(np.sqrt(c / n2)), 1 / (4 * n1) + 1 / (4 * n2)


def _peto(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> Cells:
    excess, variance = observed_minus_expected(a, b, c, d)
    return excess / variance, 1 / variance


def observed_minus_expected(
    a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return O - E of group 1 and its hypergeometric variance (Yusuf et al 1985).

    Args:
        a: Events of group 1.
        b: Non-events of group 1.
        c: Events of group 2.
        d: Non-events of group 2.
    """
    n1, n2, with_event, without = a + b, c + d, a + c, b + d
    total = n1 + n2
    expected = n1 * with_event / total
    variance = n1 * n2 * with_event * without / (total**2 * (total - 1))
    return a - expected, variance
