"""Comparing a claimed number with an estimate and its interval."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine_review.claims.compare import Claimed, Fit, fit, together
from ketamine_review.model.claim import Bound

SHARES = st.floats(0, 1)


def share(value: float, bound: Bound = Bound.EXACT) -> Claimed:
    return Claimed(value, value, bound)


@pytest.mark.parametrize(
    ("claimed", "estimate", "low", "high", "expected"),
    [
        (0.75, 0.787, 0.663, 0.881, Fit.COMPATIBLE),
        (0.75, 0.714, 0.600, 0.812, Fit.COMPATIBLE),
        (0.75, 0.30, 0.25, 0.35, Fit.EXCEEDS),
        (0.30, 0.75, 0.70, 0.80, Fit.UNDERSTATES),
        (0.95, 1.0, 0.541, 1.0, Fit.IMPRECISE),
        (0.75, 0.60, 0.40, 0.78, Fit.IMPRECISE),
        (0.75, 0.66, 0.64, 0.68, Fit.COMPATIBLE),
    ],
)
def test_a_share_is_compared_by_interval_and_margin(claimed, estimate, low, high, expected):
    assert fit(share(claimed), estimate, low, high, 0.1, True) is expected


def test_a_harm_told_smaller_than_it_is_exceeds_on_the_favourable_side():
    assert fit(share(0.02), 0.28, 0.17, 0.41, 0.1, False) is Fit.EXCEEDS
    assert fit(share(0.60), 0.28, 0.17, 0.41, 0.1, False) is Fit.UNDERSTATES


def test_less_than_claims_a_region():
    under = share(0.1, Bound.UNDER)
    assert fit(under, 0.02, 0.0, 0.09, 0.1, False) is Fit.COMPATIBLE
    assert fit(under, 0.02, 0.0, 0.45, 0.1, False) is Fit.IMPRECISE
    assert fit(under, 0.28, 0.17, 0.41, 0.1, False) is Fit.EXCEEDS


def test_up_to_is_not_understated_by_a_larger_estimate():
    assert fit(share(0.3, Bound.UP_TO), 0.75, 0.7, 0.8, 0.1, True) is Fit.COMPATIBLE


def test_a_range_is_compared_at_its_nearest_end():
    assert fit(Claimed(0.7, 0.9, Bound.EXACT), 0.8, 0.75, 0.85, 0.1, True) is Fit.COMPATIBLE


@given(SHARES, SHARES, SHARES, SHARES)
def test_turning_the_direction_only_swaps_exceeds_and_understates(claimed, a, b, c):
    low, estimate, high = sorted((a, b, c))
    swapped = {Fit.EXCEEDS: Fit.UNDERSTATES, Fit.UNDERSTATES: Fit.EXCEEDS}
    one = fit(share(claimed), estimate, low, high, 0.1, True)
    other = fit(share(claimed), estimate, low, high, 0.1, False)
    assert other is swapped.get(one, one)


@given(SHARES, SHARES, SHARES, SHARES, st.floats(0.01, 0.5), st.floats(0.01, 0.5))
def test_a_wider_margin_never_turns_compatible_into_exceeds(claimed, a, b, c, one, more):
    low, estimate, high = sorted((a, b, c))
    narrow = fit(share(claimed), estimate, low, high, one, True)
    wide = fit(share(claimed), estimate, low, high, one + more, True)
    if narrow is Fit.COMPATIBLE:
        assert wide is Fit.COMPATIBLE


@given(st.lists(st.sampled_from([Fit.COMPATIBLE, Fit.EXCEEDS, Fit.UNDERSTATES, Fit.IMPRECISE])))
def test_studies_that_disagree_tell_nothing(fits):
    found = together(fits)
    if not fits:
        assert found is Fit.NO_EVIDENCE
    elif len(set(fits)) == 1:
        assert found is fits[0]
    else:
        assert found in (Fit.IMPRECISE, Fit.COMPATIBLE)
        assert found is not Fit.COMPATIBLE or set(fits) == {Fit.COMPATIBLE, Fit.IMPRECISE}
