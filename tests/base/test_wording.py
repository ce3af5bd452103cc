"""Numbers in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine_review.wording import (
    counted,
    days_text,
    listed,
    percent,
    percent_interval,
    points,
)


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (1 / 1440, "1 minute"),
        (30 / 1440, "30 minutes"),
        (2 / 24, "2 hours"),
        (188 / 1440, "3.1 hours"),
        (1.0, "24 hours"),
        (4.8, "4.8 days"),
        (38.1, "38.1 days"),
        (90, "3 months"),
        (101.3, "101.3 days"),
    ],
)
def test_lengths_of_time_are_told_in_the_unit_a_reader_would_use(days, text):
    assert days_text(days) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.7133, "71%"), (0, "0%"), (1, "100%"), (0.0041, "0.4%"), (0.999, "99.9%")]
)
def test_a_share_that_is_neither_none_nor_all_never_reads_so(share, text):
    assert percent(share) == text


def test_an_interval_is_told_without_signs():
    assert percent_interval(0.714, 0.600, 0.812) == "71% (60 to 81)"


@given(st.floats(-10, 10))
def test_points_have_a_true_minus_and_no_minus_zero(value):
    text = points(value)
    assert "-" not in text
    assert text != "−0.0"


def test_nouns_and_lists_read_well():
    assert counted(1, "study") == "1 study"
    assert counted(2, "study") == "2 studies"
    assert counted(0, "row") == "0 rows"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a"]) == "a"
    assert listed([]) == ""
