"""The result of a binomial-normal model."""

from __future__ import annotations

from dataclasses import dataclass

from ketamine_review.synthesis.effects import Excluded, back_transform
from ketamine_review.synthesis.pooled import Natural, to_natural
from ketamine_review.synthesis.predict import Prediction

MODEL_NAMES = {
    "PLO": "a binomial-normal model of their logits",
    "UM.FS": "a binomial-normal model with fixed study effects",
    "UM.RS": "a binomial-normal model with random study effects",
    "CM.AL": "a binomial-normal model conditional on the events of both arms (approximate)",
}


@dataclass(frozen=True, slots=True)
class Glmm:
    """A pooled log odds or log odds ratio of a generalised linear mixed model.

    Attributes:
        model: ``PLO`` for single proportions; ``UM.FS``, ``UM.RS`` or ``CM.AL`` for two arms.
        level: Confidence level.
        k: Studies pooled.
        n: Persons in them.
        estimate: Log odds, or log odds ratio.
        se: Its standard error, from the second derivatives of the likelihood; infinite where the
            search did not converge.
        wald_low: Lower limit by the normal quantile.
        wald_high: Upper limit.
        profile_low: Lower limit by profile likelihood, minus infinity where the likelihood sets
            none; None where it was not asked for.
        profile_high: Upper limit.
        tau2: Variance of the random effect.
        i2: Percent, with the typical sampling variance of the inverse-variance analysis.
        q: Likelihood-ratio statistic for differences between studies; None for two arms.
        q_p: Its P value on k - 1 degrees of freedom.
        log_likelihood: At its top, binomial coefficients included.
        points: Quadrature points; 1 is Laplace's approximation.
        prediction: Prediction interval, or why there is none.
        converged: Whether a top was reached.
        boundary: Whether tau2 was estimated as 0.
        excluded: Rows that the model does not use, with reasons.
        warnings: What a reader must know.
    """

    model: str
    level: float
    k: int
    n: int
    estimate: float
    se: float
    wald_low: float
    wald_high: float
    profile_low: float | None
    profile_high: float | None
    tau2: float
    i2: float
    q: float | None
    q_p: float | None
    log_likelihood: float
    points: int
    prediction: Prediction
    converged: bool
    boundary: bool
    excluded: tuple[Excluded, ...]
    warnings: tuple[str, ...]

    @property
    def low(self) -> float:
        """Lower limit: by profile likelihood where it was asked for, else Wald's."""
        return self.wald_low if self.profile_low is None else self.profile_low

    @property
    def high(self) -> float:
        """Upper limit, as ``low``."""
        return self.wald_high if self.profile_high is None else self.profile_high

    @property
    def natural(self) -> Natural:
        """The estimate and its intervals as a share, or as an odds ratio for two arms."""
        back = back_transform("PLO" if self.model == "PLO" else "OR")
        return to_natural(
            back, self.estimate, self.low, self.high, self.prediction.low, self.prediction.high
        )

    def methods_sentence(self) -> str:
        """Return how the estimate was made, in one sentence built from this object alone."""
        what = "proportions" if self.model == "PLO" else "odds ratios"
        interval = (
            "a Wald interval" if self.profile_low is None else "a profile-likelihood interval"
        )
        integral = (
            "Laplace's approximation"
            if self.points == 1
            else f"adaptive Gauss-Hermite quadrature with {self.points} points"
        )
        return (
            f"The {what} of {self.k} studies were pooled in {MODEL_NAMES[self.model]} "
            f"(maximum likelihood, {integral}) with {interval}."
        )
