"""Pooling of a synthesis' studies, by the models that the protocol's measures call for."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ketamine_review.model.results import Pool, StudyEffect
from ketamine_review.synthesis.effects import given_effects, proportion, two_proportions
from ketamine_review.synthesis.glmm import Glmm, glmm_proportions, why_no_glmm
from ketamine_review.synthesis.pool import pool
from ketamine_review.synthesis.pooled import Pooled

Pools = tuple[tuple[Pool, ...], dict[str, float]]


def pool_effects(measure: str, effects: Sequence[StudyEffect]) -> Pools:
    """Return the pools of studies, the primary one first, and the weights of their rows.

    Single proportions: binomial-normal GLMM with profile-likelihood interval as primary, logit
    REML with Hartung-Knapp beside it, Freeman-Tukey as sensitivity. Differences: REML with
    Hartung-Knapp, a common-effect model beside it. Changes and durations are never pooled.

    Args:
        measure: What the synthesis measures.
        effects: Studies with an estimate.
    """
    if measure == "proportion":
        return _proportions(effects)
    if measure in ("difference", "risk_difference"):
        return _differences(measure, effects)
    return (), {}


def _proportions(effects: Sequence[StudyEffect]) -> Pools:
    import numpy as np

    events = np.array([effect.events for effect in effects], float)
    n = np.array([effect.n for effect in effects], float)
    labels = [effect.row_id for effect in effects]
    logit = pool(proportion(events, n, "PLO", labels=labels), "REML", "adhoc")
    tukey = pool(proportion(events, n, "PFT", labels=labels), "REML", "adhoc")
    pools = [
        _pool("logit_reml_hk", "Logit, REML, Hartung-Knapp", logit),
        _pool("freeman_tukey", "Freeman-Tukey, REML, Hartung-Knapp", tukey),
    ]
    reason = why_no_glmm(events, n)
    fit = None if reason else glmm_proportions(events, n, labels=labels)
    if fit is not None and fit.converged:
        pools.insert(0, _glmm(fit))
    else:
        why = f"the binomial-normal model gives no estimate: {reason or 'it did not converge'}"
        pools[0] = pools[0].model_copy(update={"warnings": (*pools[0].warnings, why)})
    return tuple(pools), _weights(logit)


def _differences(measure: str, effects: Sequence[StudyEffect]) -> Pools:
    if measure == "risk_difference":
        counts = [list(column) for column in zip(*(e.counts for e in effects), strict=True)]
        sizes = two_proportions(*counts, measure="RD", labels=[e.row_id for e in effects])
    else:
        sizes = given_effects(
            [e.estimate for e in effects], [e.se**2 for e in effects], [e.row_id for e in effects]
        )
    primary = pool(sizes, "REML", "adhoc")
    common = pool(sizes, "FE", "z")
    return (
        _pool("reml_hk", "Random effects, REML, Hartung-Knapp", primary),
        _pool("common", "Common effect", common),
    ), _weights(primary)


def _weights(pooled: Pooled) -> dict[str, float]:
    return dict(zip(pooled.labels, pooled.weights, strict=True))


def _pool(model: str, label: str, fit: Pooled) -> Pool:
    natural = fit.natural
    return Pool(
        model=model,
        label=label,
        k=fit.k,
        n=fit.n,
        estimate=natural.estimate,
        low=natural.low,
        high=natural.high,
        prediction_low=natural.prediction_low,
        prediction_high=natural.prediction_high,
        prediction_note=fit.prediction.note,
        tau2=fit.tau2,
        tau2_low=fit.tau2_low,
        tau2_high=_finite(fit.tau2_high),
        i2=fit.i2,
        q=fit.q,
        q_p=fit.q_p,
        converged=fit.converged,
        boundary=fit.boundary,
        warnings=fit.warnings,
        methods=fit.methods_sentence(),
    )


def _glmm(fit: Glmm) -> Pool:
    natural = fit.natural
    return Pool(
        model="glmm",
        label="Binomial-normal GLMM, profile likelihood",
        k=fit.k,
        n=fit.n,
        estimate=natural.estimate,
        low=natural.low,
        high=natural.high,
        prediction_low=natural.prediction_low,
        prediction_high=natural.prediction_high,
        prediction_note=fit.prediction.note,
        tau2=fit.tau2,
        i2=fit.i2,
        q=fit.q,
        q_p=fit.q_p,
        converged=fit.converged,
        boundary=fit.boundary,
        warnings=fit.warnings,
        methods=fit.methods_sentence(),
    )


def _finite(value: float | None) -> float | None:
    return value if value is None or math.isfinite(value) else None
