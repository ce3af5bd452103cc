"""Prediction intervals: where the effect of a new study would lie."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from ketamine_review.synthesis.choices import known
from ketamine_review.synthesis.intervals import t_quantile

Convention = Literal["k-1", "k-2", "normal"]

#: Degrees of freedom by convention, and who proposed each.
CONVENTIONS = {
    "k-1": "t on k - 1 degrees of freedom (as metafor)",
    "k-2": "t on k - 2 degrees of freedom (Higgins, Thompson and Spiegelhalter 2009)",
    "normal": "normal quantile (as metafor with test z)",
}

#: Studies below which no prediction interval is given.
SMALLEST_K = 3


@dataclass(frozen=True, slots=True)
class Prediction:
    """A prediction interval, or why there is none.

    Attributes:
        low: Lower limit on the scale of the analysis, None where not estimable.
        high: Upper limit.
        df: Degrees of freedom of the quantile, infinite for the normal, None where not estimable.
        note: How it was computed, or why it was not.
    """

    low: float | None
    high: float | None
    df: float | None
    note: str


def predict(
    estimate: float,
    se: float,
    tau2: float,
    k: int,
    convention: Convention = "k-2",
    level: float = 0.95,
) -> Prediction:
    """Return the prediction interval of a random-effects model.

    Args:
        estimate: Pooled estimate.
        se: Its standard error, as the confidence interval uses it.
        tau2: Between-study variance.
        k: Number of studies.
        convention: Degrees of freedom, see `CONVENTIONS`.
        level: Probability that it should cover a new study's effect.

    Raises:
        ReviewError: the convention is unknown.
    """
    if k < SMALLEST_K:
        return Prediction(
            None, None, None, f"not estimable with {k} {'study' if k == 1 else 'studies'}"
        )
    df = known(convention, {"k-1": k - 1.0, "k-2": k - 2.0, "normal": math.inf}, "a convention")
    half = t_quantile(df, level) * math.sqrt(se**2 + tau2)
    return Prediction(estimate - half, estimate + half, df, CONVENTIONS[convention])
