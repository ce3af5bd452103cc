"""Subgroups with their own between-study variances, and a test between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from ketamine_review.errors import ReviewError
from ketamine_review.synthesis.effects import EffectSizes
from ketamine_review.synthesis.pool import Test, pool
from ketamine_review.synthesis.pooled import Pooled


@dataclass(frozen=True, slots=True)
class Subgroups:
    """Pooled estimates of subgroups and whether they differ.

    Attributes:
        levels: Names of the groups, sorted.
        groups: Their pooled estimates, in the same order.
        q: Q between the groups' estimates.
        df: Its degrees of freedom: groups less one.
        p: Its P value; None for one group.
    """

    levels: tuple[str, ...]
    groups: tuple[Pooled, ...]
    q: float
    df: int
    p: float | None


def pool_subgroups(
    effects: EffectSizes, by: Sequence[str], method: str = "REML", test: Test = "adhoc"
) -> Subgroups:
    """Return each group's own pool, and Q between them (Handbook 10.11.3.1).

    Each group has its own tau2; their estimates are compared in a common-effect model with the
    standard errors that their intervals use.

    Args:
        effects: Effect sizes.
        by: Each usable study's group.
        method: Estimator of tau2.
        test: How the groups' intervals are made.

    Raises:
        ReviewError: a study has no group, or there is no study.
    """
    if len(by) != effects.k:
        raise ReviewError(
            f"{len(by)} groups were given for {effects.k} studies", mend="give each study one"
        )
    levels = tuple(sorted(set(by)))
    groups = tuple(
        pool(effects.take([i for i, name in enumerate(by) if name == level]), method, test)
        for level in levels
    )
    if not groups:
        raise ReviewError("There is no study to group", mend="give at least one")
    estimates, se = np.array([(group.estimate, group.se) for group in groups]).T
    if not (se > 0).all():
        raise ReviewError(
            "A group's interval has no width, so groups cannot be compared", mend="use test 'adhoc'"
        )
    mean = (estimates / se**2).sum() / (1 / se**2).sum()
    q, df = float(((estimates - mean) ** 2 / se**2).sum()), len(groups) - 1
    return Subgroups(levels, groups, q, df, float(chdtrc(df, q)) if df else None)
