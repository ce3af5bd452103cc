import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm, ttest_ind_from_stats

from ketamine_review.arithmetic import (
    Outcome,
    check_difference,
    check_interval_against_p,
    check_interval_middle,
    check_spread_against_interval,
    check_spread_against_p,
)

estimates = st.floats(-20, 20)
errors = st.floats(0.2, 8)


@given(estimates, errors)
def test_a_wald_interval_fits_its_estimate_and_its_p_value(estimate, error):
    printed = [f"{x:.2f}" for x in (estimate, estimate - 1.96 * error, estimate + 1.96 * error)]
    p = f"={2 * norm.sf(abs(estimate / error)):.4f}"
    assert check_interval_middle(*printed).outcome is Outcome.OK
    assert check_interval_against_p(*printed, p).outcome is not Outcome.MISMATCH


def test_the_p_value_of_an_interval_is_that_of_altman_and_bland():
    # Their worked example (BMJ 2011;343:d2304): ratio 0.81 (0.70 to 0.94) means P = 0.005.
    check = check_interval_against_p("0.81", "0.70", "0.94", "<0.01", null=1)
    assert check.outcome is Outcome.OK
    assert "P = 0.005" in check.sentence


def test_an_interval_that_holds_the_null_contradicts_a_small_p():
    assert check_interval_against_p("2.0", "-0.5", "4.5", "=0.009").outcome is Outcome.MISMATCH
    assert check_interval_against_p("2.0", "0.5", "3.5", ">0.05").outcome is Outcome.MISMATCH
    assert check_interval_against_p("1.8", "1.1", "2.9", "=0.45", null=1).outcome is (
        Outcome.MISMATCH
    )


def test_an_exact_p_far_from_its_interval_is_told_on_the_same_side_too():
    assert check_interval_against_p("2.0", "0.5", "3.5", "=0.04").outcome is Outcome.OK
    assert check_interval_against_p("4.0", "2.5", "5.5", "=0.04").outcome is Outcome.MISMATCH
    assert check_interval_against_p("2.0", "-0.5", "4.5", "=0.80").outcome is Outcome.MISMATCH


def test_a_limit_printed_as_the_null_contradicts_nothing():
    assert check_interval_against_p("1.0", "0.0", "2.0", "=0.04").outcome is Outcome.OK
    assert check_interval_against_p("1.0", "0.0", "2.0", "=0.06").outcome is Outcome.OK


def test_an_estimate_with_the_wrong_sign_is_told_with_the_right_one():
    check = check_interval_middle("2.1", "-3.4", "-0.8")
    assert check.outcome is Outcome.MISMATCH
    assert [r.value for r in check.repairs] == ["-2.1"]


def test_a_ratio_is_held_against_the_geometric_middle():
    assert check_interval_middle("1.5", "1.0", "2.25", "geometric").outcome is Outcome.OK
    assert check_interval_middle("1.62", "1.0", "2.25", "geometric").outcome is Outcome.MISMATCH
    assert check_interval_middle("1.5", "0", "2.25", "geometric").outcome is Outcome.NOT_CHECKABLE


def test_a_share_need_only_lie_inside_its_interval():
    assert check_interval_middle("77", "65", "86", "none").outcome is Outcome.OK
    assert check_interval_middle("90", "65", "86", "none").outcome is Outcome.MISMATCH


def test_a_difference_may_be_off_by_the_rounding_of_its_three_parts():
    assert check_difference("7.5", "3.4", "4.1").outcome is Outcome.OK
    assert check_difference("3.4", "7.5", "4.2").outcome is Outcome.OK
    check = check_difference("7.5", "3.4", "4.6")
    assert (check.outcome, check.repairs[0].value) == (Outcome.MISMATCH, "4.1")
    assert check_difference("7.5", "3.4", "4.6", adjusted=True).outcome is Outcome.NOT_CHECKABLE


@given(st.floats(0.5, 3), st.floats(0.5, 3), st.integers(8, 80), st.floats(0.3, 2))
def test_true_sds_are_never_taken_for_ses(first, second, n, distance):
    sds = f"{first:.2f}", f"{second:.2f}"
    test = ttest_ind_from_stats(distance, float(sds[0]), n, 0, float(sds[1]), n, equal_var=False)
    check = check_spread_against_p((repr(distance), "0"), sds, (n, n), f"={test.pvalue:.4f}")
    assert check.outcome is not Outcome.MISMATCH


def test_ses_called_sds_are_told_with_the_sds_they_mean():
    check = check_spread_against_p(("5.0", "3.0"), ("0.4", "0.5"), (30, 30), "=0.003")
    assert check.outcome is Outcome.MISMATCH
    assert [r.value for r in check.repairs] == ["2.2", "2.7"]
    alone = check_spread_against_interval("0.4", 30, "4.2", "5.8")
    assert (alone.outcome, alone.repairs[0].value) == (Outcome.MISMATCH, "2.2")
    assert check_spread_against_interval("2.1", 30, "4.2", "5.8").outcome is Outcome.OK


@pytest.mark.parametrize(
    "check",
    [
        check_interval_middle(None, "1", "2"),
        check_interval_against_p("1", "0", "2", None),
        check_interval_against_p("1", "2", "2", "=0.04"),
        check_difference("1", None, "2"),
        check_spread_against_p(None, ("1", "1"), (9, 9), "=0.04"),
        check_spread_against_p(("1", "2"), ("0", "0"), (9, 9), "=0.04"),
        check_spread_against_interval("1", 1, "0", "2"),
    ],
)
def test_what_is_not_printed_is_not_checkable(check):
    assert check.outcome is Outcome.NOT_CHECKABLE
