"""The analyses that a protocol calls primary, each in one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ketamine_review.synthesis import allowed
from ketamine_review.synthesis.effects import EffectSizes, Excluded, given_effects, proportion
from ketamine_review.synthesis.estimate import Estimate, estimate_of
from ketamine_review.synthesis.glmm import Glmm, glmm_proportions, why_no_glmm
from ketamine_review.synthesis.intervals import clopper_pearson
from ketamine_review.synthesis.models import EFFECT_MODELS, PROPORTION_MODELS, Counts
from ketamine_review.synthesis.pool import pool
from ketamine_review.synthesis.pooled import Pooled


@dataclass(frozen=True, slots=True)
class StudyShare:
    """One study's share with its exact interval (Clopper and Pearson 1934)."""

    label: str
    events: int
    n: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ProportionSynthesis:
    """What k single proportions add up to.

    Attributes:
        studies: Each with its exact interval.
        presentation: ``empty``, ``single``, ``descriptive`` (k = 2) or ``pooled``.
        statement: What may be said at this number of studies.
        estimates: Pooled shares, the primary one first; none below two studies.
        fits: The fits behind them, in the same order.
        fallback: Why the primary estimate is not the binomial-normal model's, None where it is.
        excluded: Rows that are not used, with reasons.
    """

    studies: tuple[StudyShare, ...]
    presentation: str
    statement: str
    estimates: tuple[Estimate, ...]
    fits: tuple[Pooled | Glmm, ...]
    fallback: str | None
    excluded: tuple[Excluded, ...]

    @property
    def k(self) -> int:
        """Number of studies used."""
        return len(self.studies)

    @property
    def primary(self) -> Estimate | None:
        """The primary pooled share."""
        return self.estimates[0] if self.estimates else None

    def methods(self) -> str:
        """Return the methods paragraph, built from this object alone."""
        sentences = ["Each study's share carries its exact interval (Clopper and Pearson 1934)."]
        sentences += [fit.methods_sentence() for fit in self.fits]
        if self.fallback is not None:
            sentences.append(
                f"The binomial-normal model is not shown ({self.fallback}); the logit model takes "
                "its place."
            )
        return " ".join(sentences)


def pool_proportions(
    events: ArrayLike, n: ArrayLike, labels: Sequence[str] | None = None
) -> ProportionSynthesis:
    """Return the primary analysis of single proportions.

    The binomial-normal model with its profile-likelihood interval comes first, the logit model
    (REML, guarded Hartung-Knapp) beside it, Freeman-Tukey as sensitivity. Where the first has no
    estimate or does not converge, ``fallback`` says why and the logit model comes first.

    Args:
        events: Number with the event, shape (k,); NaN for a missing count.
        n: Number observed, shape (k,).
        labels: Study names.

    Raises:
        ReviewError: a count is negative or above its denominator.
    """
    usable = proportion(events, n, "PFT", labels=labels)
    x = np.atleast_1d(np.asarray(events, float))[usable.rows] if usable.k else np.empty(0)
    counts = Counts.of(x.tolist(), (usable.n if usable.k else x).tolist(), usable.labels)
    fits, fallback = _fits(counts) if counts.k > 1 else ({}, None)
    models = {model.id: model.label for model in PROPORTION_MODELS}
    return ProportionSynthesis(
        studies=_shares(counts),
        presentation=allowed.presentation(counts.k),
        statement=allowed.statement(counts.k),
        estimates=tuple(estimate_of(fit, name, models[name]) for name, fit in fits.items()),
        fits=tuple(fits.values()),
        fallback=fallback,
        excluded=usable.excluded,
    )


def _fits(counts: Counts) -> tuple[dict[str, Pooled | Glmm], str | None]:
    x, n = np.array(counts.events), np.array(counts.n)
    fits: dict[str, Pooled | Glmm] = {}
    fallback = why_no_glmm(x, n)
    if fallback is None:
        glmm = glmm_proportions(x, n, labels=counts.labels)
        if glmm.converged:
            fits["glmm"] = glmm
        else:
            fallback = "it did not converge"
    for name, measure in (("logit_reml_hk", "PLO"), ("freeman_tukey", "PFT")):
        fits[name] = pool(proportion(x, n, measure, labels=counts.labels), "REML", "adhoc")
    return fits, fallback


def _shares(counts: Counts) -> tuple[StudyShare, ...]:
    return tuple(
        StudyShare(label, int(x), int(n), x / n, *clopper_pearson(x, n))
        for x, n, label in zip(counts.events, counts.n, counts.labels, strict=True)
    )


@dataclass(frozen=True, slots=True)
class EffectSynthesis:
    """What k effect sizes add up to.

    Attributes:
        effects: The studies' effect sizes.
        presentation: ``empty``, ``single``, ``descriptive`` (k = 2) or ``pooled``.
        statement: What may be said at this number of studies.
        estimates: The pooled effect; none below two studies.
        fits: The fit behind it.
        excluded: Rows that are not used, with reasons.
    """

    effects: EffectSizes
    presentation: str
    statement: str
    estimates: tuple[Estimate, ...]
    fits: tuple[Pooled, ...]
    excluded: tuple[Excluded, ...]

    @property
    def k(self) -> int:
        """Number of studies used."""
        return self.effects.k

    @property
    def primary(self) -> Estimate | None:
        """The primary pooled effect."""
        return self.estimates[0] if self.estimates else None

    def methods(self) -> str:
        """Return the methods paragraph, built from this object alone."""
        return " ".join(fit.methods_sentence() for fit in self.fits)


def pool_differences(
    yi: ArrayLike, vi: ArrayLike, labels: Sequence[str] | None = None, measure: str = "MD"
) -> EffectSynthesis:
    """Return the primary analysis of two-arm contrasts: REML, guarded Hartung-Knapp.

    Args:
        yi: Estimates, shape (k,), logarithms for ratios; NaN for a missing one.
        vi: Sampling variances, shape (k,).
        labels: Study names.
        measure: What they measure.

    Raises:
        ReviewError: lengths differ, or a variance is negative.
    """
    return pool_effects(given_effects(yi, vi, labels, measure))


def pool_effects(effects: EffectSizes) -> EffectSynthesis:
    """Return the primary analysis of effect sizes: REML, guarded Hartung-Knapp."""
    model = EFFECT_MODELS[0]
    fits = (model.fit(effects),) if effects.k > 1 else ()
    return EffectSynthesis(
        effects=effects,
        presentation=allowed.presentation(effects.k),
        statement=allowed.statement(effects.k),
        estimates=tuple(estimate_of(fit, model.id, model.label) for fit in fits),
        fits=fits,
        excluded=effects.excluded,
    )
