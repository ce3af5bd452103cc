"""Risk differences: the share with ketamine minus the share with the comparator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ketamine_review.model.evidence import Evidence
from ketamine_review.questions.contrasts import arms_beside
from ketamine_review.questions.estimate import Estimate, not_estimable
from ketamine_review.questions.proportions import count_of

NEWCOMBE = "difference of two shares; score interval (Newcombe 1998, method 10)"


def risk_differences(rows: Sequence[Evidence]) -> list[Estimate]:
    """Return the risk difference of every ketamine arm that has a comparator's arm beside it."""
    pairs = [
        arms
        for row in rows
        if row.arm.startswith("ketamine") and (arms := arms_beside(row, row.context.outcome, rows))
    ]
    return [Estimate(arms[0], arms[1:], _figures(*arms)) for arms in pairs]


def _figures(ketamine: Evidence, comparator: Evidence) -> dict[str, Any]:
    from statsmodels.stats.proportion import confint_proportions_2indep

    counts = [count_of(arm.quantity) for arm in (ketamine, comparator)]
    if None in counts:
        return not_estimable("an arm prints no count and denominator")
    (events_1, n_1, _), (events_2, n_2, _) = counts
    low, high = confint_proportions_2indep(
        events_1, n_1, events_2, n_2, compare="diff", method="newcomb"
    )
    return {
        "estimate": events_1 / n_1 - events_2 / n_2,
        "low": float(low),
        "high": float(high),
        "events": events_1,
        "n": n_1 + n_2,
        "counts": (events_1, n_1, events_2, n_2),
        "method": NEWCOMBE,
    }
