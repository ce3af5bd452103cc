"""The result of one meta-analysis, and the sentence that says how it was made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ketamine_review.synthesis.effects import Excluded, back_transform
from ketamine_review.synthesis.predict import Prediction

#: How each model is called in prose, with its source.
MODEL_NAMES = {
    "FE": "a common-effect model with inverse-variance weights",
    "DL": "a random-effects model (tau2 by DerSimonian and Laird 1986)",
    "HE": "a random-effects model (tau2 by Hedges and Olkin 1985)",
    "HS": "a random-effects model (tau2 by Hunter and Schmidt 1990)",
    "SJ": "a random-effects model (tau2 by Sidik and Jonkman 2005)",
    "PM": "a random-effects model (tau2 by Paule and Mandel 1982)",
    "EB": "a random-effects model (tau2 by empirical Bayes)",
    "ML": "a random-effects model (tau2 by maximum likelihood)",
    "REML": "a random-effects model (tau2 by restricted maximum likelihood)",
}
TEST_NAMES = {
    "z": "a Wald interval with the normal quantile",
    "t": "a Wald interval with t on {df}",
    "knha": "the Hartung-Knapp interval (t on {df})",
    "adhoc": "the Hartung-Knapp interval (t on {df}), never narrower than Wald's (ad-hoc guard)",
}
MEASURE_NAMES = {
    "PR": "raw proportions",
    "PLN": "log proportions",
    "PLO": "logit proportions",
    "PAS": "arcsine proportions",
    "PFT": "Freeman-Tukey double arcsine proportions",
    "RR": "log risk ratios",
    "OR": "log odds ratios",
    "RD": "risk differences",
    "AS": "arcsine differences",
    "PETO": "Peto log odds ratios",
    "MD": "mean differences",
    "SMD": "standardised mean differences (Hedges' g)",
    "SMDH": "standardised mean differences with unequal SDs",
    "ROM": "log ratios of means",
    "MC": "mean changes",
    "SMCC": "changes in SDs of the change",
    "SMCR": "changes in SDs before",
}


@dataclass(frozen=True, slots=True)
class Natural:
    """A pooled estimate on the scale on which a reader thinks: shares, ratios, points."""

    estimate: float
    low: float
    high: float
    prediction_low: float | None
    prediction_high: float | None


@dataclass(frozen=True, slots=True)
class Pooled:
    """A pooled estimate, on the scale of the analysis unless said otherwise.

    Attributes:
        measure: Short name of the effect size (logarithms for ratios).
        method: ``FE`` or the estimator of tau2.
        test: How the interval was made, see `pool`; ``z`` for a single study.
        level: Confidence level.
        k: Studies pooled.
        n: Persons in them, None where not known.
        estimate: Pooled estimate.
        se: Its standard error, as the interval uses it.
        low: Lower confidence limit.
        high: Upper confidence limit.
        statistic: Estimate over standard error; None where both are zero.
        p: Two-sided P value of an effect of zero.
        df: Degrees of freedom of the t quantile; None for the normal.
        variance_factor: What Wald's variance was multiplied with (Hartung-Knapp).
        prediction: Prediction interval, or why there is none.
        weights: Percent, one per study.
        labels: Study names, in the order of the weights.
        converged: Whether the search for tau2 ended.
        boundary: Whether tau2 was estimated as 0; with few studies that is not agreement.
        excluded: Rows without an effect size, with reasons.
        warnings: What a reader must know.
        harmonic_n: Harmonic mean of the sizes, for the Freeman-Tukey back-transformation.
        tau2: Between-study variance; like the rest of heterogeneity, None for a single study.
        tau2_low: Lower limit by profiling Q.
        tau2_high: Upper limit.
        i2: Percent, 0 to 100.
        h2: Total over sampling variability.
        q: Cochran's Q on k - 1 degrees of freedom.
        q_p: Its P value.
        typical_variance: Typical sampling variance.
    """

    measure: str
    method: str
    test: str
    level: float
    k: int
    n: int | None
    estimate: float
    se: float
    low: float
    high: float
    statistic: float | None
    p: float | None
    df: float | None
    variance_factor: float
    prediction: Prediction
    weights: tuple[float, ...]
    labels: tuple[str, ...]
    converged: bool
    boundary: bool
    excluded: tuple[Excluded, ...]
    warnings: tuple[str, ...]
    harmonic_n: float | None
    tau2: float | None
    tau2_low: float | None
    tau2_high: float | None
    i2: float | None
    h2: float | None
    q: float | None
    q_p: float | None
    typical_variance: float | None

    @property
    def natural(self) -> Natural:
        """The estimate and its intervals back-transformed: shares, ratios, or as they are."""
        back = back_transform(self.measure, self.harmonic_n)
        return to_natural(
            back, self.estimate, self.low, self.high, self.prediction.low, self.prediction.high
        )

    def methods_sentence(self) -> str:
        """Return how the estimate was made, in one sentence built from this object alone."""
        what = MEASURE_NAMES.get(self.measure, "effect sizes")
        if self.k == 1:
            return f"One study's {what} are shown with a normal interval; nothing was pooled."
        unit = "degree" if self.df == 1 else "degrees"
        interval = TEST_NAMES[self.test].format(df=f"{self.df or 0:g} {unit} of freedom")
        text = (
            f"{what[0].upper()}{what[1:]} of {self.k} studies were pooled in "
            f"{MODEL_NAMES[self.method]} with {interval}"
        )
        if self.method == "FE":
            return text + "."
        tail = (
            f"prediction interval {self.prediction.note}"
            if self.prediction.low is None
            else f"prediction interval with {self.prediction.note}"
        )
        return f"{text}; {tail}; interval of tau2 by profiling Q (Viechtbauer 2007)."


def to_natural(
    back: Callable,
    estimate: float,
    low: float,
    high: float,
    prediction_low: float | None,
    prediction_high: float | None,
) -> Natural:
    """Return a pooled estimate after a rising back-transformation."""
    plain = [None if x is None else float(back(x)) for x in (prediction_low, prediction_high)]
    return Natural(float(back(estimate)), float(back(low)), float(back(high)), *plain)
