"""Estimators of the between-study variance tau2, for many meta-analyses at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ketamine_review.synthesis.batch import Batch, over_studies, weight_trace, weighted_mean
from ketamine_review.synthesis.choices import known
from ketamine_review.synthesis.likelihood import maximum_likelihood

#: Newton steps after which a generalised Q statistic counts as not solved.
MAX_STEPS = 200


@dataclass(frozen=True, slots=True, eq=False)
class Tau2:
    """Between-study variances of a batch.

    Attributes:
        value: Estimates, shape (m,), never negative.
        converged: Whether the search ended, shape (m,); always True for closed forms.
    """

    value: np.ndarray
    converged: np.ndarray


def estimate_tau2(batch: Batch, method: str) -> Tau2:
    """Return tau2 of every meta-analysis; 0 where there is one study.

    Args:
        batch: m meta-analyses.
        method: ``FE`` (0 by assumption), ``DL`` DerSimonian and Laird 1986, ``HE`` Hedges and
            Olkin 1985, ``HS`` Hunter and Schmidt 1990, ``SJ`` Sidik and Jonkman 2005, ``PM``
            Paule and Mandel 1982, ``EB`` empirical Bayes (Morris 1983; its equation is that of
            PM), ``ML`` and ``REML`` (Viechtbauer 2005).

    Raises:
        ReviewError: the method is unknown.
    """
    estimator = known(method, ESTIMATORS, "an estimator of tau2")
    value, converged = np.zeros_like(batch.k), np.ones(len(batch.k), dtype=bool)
    for block in batch.blocks():
        part = batch.take(block)
        several = part.k > 1
        if several.any():
            found = estimator(part.take(several))
            value[block][several], converged[block][several] = found.value, found.converged
    return Tau2(value, converged)


def solve_generalised_q(batch: Batch, target: np.ndarray) -> Tau2:
    """Return the tau2 at which the generalised Q statistic equals ``target``, or 0 if below at 0.

    Q falls with tau2, and 1 / Q is concave in it, so that Newton's method on 1 / Q rises from 0 to
    the root without ever passing it.

    Args:
        batch: m meta-analyses of two or more studies.
        target: Wanted values of Q, shape (m,), above zero.
    """
    tau2 = np.zeros_like(batch.k)
    active = np.arange(len(tau2))
    for _ in range(MAX_STEPS):
        part, t, want = batch.take(active), tau2[active], target[active]
        w = part.weights(t)
        _, mean, q = weighted_mean(part, w)
        weighted = w * (part.y - mean)
        steepness = over_studies(weighted, weighted)
        step = np.where(q > want, q * (q / want - 1) / np.maximum(steepness, 1e-300), 0.0)
        tau2[active] = t + step
        active = active[step > 1e-15 * t]
        if not len(active):
            break
    converged = np.ones(len(tau2), dtype=bool)
    converged[active] = False
    return Tau2(tau2, converged)


def _closed(formula: Callable[[Batch], np.ndarray]) -> Callable[[Batch], Tau2]:
    return lambda batch: Tau2(np.maximum(formula(batch), 0.0), np.ones(len(batch.k), dtype=bool))


def _dersimonian_laird(batch: Batch) -> np.ndarray:
    w = batch.weights(np.zeros_like(batch.k))
    _, _, q = weighted_mean(batch, w)
    return (q - (batch.k - 1)) / weight_trace(w)


def _hunter_schmidt(batch: Batch) -> np.ndarray:
    total, _, q = weighted_mean(batch, batch.weights(np.zeros_like(batch.k)))
    return (q - batch.k) / total


def _hedges(batch: Batch) -> np.ndarray:
    # The estimates are centred on their mean already.
    spread = over_studies(batch.y, batch.y) / (batch.k - 1)
    return spread - over_studies(batch.v, batch.present) / batch.k


def _sidik_jonkman(batch: Batch) -> np.ndarray:
    crude = over_studies(batch.y, batch.y) / batch.k
    _, _, q = weighted_mean(batch, batch.weights(crude))
    return crude * q / (batch.k - 1)


ESTIMATORS: dict[str, Callable[[Batch], Tau2]] = {
    "FE": _closed(lambda batch: np.zeros_like(batch.k)),
    "DL": _closed(_dersimonian_laird),
    "HE": _closed(_hedges),
    "HS": _closed(_hunter_schmidt),
    "SJ": _closed(_sidik_jonkman),
    "PM": lambda batch: solve_generalised_q(batch, batch.k - 1),
    "EB": lambda batch: solve_generalised_q(batch, batch.k - 1),
    "ML": lambda batch: Tau2(*maximum_likelihood(batch, restricted=False)),
    "REML": lambda batch: Tau2(*maximum_likelihood(batch, restricted=True)),
}
