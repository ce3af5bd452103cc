"""Comparison of a claimed number with an estimate and its interval, by the protocol's margin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ketamine_review.model.claim import Bound


class Fit(StrEnum):
    """How a claimed number lies to the evidence; ``exceeds`` is always the favourable side."""

    COMPATIBLE = "compatible"
    EXCEEDS = "exceeds"
    UNDERSTATES = "understates"
    IMPRECISE = "too imprecise to tell"
    OUTSIDE = "outside what was studied"
    NO_NUMBER = "no number"
    NO_EVIDENCE = "no evidence"


@dataclass(frozen=True)
class Claimed:
    """A claimed number in the unit of the evidence; a single value has two equal ends."""

    low: float
    high: float
    bound: Bound


def fit(
    claimed: Claimed,
    estimate: float,
    low: float,
    high: float,
    margin: float,
    higher_is_better: bool,
) -> Fit:
    """Return how a claimed number lies to one estimate with its interval.

    A number that says "over", "at least" or "under" claims a region; it is compatible where the
    estimate lies in the region and exceeds the evidence where the whole interval lies outside it.
    Any other number is compared for agreement: it is compatible within the margin of the estimate,
    if the interval does not reach further than two margins from it; outside both interval and
    margin it exceeds or understates the evidence; otherwise the evidence is too imprecise to tell.

    Args:
        claimed: The claimed number.
        estimate: The evidence's estimate, in the unit of the claim.
        low: Lower limit of its interval.
        high: Upper limit of its interval.
        margin: Agreement margin in the same unit.
        higher_is_better: Whether a higher number is the more favourable one.
    """
    if claimed.bound in (Bound.OVER, Bound.AT_LEAST):
        return _in_region(claimed.low, float("inf"), estimate, low, high)
    if claimed.bound is Bound.UNDER:
        return _in_region(float("-inf"), claimed.high, estimate, low, high)
    nearest = min(max(estimate, claimed.low), claimed.high)
    if abs(nearest - estimate) <= margin:
        wide = low < claimed.low - 2 * margin or high > claimed.high + 2 * margin
        return Fit.IMPRECISE if wide else Fit.COMPATIBLE
    if low <= nearest <= high:
        return Fit.IMPRECISE
    if claimed.bound is Bound.UP_TO and (nearest < estimate) == higher_is_better:
        return Fit.COMPATIBLE
    return Fit.EXCEEDS if (nearest > estimate) == higher_is_better else Fit.UNDERSTATES


def _in_region(start: float, end: float, estimate: float, low: float, high: float) -> Fit:
    if high < start or low > end:
        return Fit.EXCEEDS
    inside = start <= estimate <= end
    # An interval that lies in the region by more than half of its length leaves the side clear.
    covered = min(high, end) - max(low, start)
    return Fit.COMPATIBLE if inside and covered >= (high - low) / 2 else Fit.IMPRECISE


def together(fits: Iterable[Fit]) -> Fit:
    """Return what several estimates say together; where they disagree, nothing can be told."""
    said = set(fits)
    if not said:
        return Fit.NO_EVIDENCE
    if len(said) == 1:
        return said.pop()
    return Fit.COMPATIBLE if said == {Fit.COMPATIBLE, Fit.IMPRECISE} else Fit.IMPRECISE
