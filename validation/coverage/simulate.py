"""How often intervals cover the truth with few studies: ``python validation/coverage/simulate.py``.

Two scenarios. ``shares``: k uncontrolled series of 15 to 80 patients, counts binomial, log odds
normal between studies. ``effects``: k trials, effects normal. The table decides the defaults; see
README.md beside it. The same seed gives the same bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import chdtri, logit, ndtr, stdtrit

from ketamine_review.synthesis import Batch, glmm_proportions, pool_many, proportion
from ketamine_review.synthesis.glmm import why_no_glmm
from ketamine_review.synthesis.glmm.profile import profile
from ketamine_review.synthesis.glmm.proportions import single_likelihood
from ketamine_review.tables import write_rows

SEED = 20240601
STUDIES = (2, 3, 4, 6, 10)
SHARES = (0.03, 0.2, 0.75)
SHARE_SDS = (0.0, 0.5, 1.0)
EFFECT_SDS = (0.0, 0.5, 1.0)
REPEATS = {"shares": 1000, "effects": 4000}
#: Repeats of a cell in which the profile interval's limits, not only its coverage, are found.
WIDTHS = 25
TESTS = {"wald": "z", "wald_t": "t", "hartung_knapp": "knha", "hartung_knapp_guarded": "adhoc"}
COLUMNS = (
    "scenario",
    "k",
    "share",
    "sd",
    "repeats",
    "interval",
    "coverage",
    "median_width",
    "used",
)


def pooled_rows(batch: Batch, truth: float, method: str, name: str) -> Iterator[dict[str, Any]]:
    """Yield coverage and width of the intervals of one estimator of tau2."""
    for label, test in TESTS.items():
        found = pool_many(batch, method, test)
        covered = (found.low <= truth) & (truth <= found.high)
        yield row(f"{name}_{label}", covered, found.high - found.low)


def prediction_rows(batch: Batch, truth: float, sd: float) -> Iterator[dict[str, Any]]:
    """Yield the chance that a new study's effect lies in the prediction interval.

    It is computed for each repeat, not drawn; with no spread between studies it is 0 or 1.
    """
    found = pool_many(batch, "REML", "adhoc")
    spread = np.sqrt(found.se**2 + found.tau2)
    for label, less in (("k-1", 1), ("k-2", 2)):
        df = found.k[0] - less
        if found.k[0] < 3:
            continue
        half = stdtrit(df, 0.975) * spread
        low, high = found.estimate - half - truth, found.estimate + half - truth
        inside = ndtr(high / sd) - ndtr(low / sd) if sd else (low <= 0) & (high >= 0)
        yield row(f"prediction_{label}", inside, 2 * half)


def row(name: str, covered: np.ndarray, width: np.ndarray, used: float = 1.0) -> dict[str, Any]:
    """Return one row of the table; widths are on the scale of the analysis."""
    finite = width[np.isfinite(width)]
    return {
        "interval": name,
        "coverage": round(float(np.mean(covered)), 4),
        "median_width": round(float(np.median(finite)), 3) if len(finite) else None,
        "used": round(used, 4),
    }


def effects_cell(rng: np.random.Generator, k: int, sd: float, repeats: int) -> list[dict[str, Any]]:
    """Return the rows of trials whose standard errors run from 0.3 to 1.2 points."""
    v = rng.uniform(0.3, 1.2, (repeats, k)) ** 2
    batch = Batch.of(rng.normal(-1.0, np.sqrt(v + sd**2)), v)
    rows = [found for method in ("REML", "DL", "PM") for found in
            pooled_rows(batch, -1.0, method, method.lower())]  # fmt: skip
    rows += list(pooled_rows(batch, -1.0, "FE", "common"))[:1]
    return rows + list(prediction_rows(batch, -1.0, sd))


def shares_cell(
    rng: np.random.Generator, k: int, share: float, sd: float, repeats: int
) -> list[dict[str, Any]]:
    """Return the rows of uncontrolled series."""
    truth = float(logit(share))
    n = rng.integers(15, 81, (repeats, k)).astype(float)
    chance = 1 / (1 + np.exp(-rng.normal(truth, sd, (repeats, k))))
    x = rng.binomial(n.astype(int), chance).astype(float)
    logits = proportion(x.ravel(), n.ravel(), "PLO")
    batch = Batch.of(logits.yi.reshape(repeats, k), logits.vi.reshape(repeats, k))
    rows = list(pooled_rows(batch, truth, "REML", "logit_reml"))
    rows += list(pooled_rows(batch, truth, "FE", "logit_common"))[:1]
    rows += glmm_rows(x, n, truth, pool_many(batch, "REML", "adhoc"))
    rows += list(prediction_rows(batch, truth, sd))
    return rows


def glmm_rows(x: np.ndarray, n: np.ndarray, truth: float, beside: Any) -> list[dict[str, Any]]:
    """Return Wald and profile intervals of the binomial-normal model.

    ``primary`` is what `pool_proportions` puts first: the profile interval, and the guarded
    Hartung-Knapp interval where the model has no estimate.
    """
    drop = chdtri(1, 0.05)
    wald, profiled, primary, widths, wald_widths = [], [], [], [], []
    for i in range(len(x)):
        other = bool(beside.low[i] <= truth <= beside.high[i])
        fit = None
        if why_no_glmm(x[i], n[i]) is None:
            fit = glmm_proportions(x[i], n[i], profile=len(widths) < WIDTHS)
        if fit is None or not fit.converged:
            primary.append(other)
            continue
        function = single_likelihood(x[i], n[i], fit.points)
        top = float(function(np.array([[fit.estimate, fit.tau2**0.5]]))[0])
        covered = 2 * (top - profile(function, truth)) <= drop
        wald.append(fit.wald_low <= truth <= fit.wald_high)
        wald_widths.append(fit.wald_high - fit.wald_low)
        profiled.append(covered)
        primary.append(covered)
        if fit.profile_low is not None:
            widths.append(fit.profile_high - fit.profile_low)
    used = len(wald) / len(x)
    return [
        row("glmm_wald", np.array(wald), np.array(wald_widths), used),
        row("glmm_profile", np.array(profiled), np.array(widths), used),
        row("primary", np.array(primary), np.array(widths)),
    ]


def cells() -> list[tuple[str, int, float | None, float]]:
    """Return all cells: scenario, studies, share, spread."""
    found = [("shares", k, share, sd) for k, share, sd in product(STUDIES, SHARES, SHARE_SDS)]
    return found + [("effects", k, None, sd) for k, sd in product(STUDIES, EFFECT_SDS)]


def simulated(
    cell: tuple[str, int, float | None, float], number: int, repeats: int
) -> list[dict[str, Any]]:
    """Return a cell's rows; its random numbers depend on its number alone."""
    scenario, k, share, sd = cell
    rng = np.random.default_rng([SEED, number])
    rows = (
        shares_cell(rng, k, share, sd, repeats)
        if share is not None
        else effects_cell(rng, k, sd, repeats)
    )
    head = {"scenario": scenario, "k": k, "share": share, "sd": sd, "repeats": repeats}
    return [head | found for found in rows]


def main() -> None:
    """Run all cells and write the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--out", type=Path, default=Path(__file__).with_name("coverage.csv"))
    options.add_argument("--shares", type=int, default=REPEATS["shares"], help="repeats")
    options.add_argument("--effects", type=int, default=REPEATS["effects"], help="repeats")
    chosen = options.parse_args()
    rows = []
    for number, cell in enumerate(cells()):
        rows += simulated(cell, number, getattr(chosen, cell[0]))
    write_rows(chosen.out, rows, COLUMNS)


if __name__ == "__main__":
    main()
