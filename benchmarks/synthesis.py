"""REML over many meta-analyses: this library, PyMARE's vectorised call, and a loop of statsmodels.

One run on one thread, ratios only. ``pip install -e '.[bench]'`` brings PyMARE.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable

import numpy as np

from ketamine_review.synthesis.batch import Batch
from ketamine_review.synthesis.many import pool_many

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def on_one_thread() -> None:
    """Start this script again with one thread, where numpy could use more."""
    if any(os.environ.get(name) != "1" for name in THREADS):
        os.execve(
            sys.executable, [sys.executable, *sys.argv], os.environ | dict.fromkeys(THREADS, "1")
        )


def simulated(meta_analyses: int, studies: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return estimates and variances, shape (m, k), with tau2 from 0 to 0.3."""
    rng = np.random.default_rng(seed)
    v = rng.uniform(0.02, 0.4, (meta_analyses, studies))
    tau2 = rng.uniform(0, 0.3, (meta_analyses, 1))
    return 0.2 + rng.normal(size=v.shape) * np.sqrt(v + tau2), v


def best_of(times: int, work: Callable[[], object]) -> float:
    """Return the shortest wall time of several runs, in seconds."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return min(spent)


def pymare_seconds(y: np.ndarray, v: np.ndarray) -> tuple[float, np.ndarray] | None:
    """Return PyMARE's wall time and tau2, or None where it is not installed."""
    try:
        from pymare import Dataset
        from pymare.estimators import VarianceBasedLikelihoodEstimator
    except ImportError:
        return None
    data = Dataset(y=y.T, v=v.T)
    estimator = VarianceBasedLikelihoodEstimator(method="REML")
    seconds = best_of(3, lambda: estimator.fit_dataset(data))
    return seconds, np.ravel(estimator.params_["tau2"])


def statsmodels_seconds(y: np.ndarray, v: np.ndarray) -> float:
    """Return the wall time of a loop over `combine_effects(method_re="iterated")`."""
    from statsmodels.stats.meta_analysis import combine_effects

    def loop() -> None:
        for row, variances in zip(y, v, strict=True):
            combine_effects(row, variances, method_re="iterated")

    return best_of(1, loop)


def main() -> None:
    """Print the ratios."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--meta-analyses", type=int, default=10_000)
    options.add_argument("--studies", type=int, default=20)
    options.add_argument("--loop", type=int, default=1_000, help="calls of the statsmodels loop")
    chosen = options.parse_args()
    on_one_thread()
    y, v = simulated(chosen.meta_analyses, chosen.studies, seed=1)
    ours = best_of(3, lambda: pool_many(Batch.of(y, v), "REML", "adhoc"))
    here = np.random.default_rng(2).random(y.shape) < 0.8
    here[:, :2] = True
    unequal = best_of(3, lambda: pool_many(Batch.of(y, v, here), "REML", "adhoc"))
    loop = statsmodels_seconds(y[: chosen.loop], v[: chosen.loop])
    loop *= chosen.meta_analyses / min(chosen.loop, chosen.meta_analyses)
    print(f"{chosen.meta_analyses} meta-analyses of {chosen.studies} studies, one thread")
    print(f"  statsmodels loop (moment estimator, iterated) / ours (REML)  {loop / ours:8.1f}")
    print(f"  unequal numbers of studies / equal                           {unequal / ours:8.2f}")
    peer = pymare_seconds(y, v)
    if peer is None:
        print("  PyMARE is not installed")
        return
    seconds, tau2 = peer
    apart = np.abs(tau2 - pool_many(Batch.of(y, v), "REML").tau2).max()
    print(f"  PyMARE REML, vectorised / ours (REML)                        {seconds / ours:8.2f}")
    print(f"  largest difference of tau2 from PyMARE's                     {apart:8.1e}")


if __name__ == "__main__":
    main()
