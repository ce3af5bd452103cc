"""Pooling of a synthesis' studies, by the models that the protocol's measures call for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict

from ketamine_review.model.results import Pool, StudyEffect
from ketamine_review.synthesis import (
    EFFECT_MODELS,
    PROPORTION_MODELS,
    Counts,
    EffectSizes,
    EffectSynthesis,
    ProportionSynthesis,
    given_effects,
    pool_effects,
    pool_proportions,
    two_proportions,
)
from ketamine_review.synthesis.sensitivity import Row, by_model

Pools = tuple[tuple[Pool, ...], dict[str, float]]


def pools_of(measure: str, effects: Sequence[StudyEffect]) -> Pools:
    """Return the pools of studies, the primary one first, and the weight of each row in percent.

    Changes, relative falls and durations are never pooled.

    Args:
        measure: What the synthesis measures.
        effects: Studies with an estimate.
    """
    if measure == "proportion":
        counts = _counts(effects)
        answer = pool_proportions(counts.events, counts.n, counts.labels)
        return _pools(answer)
    if measure in ("difference", "risk_difference"):
        return _pools(pool_effects(_sizes(measure, effects)))
    return (), {}


def other_models(measure: str, effects: Sequence[StudyEffect]) -> list[Row]:
    """Return one row per model that the library knows for this measure, the primary one first."""
    if measure == "proportion":
        return by_model(_counts(effects), PROPORTION_MODELS)
    if measure in ("difference", "risk_difference"):
        return by_model(_sizes(measure, effects), EFFECT_MODELS)
    return []


def _counts(effects: Sequence[StudyEffect]) -> Counts:
    return Counts.of(
        [e.events for e in effects], [e.n for e in effects], [e.row_id for e in effects]
    )


def _sizes(measure: str, effects: Sequence[StudyEffect]) -> EffectSizes:
    names = [effect.row_id for effect in effects]
    if measure == "risk_difference":
        counts = [list(column) for column in zip(*(e.counts for e in effects), strict=True)]
        return two_proportions(*counts, measure="RD", labels=names)
    variances = [math.nan if e.se is None else e.se**2 for e in effects]
    return given_effects([e.estimate for e in effects], variances, names, "MD")


def _pools(answer: ProportionSynthesis | EffectSynthesis) -> Pools:
    pools = []
    for estimate, fit in zip(answer.estimates, answer.fits, strict=True):
        data = {**asdict(estimate), "tau2_high": _finite(estimate.tau2_high)}
        pools.append(Pool(**data, methods=fit.methods_sentence()))
    fallback = getattr(answer, "fallback", None)
    if pools and fallback is not None:
        why = f"No binomial-normal model: {fallback}"
        pools[0] = pools[0].model_copy(update={"warnings": (*pools[0].warnings, why)})
    weighted = next((fit for fit in answer.fits if hasattr(fit, "weights")), None)
    weights = {} if weighted is None else dict(zip(weighted.labels, weighted.weights, strict=True))
    return tuple(pools), weights


def _finite(value: float | None) -> float | None:
    return value if value is None or math.isfinite(value) else None
