"""Measures: the axis, the headings and the two sides of a synthesis, by what it measures."""

from __future__ import annotations

from collections.abc import Sequence

from ketamine_review.figures.drawn import drawn_studies
from ketamine_review.figures.flags import claimed_values
from ketamine_review.figures.scales import Scale, duration_scale, linear_scale, share_scale
from ketamine_review.figures.terms import Labels
from ketamine_review.model.results import StudyEffect, SynthesisEntry
from ketamine_review.model.verdict import ClaimLine

#: Heading of the column of counts and of the estimates.
_HEADINGS = {
    "proportion": ("Events/n", "Share (95% CI)"),
    "risk_difference": ("Events/n", "Difference (95% CI)"),
    "difference": ("As printed", "Difference (95% CI)"),
    "change": ("As printed", "Fall (95% CI)"),
    "relative_change": ("As printed", "Fall (95% CI)"),
    "duration": ("n", "Length (range)"),
}

#: Title of the axis, whether its numbers are shares, and the unit behind an estimate.
_LINEAR = {
    "risk_difference": ("Risk difference, percentage points", True, ""),
    "difference": ("Difference in pain, points of 0 to 10", False, ""),
    "change": ("Fall in pain, points of 0 to 10", False, ""),
    "relative_change": ("Fall in pain, percent of its start", True, "%"),
}


def count_heading(measure: str) -> str:
    """Return the heading of what the studies counted or printed."""
    return _HEADINGS[measure][0]


def value_heading(measure: str) -> str:
    """Return the heading of the estimates."""
    return _HEADINGS[measure][1]


def scale_of(
    entry: SynthesisEntry,
    labels: Labels,
    figures: Sequence[tuple[float | None, float | None, float | None]],
    claims: Sequence[ClaimLine] = (),
    *,
    logit: bool = False,
) -> Scale:
    """Return the axis of a synthesis' measure, wide enough for what has to be seen.

    Args:
        entry: The synthesis.
        labels: The vocabulary's labels.
        figures: Estimate, lower and upper limit of everything that is drawn; None where missing.
        claims: Claimed numbers, in the unit of the estimates.
        logit: Space shares by the log of their odds.
    """
    drawn = [
        (e, e if low is None else low, e if high is None else high)
        for e, low, high in figures
        if e is not None
    ]
    claimed = claimed_values(claims)
    values = [value for row in drawn for value in row] + claimed
    if entry.measure == "duration":
        return duration_scale(values)
    if entry.measure == "proportion":
        studies = drawn_studies(entry)
        values += [value for study in studies if study.readings for value in study.readings]
        return share_scale(values, _share_title(labels, studies), logit=logit)
    title, percents, unit = _LINEAR[entry.measure]
    return linear_scale(drawn, claimed, title, percents=percents, unit=unit)


def _share_title(labels: Labels, studies: Sequence[StudyEffect]) -> str:
    units = {study.unit for study in studies}
    if len(units) == 1 and None not in units:
        return f"Share of {labels.of('unit', units.pop()).lower()}"
    return "Share"


def directions(
    entry: SynthesisEntry, labels: Labels, studies: Sequence[StudyEffect]
) -> tuple[str, str] | None:
    """Return what lies left and right of no effect; None for figures of one group."""
    if entry.measure not in ("difference", "risk_difference"):
        return None
    treated = _only(labels, {study.drug for study in studies}) or "treatment"
    other = _only(labels, {study.comparator for study in studies}) or "comparator"
    if entry.measure == "difference":
        return f"favours {treated}", f"favours {other}"
    if entry.role == "harm":
        return f"fewer with {treated}", f"more with {treated}"
    return f"favours {other}", f"favours {treated}"


def _only(labels: Labels, drugs: set[str | None]) -> str | None:
    """Return the label of the one drug that all have, None where they differ."""
    known = drugs - {None}
    return labels.of("drug", known.pop()).lower() if len(known) == 1 else None
