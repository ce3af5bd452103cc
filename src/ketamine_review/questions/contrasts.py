"""Contrasts: ketamine minus comparator on a 0-10 pain scale; negative favours ketamine."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ketamine_review.model.evidence import Evidence
from ketamine_review.model.quantity import Interval, Kind, Quantity, Spread
from ketamine_review.synthesis import mean_sd_from_quartiles, se_from_ci, t_quantile

#: Outcomes in which a higher number means less pain, so that the sign has to be turned.
_FALLS = ("pain_reduction", "pain_reduction_difference")

#: The contrast's own term, and the term of the arms from which it can be built.
_ARM_OUTCOME = {
    "pain_reduction_difference": "pain_reduction",
    "pain_level_difference": "pain_intensity",
}


@dataclass(frozen=True)
class Contrast:
    """One comparison of one study at one time, with the rows that it was built from."""

    row: Evidence
    others: tuple[Evidence, ...]
    figures: Mapping[str, Any]


def scale_factor(scale: str | None) -> float | None:
    """Return what turns points of a printed scale into points of 0-10; None where not printed."""
    top = re.search(r"\b0\s*[-–]\s*(\d+)", scale or "")
    return 10 / float(top.group(1)) if top and float(top.group(1)) > 0 else None


def contrasts(rows: Iterable[Evidence]) -> list[Contrast]:
    """Return a contrast for each contrast row, and for each pair of arms that has none."""
    rows = list(rows)
    built = [_from_contrast_row(row, rows) for row in rows if row.context.outcome in _ARM_OUTCOME]
    used = {other.row_id for contrast in built for other in contrast.others}
    lonely = [row for row in rows if row.row_id not in used and _is_ketamine_arm(row)]
    return built + [contrast for row in lonely for contrast in _from_arm(row, rows)]


def _is_ketamine_arm(row: Evidence) -> bool:
    return row.context.outcome in _ARM_OUTCOME.values() and row.arm.startswith("ketamine")


def _from_contrast_row(row: Evidence, rows: list[Evidence]) -> Contrast:
    arms = _arms_of(row, _ARM_OUTCOME[row.context.outcome or ""], rows)
    figures = _printed_difference(row)
    if "estimate" not in figures and len(arms) == 2:
        from_arms = _difference_of_arms(*arms)
        figures = from_arms if "estimate" in from_arms else figures
    return Contrast(row, arms, figures)


def _from_arm(row: Evidence, rows: list[Evidence]) -> list[Contrast]:
    arms = _arms_of(row, row.context.outcome or "", rows)
    if len(arms) < 2:
        return []
    return [Contrast(arms[0], arms[1:], _difference_of_arms(*arms))]


def _arms_of(row: Evidence, outcome: str, rows: list[Evidence]) -> tuple[Evidence, ...]:
    """Return the ketamine arm and the comparator's arm of the same report, outcome and time."""
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


def _printed_difference(row: Evidence) -> dict[str, Any]:
    quantity, factor = row.quantity, scale_factor(row.quantity.scale)
    if quantity.number() is None:
        return {"not_estimable": f"only a P value is printed ({quantity.p_value})"
                if quantity.p_value else "only wording"}
    if factor is None:
        return {"not_estimable": "the range of the pain scale is not printed"}
    if quantity.interval is not Interval.CI:
        return {"not_estimable": "the difference is printed without a confidence interval"}
    sign = -factor if row.context.outcome in _FALLS else factor
    df = quantity.n - 2 if quantity.n else math.inf
    low, high = sorted((sign * quantity.number("low"), sign * quantity.number("high")))
    return {
        "estimate": sign * quantity.number(),
        "low": low,
        "high": high,
        "n": quantity.n,
        "method": "printed difference and interval; "
        f"standard error {se_from_ci(low, high, df):.2f} (Handbook 6.5.2.3)",
    }


def _difference_of_arms(ketamine: Evidence, comparator: Evidence) -> dict[str, Any]:
    factor = scale_factor(ketamine.quantity.scale)
    if factor is None:
        return {"not_estimable": "the range of the pain scale is not printed"}
    moments = [_mean_and_se(arm.quantity) for arm in (ketamine, comparator)]
    if None in moments:
        return {"not_estimable": "no standard deviation or standard error is printed"}
    (mean_1, se_1, how), (mean_2, se_2, _) = moments
    n = (ketamine.quantity.n or 0) + (comparator.quantity.n or 0)
    sign = -factor if ketamine.context.outcome in _FALLS else factor
    estimate, margin = sign * (mean_1 - mean_2), t_quantile(n - 2) * math.hypot(se_1, se_2) * factor
    return {
        "estimate": estimate,
        "low": estimate - margin,
        "high": estimate + margin,
        "n": n,
        "method": f"difference of the two arms; {how}",
    }


def _mean_and_se(quantity: Quantity) -> tuple[float, float, str] | None:
    """Return an arm's mean and its standard error, and how they were obtained."""
    n, value = quantity.n, quantity.number()
    if value is None or not n:
        return None
    if quantity.kind is Kind.MEDIAN and quantity.interval is Interval.IQR:
        mean, sd = mean_sd_from_quartiles(
            quantity.number("low"), value, quantity.number("high"), n
        )
        return mean, sd / math.sqrt(n), "means and SDs from medians and quartiles (Wan 2014)"
    spread = quantity.number("spread")
    if spread is None or quantity.spread_kind is Spread.UNNAMED:
        return None
    se = spread / math.sqrt(n) if quantity.spread_kind is Spread.SD else spread
    return value, se, "printed means with their SD or SE (Handbook 6.5.2.2)"
