"""Mantel-Haenszel, Peto and binomial-normal models against a file's."""

from __future__ import annotations

from typing import Any

import numpy as np
from effects import columns
from scipy.special import expit, xlogy
from tally import CLOSED, GLMM, ITERATIVE, Tally, log_of

from ketamine_review import synthesis
from ketamine_review.errors import ReviewError
from ketamine_review.synthesis.glmm import Glmm
from ketamine_review.synthesis.glmm.maximise import LogLikelihood, maximise
from ketamine_review.synthesis.glmm.proportions import single_likelihood
from ketamine_review.synthesis.glmm.quadrature import log_binomial_coefficient, peak
from ketamine_review.synthesis.glmm.two_arms import two_arm_likelihood

STRATIFIED = (
    ("estimate", "estimate"), ("se", "se"), ("low", "ci_lb"), ("high", "ci_ub"),
    ("q", "QE"), ("i2", "I2"),
)  # fmt: skip


def check_stratified(tally: Tally, file: dict[str, Any], where: str) -> None:
    """Compare Mantel-Haenszel and Peto."""
    if "ai" not in file["data"]:
        tally.skip("Mantel-Haenszel of rates", int("mantel_haenszel" in file))
        return
    cells = columns(file, "ai", "n1i", "ci", "n2i")
    for name, theirs in file.get("mantel_haenszel", {}).items():
        if name not in ("OR", "RR", "RD"):
            tally.skip(f"Mantel-Haenszel {name}")
            continue
        ours = attempt(lambda name=name: synthesis.mantel_haenszel(*cells, name))
        compare_stratified(tally, f"Mantel-Haenszel {name}", ours, theirs, where)
        if theirs.get("CMH") is not None:
            tally.skip("tests of Cochran-Mantel-Haenszel, Breslow-Day and Tarone")
    if "peto" in file:
        ours = attempt(lambda: synthesis.peto(*cells))
        compare_stratified(tally, "Peto", ours, file["peto"], where)


def attempt(work):
    """Return a result, or None where the library refuses."""
    try:
        return work()
    except ReviewError:
        return None


def compare_stratified(
    tally: Tally, name: str, ours: Any, theirs: dict[str, Any], where: str
) -> None:
    if ours is None:
        refused = theirs.get("estimate") is None or theirs.get("se") == 0
        reason = "refused here; no estimate or a standard error of 0 in metafor"
        if refused:
            tally.skip(f"{name}: {reason}")
        else:
            tally.compare(f"{name}: estimate", None, theirs["estimate"], where)
        return
    for field, key in STRATIFIED:
        floor = ours.se if field in ("estimate", "low", "high") else 1.0 if field in "q i2" else 0.0
        tally.compare(f"{name}: {field}", getattr(ours, field), theirs[key], where, floor=floor)
    log_p = log_of(theirs["pval"])
    tally.compare(f"{name}: log P", log_of(ours.p), log_p, where, tolerance=10 * CLOSED, floor=1.0)


def check_glmm(tally: Tally, file: dict[str, Any], where: str) -> None:
    """Compare the binomial-normal models."""
    for key, points in (("glmm_PLO", 7), ("glmm_PLO_laplace", 1)):
        theirs = file.get(key)
        if theirs is None:
            continue
        x, n = columns(file, "xi", "ni")
        ours = attempt(
            lambda x=x, n=n, points=points: synthesis.glmm_proportions(
                x, n, points=points, profile=False, prediction="normal"
            )
        )
        name = "GLMM" if points == 7 else "GLMM (Laplace)"
        if "error" in theirs or ours is None:
            agreed = "error" in theirs and ours is None
            tally.skip(f"{name}: " + ("refused by both" if agreed else "refused by one only"))
            continue
        function = single_likelihood(x, n, points)
        rise = likelihood_gap(function, ours, theirs)
        compare_glmm(tally, name, ours, theirs, f"{where} {key}", rise)
        tally.compare(
            f"{name}: LRT of heterogeneity", ours.q, theirs["QE_LRT"], where,
            tolerance=ITERATIVE, floor=1.0,
        )  # fmt: skip
        check_conditional(tally, name, x, n, theirs, where)
    for model, theirs in file.get("glmm_OR", {}).items():
        cells = columns(file, "ai", "n1i", "ci", "n2i")
        ours = attempt(lambda model=model, cells=cells: synthesis.glmm_two_arms(*cells, model))
        if "error" in theirs or ours is None:
            tally.skip(f"GLMM {model}: an error in metafor, or refused here")
            continue
        rise = likelihood_gap(two_arm_profile(model, cells), ours, theirs)
        compare_glmm(tally, f"GLMM {model}", ours, theirs, f"{where} glmm_OR {model}", rise)


