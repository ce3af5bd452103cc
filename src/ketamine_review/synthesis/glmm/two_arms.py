"""Binomial-normal models of two arms: the log odds ratio without a continuity correction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from ketamine_review.errors import ReviewError
from ketamine_review.synthesis.choices import known
from ketamine_review.synthesis.effects import two_proportions
from ketamine_review.synthesis.glmm.fit import Glmm
from ketamine_review.synthesis.glmm.laplace import laplace_log_likelihood
from ketamine_review.synthesis.glmm.maximise import LogLikelihood, maximise
from ketamine_review.synthesis.glmm.proportions import build_fit, refuse_points, single_likelihood
from ketamine_review.synthesis.glmm.quadrature import (
    log_binomial_coefficient,
    study_log_likelihood,
)
from ketamine_review.synthesis.predict import Convention

TwoArmModel = Literal["UM.FS", "UM.RS", "CM.AL"]
#: The random effect raises the log odds of arm 1 by half of it and lowers those of arm 2.
HALVES = np.array([0.5, -0.5])
RATIOS = (-2.0, -1.0, -0.3, 0.3, 1.0, 2.0)
SIGMAS = (0.1, 0.5, 1.0)


def glmm_two_arms(
    events1: ArrayLike,
    n1: ArrayLike,
    events2: ArrayLike,
    n2: ArrayLike,
    model: TwoArmModel = "UM.FS",
    *,
    labels: Sequence[str] | None = None,
    points: int = 7,
    prediction: Convention = "k-2",
    level: float = 0.95,
) -> Glmm:
    """Return the pooled log odds ratio of arm 1 against arm 2 (Jackson et al 2018).

    ``UM.FS`` has a fixed log odds for each study, ``UM.RS`` a random one (Laplace's approximation,
    two random effects), ``CM.AL`` conditions on each study's total of events, with a binomial
    distribution in place of the hypergeometric one (Stijnen et al 2010: for rare events).
    Studies in which no one or everyone in both arms had the event say nothing of the ratio and
    are set aside.

    Args:
        events1: Events of arm 1, shape (k,).
        n1: Size of arm 1, shape (k,).
        events2: Events of arm 2, shape (k,).
        n2: Size of arm 2, shape (k,).
        model: One of the three.
        labels: Study names.
        points: Quadrature points (``UM.RS`` always uses 1).
        prediction: Degrees of freedom of the prediction interval.
        level: Confidence level.

    Raises:
        ReviewError: impossible counts, an unknown model, fewer than two informative studies, or
            no event in one of the arms.
    """
    refuse_points(points)
    effects = two_proportions(events1, n1, events2, n2, "OR", drop00=True, labels=labels)
    raw = (np.atleast_1d(np.asarray(values, float)) for values in (events1, n1, events2, n2))
    a, m1, c, m2 = (values[effects.rows] for values in raw)
    _informative(a, m1, c, m2)
    x, size = np.column_stack([a, c]), np.column_stack([m1, m2])
    function, starts = two_arm_likelihood(model, x, size, points)
    conditional = model == "CM.AL"
    constant = (
        log_binomial_coefficient(a, a + c) if conditional else log_binomial_coefficient(x, size)
    )
    return build_fit(
        model,
        effects,
        function,
        maximise(function, starts),
        constant,
        points=1 if model == "UM.RS" else points,
        profile=False,
        prediction=prediction,
        level=level,
    )


def two_arm_likelihood(
    model: TwoArmModel, x: np.ndarray, size: np.ndarray, points: int
) -> tuple[LogLikelihood, np.ndarray]:
    """Return a model's log-likelihood and values to start from.

    Args:
        model: ``UM.FS``, ``UM.RS`` or ``CM.AL``.
        x: Events of both arms, shape (k, 2).
        size: Their sizes, shape (k, 2).
        points: Quadrature points.

    Returns:
        Function of parameters of shape (p, d), of which the first is the log odds ratio and the
        second its standard deviation between studies; and starting values, shape (s, d).

    Raises:
        ReviewError: the model is unknown.
    """
    models = {"UM.FS": _fixed_studies, "UM.RS": _random_studies, "CM.AL": _conditional}
    build = known(model, models, "a model of two arms")
    return build(x, size, points)


def _informative(a: np.ndarray, m1: np.ndarray, c: np.ndarray, m2: np.ndarray) -> None:
    if len(a) < 2:
        raise ReviewError(
            "The model needs two studies with an event and a non-event",
            mend="show each study's own odds ratio",
        )
    if any(not x.any() for x in (a, m1 - a, c, m2 - c)):
        raise ReviewError(
            "The model has no estimate: in one arm no one, or everyone, had the event",
            mend="show the counts",
        )


def _fixed_studies(
    x: np.ndarray, size: np.ndarray, points: int
) -> tuple[LogLikelihood, np.ndarray]:
    start = np.log((x.sum(axis=1) + 0.5) / ((size - x).sum(axis=1) + 0.5))

    def function(parameters: np.ndarray) -> np.ndarray:
        ratio, sigma = parameters[:, 0, None], parameters[:, 1]

        def studies(base: np.ndarray) -> np.ndarray:
            predictor = np.stack([base + ratio, base], axis=-1)
            return study_log_likelihood(x, size, predictor, HALVES, sigma, points)

        return _highest(studies, np.tile(start, (len(parameters), 1))).sum(axis=1)

    return function, _grid(RATIOS, SIGMAS)


def _random_studies(
    x: np.ndarray, size: np.ndarray, points: int
) -> tuple[LogLikelihood, np.ndarray]:
    del points  # Two random effects are taken by Laplace's approximation only.
    loadings = np.column_stack([np.ones(2), HALVES])

    def function(parameters: np.ndarray) -> np.ndarray:
        base, ratio = parameters[:, 2], parameters[:, 0]
        predictor = np.stack([base + ratio, base], axis=-1)
        sigmas = parameters[:, [3, 1]]
        return laplace_log_likelihood(x, size, predictor, loadings, sigmas).sum(axis=1)

    odds = np.log((x.sum() + 0.5) / ((size - x).sum() + 0.5))
    return function, _grid(RATIOS, SIGMAS, (odds - 1, odds), (0.3, 1.0))


def _conditional(x: np.ndarray, size: np.ndarray, points: int) -> tuple[LogLikelihood, np.ndarray]:
    offset = np.log(size[:, 0] / size[:, 1])
    function = single_likelihood(x[:, 0], x.sum(axis=1), points, offset)
    return function, _grid(RATIOS, SIGMAS)


def _grid(*values: Sequence[float]) -> np.ndarray:
    return np.array(np.meshgrid(*values)).reshape(len(values), -1).T


def _highest(studies: Callable[[np.ndarray], np.ndarray], base: np.ndarray) -> np.ndarray:
    """Return each study's log-likelihood at its own best log odds, by Newton on differences.

    Args:
        studies: Log-likelihoods, shape (p, k), of the studies' log odds, shape (p, k).
        base: Log odds to start from, shape (p, k).
    """
    h = 1e-3
    height = studies(base)
    for _ in range(30):
        up, down = studies(base + h), studies(base - h)
        gradient, curvature = (up - down) / (2 * h), (up - 2 * height + down) / h**2
        step = np.clip(gradient / np.maximum(-curvature, 1e-3), -1, 1)
        base = base + step
        height = studies(base)
        if np.abs(step).max() < 1e-7:
            break
    return height
