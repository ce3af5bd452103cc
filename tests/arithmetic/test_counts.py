from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine_review.arithmetic import (
    Outcome,
    Repair,
    check_arms_against_total,
    check_follow_up,
    check_percent,
    check_whole_count,
)
from ketamine_review.arithmetic.counts import whole_counts

counts = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def percent_text(events: int, n: int, places: int, rounding: str) -> str:
    step = Decimal(1).scaleb(-places)
    return str((Decimal(100 * events) / n).quantize(step, rounding=rounding))


@given(counts, st.integers(0, 3), st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN]))
def test_a_correctly_rounded_percent_always_fits(pair, places, rounding):
    events, n = pair
    printed = percent_text(events, n, places, rounding)
    assert check_percent(events, n, printed).outcome is Outcome.OK
    assert events in whole_counts(n, printed)


@given(counts, st.decimals(0, 100, places=1))
def test_every_repair_of_a_percent_fits(pair, printed):
    check = check_percent(*pair, str(printed), other_counts=[20, 61, 400])
    for repair in check.repairs:
        assert check_percent(repair.events, repair.n, repair.value).outcome is Outcome.OK
    assert (check.outcome is Outcome.MISMATCH) == bool(check.repairs)


def test_a_count_that_does_not_give_its_percent_is_told_with_its_repairs():
    check = check_percent(48, 61, "77")
    assert check.outcome is Outcome.MISMATCH
    assert Repair("events", 47, 61, "77") in check.repairs
    assert Repair("n", 48, 62, "77") in check.repairs
    assert Repair("value", 48, 61, "79") in check.repairs
    assert check.sentence.startswith("48/61 is 78.7%, printed 77%")
    assert check.source == "Brown and Heathers 2017"


def test_a_denominator_from_elsewhere_in_the_report_is_offered_first():
    check = check_percent(15, 77, "27.3", other_counts=[61, 55])
    assert check.repairs[0] == Repair("n", 15, 55, "27.3")


def test_a_percent_that_was_cut_off_is_recognised():
    assert "cut off" in check_percent(2, 3, "66").sentence
    assert "cut off" not in check_percent(2, 3, "65").sentence


@pytest.mark.parametrize("arguments", [(None, 61, "77"), (48, None, "77"), (48, 61, None)])
def test_a_percent_with_a_part_missing_is_not_checkable(arguments):
    assert check_percent(*arguments).outcome is Outcome.NOT_CHECKABLE


def test_trailing_zeros_make_a_percent_stricter():
    assert check_percent(47, 61, "77").outcome is Outcome.OK
    assert check_percent(47, 61, "77.00").outcome is Outcome.MISMATCH


def test_a_percent_no_whole_count_can_give_is_told_with_its_neighbours():
    check = check_whole_count(17, "30")
    assert check.outcome is Outcome.MISMATCH
    assert [(r.events, r.value) for r in check.repairs] == [(5, "29"), (6, "35")]


def test_a_large_denominator_rules_no_percent_out():
    assert check_whole_count(100, "30").outcome is Outcome.NOT_CHECKABLE
    assert check_whole_count(100, "30.5").outcome is Outcome.MISMATCH


def test_arms_that_do_not_make_up_the_total_are_told():
    assert check_arms_against_total([20, 21], 41).outcome is Outcome.OK
    check = check_arms_against_total([20, 21], 40)
    assert (check.outcome, check.repairs) == (Outcome.MISMATCH, (Repair("n", n=41),))
    assert check_arms_against_total([20], 20).outcome is Outcome.NOT_CHECKABLE


def test_a_follow_up_shorter_than_the_treatment_is_told():
    assert check_follow_up(5, 38).outcome is Outcome.OK
    assert check_follow_up(28, 14).outcome is Outcome.MISMATCH
    assert check_follow_up(None, 14).outcome is Outcome.NOT_CHECKABLE
