"""A pooled estimate as tables and figures take it: one flat row on the natural scale."""

from __future__ import annotations

from dataclasses import dataclass

from ketamine_review.synthesis.glmm import Glmm
from ketamine_review.synthesis.pooled import Pooled


@dataclass(frozen=True, slots=True)
class Estimate:
    """A pooled share, ratio or difference under one model.

    Attributes:
        model: Short name of the model.
        label: Its name for readers.
        k: Studies.
        n: Persons, None where not known.
        estimate: Share from 0 to 1, ratio, or points.
        low: Lower confidence limit.
        high: Upper confidence limit.
        prediction_low: Lower limit of the prediction interval, None where not estimable.
        prediction_high: Upper limit.
        prediction_note: Why there is none.
        tau2: Between-study variance on the scale of the analysis; None for a single study.
        tau2_low: Lower limit by profiling Q.
        tau2_high: Upper limit.
        i2: Percent.
        q: Cochran's Q, or the likelihood-ratio statistic of a binomial-normal model.
        q_p: Its P value.
        converged: Whether the search for the model's parameters ended.
        boundary: Whether tau2 was estimated as 0.
        warnings: What a reader must know.
    """

    model: str
    label: str
    k: int
    n: int | None
    estimate: float
    low: float
    high: float
    prediction_low: float | None
    prediction_high: float | None
    prediction_note: str | None
    tau2: float | None
    tau2_low: float | None
    tau2_high: float | None
    i2: float | None
    q: float | None
    q_p: float | None
    converged: bool
    boundary: bool
    warnings: tuple[str, ...]


def estimate_of(fit: Pooled | Glmm, model: str, label: str) -> Estimate:
    """Return the flat row of a fit.

    Args:
        fit: A pooled estimate.
        model: Short name, as in `Model.id`.
        label: Name for readers.
    """
    natural = fit.natural
    return Estimate(
        model=model,
        label=label,
        k=fit.k,
        n=fit.n,
        estimate=natural.estimate,
        low=natural.low,
        high=natural.high,
        prediction_low=natural.prediction_low,
        prediction_high=natural.prediction_high,
        prediction_note=fit.prediction.note if natural.prediction_low is None else None,
        tau2=fit.tau2,
        tau2_low=getattr(fit, "tau2_low", None),
        tau2_high=getattr(fit, "tau2_high", None),
        i2=fit.i2,
        q=fit.q,
        q_p=fit.q_p,
        converged=fit.converged,
        boundary=fit.boundary,
        warnings=fit.warnings,
    )
