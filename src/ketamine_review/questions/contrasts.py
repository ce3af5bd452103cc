"""Contrasts: ketamine minus comparator on a 0-10 pain scale; negative favours ketamine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ketamine_review.model.evidence import Evidence
from ketamine_review.model.quantity import Interval, Kind, Quantity
from ketamine_review.questions.estimate import (
    NO_SCALE,
    Estimate,
    not_estimable,
    p_text,
    scale_factor,
    standard_error,
)
from ketamine_review.synthesis import mean_sd_from_quartiles, se_from_ci, t_quantile

#: Outcomes in which a higher number means less pain, so that the sign has to be turned.
_FALLS = ("pain_reduction", "pain_reduction_difference")

#: The contrast's own term, and the term of the arms from which it can be built.
_ARM_OUTCOME = {
    "pain_reduction_difference": "pain_reduction",
    "pain_level_difference": "pain_intensity",
}


def contrasts(rows: Sequence[Evidence]) -> list[Estimate]:
    """Return a contrast for each contrast row, and for each pair of arms that has none."""
    built = [_from_contrast_row(row, rows) for row in rows if row.context.outcome in _ARM_OUTCOME]
    used = {other.row_id for contrast in built for other in contrast.others}
    lonely = [row for row in rows if row.row_id not in used and _is_ketamine_arm(row)]
    return built + [
        Estimate(arms[0], arms[1:], _difference_of_arms(*arms))
        for row in lonely
        if (arms := arms_beside(row, row.context.outcome, rows))
    ]


def _is_ketamine_arm(row: Evidence) -> bool:
    return row.context.outcome in _ARM_OUTCOME.values() and row.arm.startswith("ketamine")


def arms_beside(
    row: Evidence, outcome: str | None, rows: Sequence[Evidence]
) -> tuple[Evidence, ...]:
    """Return the ketamine arm and the comparator's arm of one report, outcome and time.

    Empty where there is not exactly one of each: which pair is meant would be a guess.
    """
    same = [
        other
        for other in rows
        if (other.report_id, other.context.outcome, other.context.time)
        == (row.report_id, outcome, row.context.time)
        and other.arm != "all"
    ]
    ketamine = [other for other in same if other.arm.startswith("ketamine")]
    comparator = [other for other in same if not other.arm.startswith("ketamine")]
    if len(ketamine) == 1 and len(comparator) == 1:
        return ketamine[0], comparator[0]
    return ()


def _from_contrast_row(row: Evidence, rows: Sequence[Evidence]) -> Estimate:
    arms = arms_beside(row, _ARM_OUTCOME[row.context.outcome or ""], rows)
    figures = _printed_difference(row)
    if "estimate" not in figures and arms:
        from_arms = _difference_of_arms(*arms)
        figures = from_arms if "estimate" in from_arms else figures
    return Estimate(row, arms, figures)


def _printed_difference(row: Evidence) -> dict[str, Any]:
    quantity, factor = row.quantity, scale_factor(row.quantity.scale)
    if quantity.number() is None:
        if quantity.p_value is None:
            return not_estimable("told in words only", n=quantity.n)
        return not_estimable(f"only {p_text(quantity.p_value)} is printed", n=quantity.n)
    if factor is None:
        return not_estimable(NO_SCALE, n=quantity.n)
    if quantity.interval is not Interval.CI:
        return not_estimable("printed without a confidence interval", n=quantity.n)
    sign = -factor if row.context.outcome in _FALLS else factor
    df = quantity.n - 2 if quantity.n and quantity.n > 2 else math.inf
    low, high = sorted((sign * quantity.number("low"), sign * quantity.number("high")))
    return {
        "estimate": sign * quantity.number(),
        "low": low,
        "high": high,
        "se": se_from_ci(low, high, df),
        "n": quantity.n,
        "method": "printed difference and interval; standard error from it (Handbook 6.5.2.3)",
    }


def _difference_of_arms(ketamine: Evidence, comparator: Evidence) -> dict[str, Any]:
    n = (ketamine.quantity.n or 0) + (comparator.quantity.n or 0)
    factor = scale_factor(ketamine.quantity.scale)
    if factor is None:
        return not_estimable(NO_SCALE, n=n or None)
    moments = [_mean_and_se(arm.quantity) for arm in (ketamine, comparator)]
    if None in moments:
        return not_estimable("no standard deviation or standard error is printed", n=n or None)
    (mean_1, se_1, how), (mean_2, se_2, _) = moments
    sign = -factor if ketamine.context.outcome in _FALLS else factor
    estimate, se = sign * (mean_1 - mean_2), math.hypot(se_1, se_2) * factor
    margin = t_quantile(n - 2) * se
    return {
        "estimate": estimate,
        "low": estimate - margin,
        "high": estimate + margin,
        "se": se,
        "n": n,
        "method": f"difference of the two arms; {how}",
    }


def _mean_and_se(quantity: Quantity) -> tuple[float, float, str] | None:
    """Return an arm's mean and its standard error, and how they were obtained."""
    n, value = quantity.n, quantity.number()
    if value is None or not n or n < 2:
        return None
    if quantity.kind is Kind.MEDIAN and quantity.interval is Interval.IQR:
        mean, sd = mean_sd_from_quartiles(quantity.number("low"), value, quantity.number("high"), n)
        return mean, sd / math.sqrt(n), "means and SDs from medians and quartiles (Wan 2014)"
    se = standard_error(quantity)
    return se and (value, se, "printed means with their SD or SE (Handbook 6.5.2.2)")