def likelihood_gap(function: LogLikelihood, ours: Glmm, theirs: dict[str, Any]) -> float:
    """Return how much higher the log-likelihood is at our values than at metafor's."""
    at = [[ours.estimate, ours.tau2**0.5], [theirs["estimate"], theirs["tau2"] ** 0.5]]
    mine, other = function(np.array(at))
    return float(mine - other)


def two_arm_profile(model: str, cells: list[np.ndarray]) -> LogLikelihood:
    """Return the log-likelihood of effect and standard deviation, at its best in the rest."""
    usable = synthesis.two_proportions(*cells, drop00=True).rows
    a, m1, c, m2 = (values[usable] for values in cells)
    x, size = np.column_stack([a, c]), np.column_stack([m1, m2])
    function, starts = two_arm_likelihood(model, x, size, 7)
    if starts.shape[1] == 2:
        return function

    def profile(parameters: np.ndarray) -> np.ndarray:
        rest = np.unique(starts[:, 2:], axis=0)
        return np.array(
            [
                maximise(
                    lambda others, pair=pair: function(
                        np.column_stack([np.tile(pair, (len(others), 1)), others])
                    ),
                    rest,
                ).height
                for pair in parameters
            ]
        )

    return profile


def compare_glmm(
    tally: Tally, name: str, ours: Glmm, theirs: dict[str, Any], where: str, rise: float
) -> None:
    """Compare a fit; where metafor's optimiser stopped short, say so instead of failing."""
    gaps = {
        "estimate": abs(ours.estimate - theirs["estimate"])
        / max(abs(theirs["estimate"]), theirs["se"]),
        "se": abs(ours.se - theirs["se"]) / theirs["se"],
        "tau2": abs(ours.tau2 - theirs["tau2"]) / max(theirs["tau2"], 1e-3),
    }
    if max(gaps.values()) > GLMM and rise > -1e-10:
        apart = ", ".join(f"{field} {gap:.1e}" for field, gap in gaps.items())
        tally.limited.append(f"{where}: {apart}; log-likelihood higher by {rise:.1e}")
        return
    for field, key in (
        ("estimate", "estimate"), ("se", "se"), ("wald_low", "ci_lb"), ("wald_high", "ci_ub"),
        ("tau2", "tau2"), ("i2", "I2"),
    ):  # fmt: skip
        floor = {"tau2": 1e-3, "i2": 1.0}.get(field, ours.se)
        tally.compare(
            f"{name}: {field}", getattr(ours, field), theirs[key], where,
            tolerance=GLMM, floor=floor,
        )  # fmt: skip


def check_conditional(
    tally: Tally, name: str, x: np.ndarray, n: np.ndarray, theirs: dict[str, Any], where: str
) -> None:
    """Compare metafor 3.8's "loglik", which is conditional on the random effects' modes."""
    sigma = np.array([[[theirs["tau2"] ** 0.5]]])
    predictor = np.full((1, len(x), 1), theirs["estimate"])
    u, _ = peak(x[:, None], n[:, None], predictor, sigma)
    share = expit(theirs["estimate"] + sigma.item() * u[0])
    value = log_binomial_coefficient(x, n) + (xlogy(x, share) + xlogy(n - x, 1 - share)).sum()
    tally.compare(
        f"{name}: conditional log-likelihood", value, theirs["loglik"], where,
        tolerance=GLMM, floor=1.0,
    )  # fmt: skip
