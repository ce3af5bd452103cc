from decimal import Decimal
from statistics import mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine_review.arithmetic import Outcome, check_debit, check_grim, check_grimmer

scores = st.lists(st.integers(0, 100), min_size=2, max_size=40)


def rounded(value: float, places: int = 2) -> str:
    return str(Decimal(repr(value)).quantize(Decimal(1).scaleb(-places)))


@given(scores)
def test_the_mean_and_sd_of_real_scores_are_possible(values):
    printed = rounded(mean(values)), rounded(stdev(values))
    assert check_grim(printed[0], len(values)).outcome is not Outcome.MISMATCH
    assert check_grimmer(*printed, len(values)).outcome is not Outcome.MISMATCH


@given(st.lists(st.lists(st.integers(1, 7), min_size=3, max_size=3), min_size=2, max_size=20))
def test_the_mean_of_scores_of_several_items_is_possible(people):
    values = [mean(items) for items in people]
    printed = rounded(mean(values)), rounded(stdev(values))
    assert check_grim(printed[0], len(values), items=3).outcome is not Outcome.MISMATCH
    assert check_grimmer(*printed, len(values), items=3).outcome is not Outcome.MISMATCH


@given(st.lists(st.integers(0, 1), min_size=2, max_size=90))
def test_the_share_and_sd_of_zeros_and_ones_are_possible(values):
    printed = rounded(mean(values)), rounded(stdev(values))
    assert check_debit(*printed, len(values)).outcome is Outcome.OK


def test_a_mean_that_whole_numbers_cannot_give_is_told():
    # The worked example of Brown and Heathers (2017): 5.19 with 28 participants.
    check = check_grim("5.19", 28)
    assert check.outcome is Outcome.MISMATCH
    assert [r.value for r in check.repairs] == ["5.18", "5.21"]


def test_an_sd_that_whole_numbers_cannot_give_is_told():
    # A mean of 3.44 of 18 people is possible (62/18), an SD of 2.47 beside it is not.
    assert check_grim("3.44", 18).outcome is Outcome.OK
    assert check_grimmer("3.44", "2.47", 18).outcome is Outcome.MISMATCH
    assert check_grimmer("3.44", "2.48", 18).outcome is Outcome.OK


def test_an_sd_that_zeros_and_ones_cannot_give_is_told():
    assert check_debit("0.30", "0.46", 40).outcome is Outcome.OK
    assert check_debit("0.30", "0.60", 40).outcome is Outcome.MISMATCH


@pytest.mark.parametrize(
    "check",
    [
        check_grim(None, 10),
        check_grim("3.5", None),
        check_grim("3.5", 10),
        check_grimmer("3.5", None, 10),
        check_grimmer("3.5", "1.0", 20),
        check_debit("3.5", "1.0", 20),
    ],
)
def test_what_granularity_cannot_judge_is_not_checkable(check):
    assert check.outcome is Outcome.NOT_CHECKABLE
