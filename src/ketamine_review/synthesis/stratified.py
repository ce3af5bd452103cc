"""Mantel-Haenszel and Peto: common-effect pooling of 2 x 2 tables, for rare events."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, ndtr

from ketamine_review.errors import ReviewError
from ketamine_review.synthesis.choices import known
from ketamine_review.synthesis.effects import EffectSizes, Excluded, two_proportions
from ketamine_review.synthesis.effects.base import columns
from ketamine_review.synthesis.effects.binary import observed_minus_expected
from ketamine_review.synthesis.engine import AGREEMENT
from ketamine_review.synthesis.intervals import z_quantile

StratifiedMeasure = Literal["OR", "RR", "RD"]
Tables = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True, slots=True)
class Stratified:
    """A Mantel-Haenszel or Peto estimate (logarithms for ratios).

    Attributes:
        method: ``MH`` or ``PETO``.
        measure: ``OR``, ``RR`` or ``RD``.
        k: Tables pooled, those without an event among them.
        n: Persons in them.
        estimate: Pooled estimate.
        se: Its standard error.
        low: Lower limit by the normal quantile.
        high: Upper limit.
        statistic: Estimate over standard error.
        p: Two-sided P value.
        q: Cochran's Q of the studies' own estimates about the pooled one.
        q_df: Its degrees of freedom: informative studies less one.
        q_p: Its P value.
        i2: Percent.
        excluded: Rows without a table, with reasons.
    """

    method: str
    measure: str
    k: int
    n: int
    estimate: float
    se: float
    low: float
    high: float
    statistic: float
    p: float
    q: float
    q_df: int
    q_p: float
    i2: float
    excluded: tuple[Excluded, ...]


def mantel_haenszel(
    events1: ArrayLike,
    n1: ArrayLike,
    events2: ArrayLike,
    n2: ArrayLike,
    measure: StratifiedMeasure = "OR",
    *,
    labels: Sequence[str] | None = None,
    level: float = 0.95,
) -> Stratified:
    """Return the Mantel-Haenszel estimate; nothing is added to any cell.

    Variances: odds ratio Robins, Breslow and Greenland 1986 (by statsmodels' `StratifiedTable`),
    risk ratio Greenland and Robins 1985, risk difference Sato, Greenland and Robins 1989. Only for
    Q, 1/2 is added to studies with an empty cell, and those without an event or a non-event are
    left out, as metafor does.

    Args:
        events1: Events of group 1, shape (k,); NaN for a missing count.
        n1: Size of group 1, shape (k,).
        events2: Events of group 2, shape (k,).
        n2: Size of group 2, shape (k,).
        measure: One of the three.
        labels: Study names.
        level: Confidence level.

    Raises:
        ReviewError: impossible counts, no usable table, or counts without an estimate.
    """
    formulas = {"OR": _odds_ratio, "RR": _risk_ratio, "RD": _risk_difference}
    formula = known(measure, formulas, "a measure of 2 x 2 tables")
    tables, excluded = _tables(events1, n1, events2, n2, labels)
    with np.errstate(all="ignore"):
        estimate, variance = formula(*tables)
    if not (np.isfinite(estimate) and np.isfinite(variance) and variance > 0):
        raise ReviewError(
            "The Mantel-Haenszel estimate does not exist: too many cells are empty",
            mend="show the counts, or use a risk difference of studies with events",
        )
    own = _study_effects(tables, measure)
    q = float(((own.yi - estimate) ** 2 / own.vi).sum())
    return _result("MH", measure, tables, excluded, estimate, variance, q, own.k, level)


def peto(
    events1: ArrayLike,
    n1: ArrayLike,
    events2: ArrayLike,
    n2: ArrayLike,
    *,
    labels: Sequence[str] | None = None,
    level: float = 0.95,
) -> Stratified:
    """Return Peto's log odds ratio (Yusuf et al 1985); arguments as `mantel_haenszel`.

    Raises:
        ReviewError: impossible counts, or no study with both an event and a non-event.
    """
    tables, excluded = _tables(events1, n1, events2, n2, labels)
    with np.errstate(all="ignore"):
        excess, variance = observed_minus_expected(*tables)
    informative = variance > 0
    if not informative.any():
        raise ReviewError(
            "Peto's odds ratio does not exist: no study has both an event and a non-event",
            mend="show the counts",
        )
    excess, variance = excess[informative], variance[informative]
    estimate = excess.sum() / variance.sum()
    q = float(((excess / variance - estimate) ** 2 * variance).sum())
    return _result(
        "PETO", "OR", tables, excluded, estimate, 1 / variance.sum(), q, len(excess), level
    )


def _tables(
    events1: ArrayLike,
    n1: ArrayLike,
    events2: ArrayLike,
    n2: ArrayLike,
    labels: Sequence[str] | None,
) -> tuple[Tables, tuple[Excluded, ...]]:
    """Return the four cells of the usable tables; the arcsine difference exists for all of them."""
    usable = two_proportions(events1, n1, events2, n2, "AS", labels=labels)
    if usable.k == 0:
        raise ReviewError("There is no table to pool", mend="give counts and sizes of both groups")
    raw = columns(events1=events1, n1=n1, events2=events2, n2=n2)
    a, m1, c, m2 = (values[usable.rows] for values in raw)
    return (a, m1 - a, c, m2 - c), usable.excluded


def _study_effects(tables: Tables, measure: str) -> EffectSizes:
    a, b, c, d = tables
    return two_proportions(a, a + b, c, c + d, measure, drop00=True)


def _odds_ratio(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> tuple[float, float]:
    from statsmodels.stats.contingency_tables import StratifiedTable

    table = StratifiedTable(np.array([[a, b], [c, d]]))
    estimate, total = float(np.log(table.oddsratio_pooled)), a + b + c + d
    own = float(np.log((a * d / total).sum() / (b * c / total).sum()))
    if np.isfinite(own) and abs(own - estimate) > AGREEMENT * max(1, abs(own)):
        raise ReviewError(f"Two computations of the pooled odds ratio differ: {estimate}, {own}")
    return estimate, float(table.logodds_pooled_se) ** 2


def _risk_ratio(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> tuple[float, float]:
    n1, n2 = a + b, c + d
    total = n1 + n2
    up, down = (a * n2 / total).sum(), (c * n1 / total).sum()
    spread = (n1 * n2 * (a + c) / total**2 - a * c / total).sum()
    return float(np.log(up / down)), float(spread / (up * down))


def _risk_difference(
    a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray
) -> tuple[float, float]:
    n1, n2 = a + b, c + d
    total = n1 + n2
    weight = (n1 * n2 / total).sum()
    estimate = ((a * n2 - c * n1) / total).sum() / weight
    share1, share2 = n1 / total, n2 / total
    linear = (c * share1**2 - a * share2**2 + share1 * share2 * (n2 - n1) / 2).sum()
    mixed = ((a * d + c * b) / total).sum() / 2
    return float(estimate), float((estimate * linear + mixed) / weight**2)


def _result(
    method: str,
    measure: str,
    tables: Tables,
    excluded: tuple[Excluded, ...],
    estimate: float,
    variance: float,
    q: float,
    informative: int,
    level: float,
) -> Stratified:
    se, df = math.sqrt(variance), max(informative - 1, 0)
    half = z_quantile(level) * se
    return Stratified(
        method=method,
        measure=measure,
        k=len(tables[0]),
        n=int(sum(cell.sum() for cell in tables)),
        estimate=float(estimate),
        se=se,
        low=float(estimate) - half,
        high=float(estimate) + half,
        statistic=float(estimate) / se,
        p=float(2 * ndtr(-abs(estimate) / se)),
        q=q,
        q_df=df,
        q_p=float(chdtrc(df, q)) if df else 1.0,
        i2=100 * max(0.0, (q - df) / q) if df and q > 0 else 0.0,
        excluded=excluded,
    )
