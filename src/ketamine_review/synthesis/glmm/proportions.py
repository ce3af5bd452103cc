"""The binomial-normal model of single proportions: no continuity correction at 0 or n."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, xlogy

from ketamine_review.errors import ReviewError
from ketamine_review.synthesis.batch import Batch
from ketamine_review.synthesis.effects import EffectSizes, proportion
from ketamine_review.synthesis.glmm.fit import Glmm
from ketamine_review.synthesis.glmm.maximise import LogLikelihood, Maximum, maximise
from ketamine_review.synthesis.glmm.profile import profile_limits
from ketamine_review.synthesis.glmm.quadrature import (
    log_binomial_coefficient,
    study_log_likelihood,
)
from ketamine_review.synthesis.heterogeneity import heterogeneity
from ketamine_review.synthesis.intervals import z_quantile
from ketamine_review.synthesis.predict import Convention, predict

#: A standard deviation of log odds above this is taken as a likelihood without a top.
LARGEST_SIGMA = 20.0
#: Standard deviations from which the search starts.
STARTS = (0.05, 0.2, 0.5, 1.0, 2.0, 4.0)


def why_no_glmm(events: np.ndarray, n: np.ndarray) -> str | None:
    """Return why the model has no finite estimate for these counts, or None if it can have one."""
    if len(events) < 2:
        return "a between-study variance needs two studies"
    if (n == 1).all():
        return "every study has one person"
    if not events.any():
        return "no one in any study had the event"
    if (events == n).all():
        return "everyone in every study had the event"
    return None


def glmm_proportions(
    events: ArrayLike,
    n: ArrayLike,
    *,
    labels: Sequence[str] | None = None,
    points: int = 7,
    profile: bool = True,
    prediction: Convention = "k-2",
    level: float = 0.95,
) -> Glmm:
    """Return the maximum-likelihood fit of the binomial-normal model (Stijnen et al 2010).

    Args:
        events: Number with the event, shape (k,); NaN for a missing count.
        n: Number observed, shape (k,).
        labels: Study names.
        points: Points of the adaptive quadrature; 7 as metafor, 1 for Laplace's approximation.
        profile: Also compute the profile-likelihood interval.
        prediction: Degrees of freedom of the prediction interval.
        level: Confidence level.

    Raises:
        ReviewError: impossible counts, or counts for which the model has no finite estimate.
    """
    refuse_points(points)
    logits = proportion(events, n, "PLO", labels=labels)
    x = np.atleast_1d(np.asarray(events, float))[logits.rows]
    size = logits.n
    reason = why_no_glmm(x, size)
    if reason is not None:
        raise ReviewError(
            f"The binomial-normal model has no estimate: {reason}",
            mend="show each study's exact interval",
        )
    function = single_likelihood(x, size, points)
    top = maximise(function, _starts(x, size))
    return build_fit(
        "PLO",
        logits,
        function,
        top,
        log_binomial_coefficient(x, size),
        points=points,
        profile=profile,
        prediction=prediction,
        level=level,
        q=likelihood_ratio_q(x, size),
    )


def refuse_points(points: int) -> None:
    """Refuse a number of quadrature points that is not whole and above zero."""
    if points != int(points) or points < 1:
        raise ReviewError(f"{points} is not a number of quadrature points", mend="give 1, or 7")


def single_likelihood(
    events: np.ndarray, n: np.ndarray, points: int, offset: np.ndarray | float = 0.0
) -> LogLikelihood:
    """Return the log-likelihood of (mean log odds, standard deviation), shape (p,) for (p, 2).

    Args:
        events: Counts, shape (k,).
        n: Denominators, shape (k,).
        points: Quadrature points.
        offset: Known part of each study's log odds, shape (k,).
    """
    one = np.ones(1)
    shift = np.broadcast_to(offset, events.shape)[None, :, None]

    def function(parameters: np.ndarray) -> np.ndarray:
        predictor = parameters[:, 0, None, None] + shift
        return study_log_likelihood(
            events[:, None], n[:, None], predictor, one, parameters[:, 1], points
        ).sum(axis=1)

    return function


def build_fit(
    model: str,
    effects: EffectSizes,
    function: LogLikelihood,
    top: Maximum,
    constant: float,
    *,
    points: int,
    profile: bool,
    prediction: Convention,
    level: float,
    q: float | None = None,
) -> Glmm:
    """Return the result object of a top of a likelihood.

    Args:
        model: Short name.
        effects: The inverse-variance effect sizes of the same studies.
        function: The log-likelihood.
        top: Its top: the pooled effect, then its standard deviation between studies, of which
            only the size counts; then any other parameters.
        constant: What the log-likelihood leaves out.
        points: Quadrature points.
        profile: Also compute the profile-likelihood interval (two parameters only).
        prediction: Degrees of freedom of the prediction interval.
        level: Confidence level.
        q: Likelihood-ratio statistic between studies.
    """
    top, boundary = _at_the_boundary(function, top)
    estimate, sigma = float(top.at[0]), abs(float(top.at[1]))
    converged = top.converged and sigma < LARGEST_SIGMA
    with np.errstate(all="ignore"):
        covariance = np.linalg.pinv(-top.hessian)
        se = float(np.sqrt(covariance[0, 0]))
    if not (converged and np.isfinite(se)):
        converged, se = False, np.inf
    half = z_quantile(level) * se
    low, high = profile_limits(function, top, se, level) if profile and converged else (None, None)
    k = effects.k
    spread = heterogeneity(Batch.of(effects.yi, effects.vi), np.array([sigma**2]), False)
    return Glmm(
        model=model,
        level=level,
        k=k,
        n=int(effects.n.sum()),
        estimate=estimate,
        se=se,
        wald_low=estimate - half,
        wald_high=estimate + half,
        profile_low=low,
        profile_high=high,
        tau2=sigma**2,
        i2=float(spread.i2[0]),
        q=q,
        q_p=None if q is None else float(chdtrc(k - 1, q)),
        log_likelihood=top.height + constant,
        points=points,
        prediction=predict(estimate, se, sigma**2, k, prediction, level),
        converged=converged,
        boundary=boundary,
        excluded=effects.excluded,
        warnings=() if converged else ("the binomial-normal model did not converge",),
    )


def likelihood_ratio_q(events: np.ndarray, n: np.ndarray) -> float:
    """Return twice the gap of the log-likelihoods of separate shares and of one common share."""

    def height(share: np.ndarray | float) -> float:
        return float((xlogy(events, share) + xlogy(n - events, 1 - share)).sum())

    return max(0.0, 2 * (height(events / n) - height(events.sum() / n.sum())))


def _starts(events: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return starting values: the log odds of the total and of the middle study, and between."""
    logits = np.log((events + 0.5) / (n - events + 0.5))
    total = np.log((events.sum() + 0.5) / ((n - events).sum() + 0.5))
    means = np.unique([total, float(np.mean(logits)), float(np.median(logits))])
    return np.array([[mean, sigma] for mean in means for sigma in STARTS])


def _at_the_boundary(function: LogLikelihood, top: Maximum) -> tuple[Maximum, bool]:
    """Return the top with the standard deviation at exactly 0 where that is as high.

    The likelihood is the same for a standard deviation and its negative, so 0 is no edge to the
    search; it ends close to 0 and is set there.
    """
    flat = top.at.copy()
    flat[1] = 0.0
    height = float(function(flat[None])[0])
    if height < top.height - 1e-9 or abs(top.at[1]) > 0.02:
        return top, False
    return Maximum(flat, max(height, top.height), top.hessian, top.converged), True
