"""Primary analyses, the sensitivity battery, and what may be said at which k."""

from __future__ import annotations

import math
from dataclasses import asdict, fields

import pytest

from ketamine_review import synthesis
from ketamine_review.errors import ReviewError
from ketamine_review.synthesis import allowed

EVENTS, N, NAMES = [12, 20, 5, 9], [40, 55, 30, 21], ["A 2001", "B 2003", "C 2007", "D 2010"]
COUNTS = synthesis.Counts.of(EVENTS, N, NAMES)


def test_the_binomial_normal_model_comes_first():
    found = synthesis.pool_proportions(EVENTS, N, NAMES)
    assert [estimate.model for estimate in found.estimates] == [
        "glmm",
        "logit_reml_hk",
        "freeman_tukey",
    ]
    assert found.primary.converged
    assert found.fallback is None
    assert found.presentation == "pooled"


def test_each_study_keeps_its_exact_interval():
    found = synthesis.pool_proportions(EVENTS, N, NAMES)
    for study, x, n in zip(found.studies, EVENTS, N, strict=True):
        assert (study.low, study.high) == synthesis.clopper_pearson(x, n)
        assert study.share == x / n


@pytest.mark.parametrize(
    ("events", "n", "why"),
    [
        ([0, 0, 0], [20, 30, 12], "no one in any study had the event"),
        ([20, 30], [20, 30], "everyone in every study had the event"),
        ([0, 20], [20, 20], "it did not converge"),
    ],
)
def test_without_a_primary_model_the_fallback_is_declared(events, n, why):
    found = synthesis.pool_proportions(events, n)
    assert found.fallback == why
    assert found.primary.model == "logit_reml_hk"
    assert why in found.methods()


@pytest.mark.parametrize(
    ("events", "n", "presentation"),
    [([], [], "empty"), ([3], [9], "single"), ([3, 4], [9, 9], "descriptive")],
)
def test_few_studies_are_presented_as_what_they_are(events, n, presentation):
    found = synthesis.pool_proportions(events, n)
    assert found.presentation == presentation
    assert found.k == len(events)
    assert bool(found.estimates) == (len(events) > 1)
    assert found.primary is None or found.primary.prediction_low is None


def test_rows_without_a_count_are_carried_along():
    found = synthesis.pool_proportions([3, math.nan, 4], [9, 9, 9], ["a", "b", "c"])
    assert [study.label for study in found.studies] == ["a", "c"]
    assert found.excluded[0].label == "b"


def test_differences_are_pooled_by_reml_and_the_guarded_interval():
    found = synthesis.pool_differences([-1.0, -2.0, -0.5], [0.3, 0.4, 0.2])
    fit = found.fits[0]
    assert (fit.method, fit.test) == ("REML", "adhoc")
    assert found.primary.estimate == fit.estimate
    assert "restricted maximum likelihood" in found.methods()


def test_a_single_difference_is_not_pooled():
    found = synthesis.pool_differences([-1.0], [0.3])
    assert (found.presentation, found.estimates, found.primary) == ("single", (), None)


def test_an_estimate_has_the_columns_of_a_stored_pool():
    from ketamine_review.model.results import Pool

    found = synthesis.pool_proportions(EVENTS, N)
    assert {field.name for field in fields(synthesis.Estimate)} <= set(Pool.model_fields)
    for estimate in found.estimates:
        assert Pool(**asdict(estimate)).k == 4


def test_a_battery_row_has_the_columns_of_a_stored_row():
    from ketamine_review.model.results import SensitivityRow

    assert {field.name for field in fields(synthesis.Row)} == set(SensitivityRow.model_fields)


def battery(**options):
    other = synthesis.Alternative(
        "count", "b_19", "B counted as 19", synthesis.Counts.of([12, 19, 5, 9], N, NAMES), "text"
    )
    return synthesis.sensitivity(COUNTS, synthesis.PROPORTION_MODELS, [other], **options)


def test_one_call_gives_models_alternatives_and_leave_one_out():
    rows = battery(order=[0, 1, 2, 3])
    kinds = [row.choice for row in rows]
    assert kinds.count("estimator") == len(synthesis.PROPORTION_MODELS)
    assert kinds.count("count") == 1
    assert kinds.count("leave_one_out") == 4
    assert kinds.count("cumulative") == 3
    assert all(row.low <= row.estimate <= row.high for row in rows)


def test_the_first_row_is_the_primary_analysis():
    primary = synthesis.pool_proportions(EVENTS, N).primary
    assert battery()[0].estimate == primary.estimate
    assert battery()[0].id == primary.model


def test_alternatives_can_be_crossed_with_models():
    crossed = [row for row in battery(crossed=True) if row.choice == "count"]
    assert len(crossed) == len(synthesis.PROPORTION_MODELS)
    assert len({row.id for row in crossed}) == len(crossed)


def test_the_last_cumulative_row_is_the_whole():
    rows = synthesis.cumulative(COUNTS, synthesis.PROPORTION_MODELS[0], [3, 1, 0, 2])
    assert rows[-1].estimate == pytest.approx(battery()[0].estimate, abs=1e-7)
    assert rows[0].rows == ("D 2010", "B 2003")


def test_leave_one_out_names_who_is_left_out_and_who_stays():
    rows = synthesis.leave_one_out(COUNTS, synthesis.PROPORTION_MODELS[1])
    assert rows[1].label == "Without B 2003"
    assert rows[1].rows == ("A 2001", "C 2007", "D 2010")
    assert rows[1].k == 3


def test_there_is_no_leave_one_out_of_two_studies():
    two = COUNTS.take([0, 1])
    assert synthesis.leave_one_out(two, synthesis.PROPORTION_MODELS[0]) == []


def test_a_model_without_an_estimate_keeps_its_row_and_says_why():
    none = synthesis.Counts.of([0, 0, 0], [9, 9, 9])
    row = synthesis.sensitivity(none, synthesis.PROPORTION_MODELS)[0]
    assert row.estimate is None
    assert "no one in any study" in row.because


def test_a_model_that_does_not_converge_keeps_its_row_and_says_why():
    split = synthesis.Counts.of([0, 20], [20, 20])
    row = synthesis.sensitivity(split, synthesis.PROPORTION_MODELS)[0]
    assert (row.estimate, row.because) == (None, "the model did not converge")


def test_assumed_correlations_become_alternatives():
    grid = synthesis.correlations(
        [20, 30, 25], [7, 7, 8], [2, 2, 2], [5, 4, 6], [2, 2.5, 2], (0.3, 0.5, 0.7)
    )
    rows = synthesis.sensitivity(grid[1].data, synthesis.EFFECT_MODELS, grid)
    varied = [row for row in rows if row.choice == "correlation"]
    assert [row.id for row in varied] == ["r_0.3", "r_0.5", "r_0.7"]
    widths = [row.high - row.low for row in varied]
    assert len(set(widths)) == 3


def test_the_models_alone_can_be_compared():
    rows = synthesis.by_model(COUNTS, synthesis.PROPORTION_MODELS)
    assert rows == battery()[: len(rows)]
    assert {row.choice for row in rows} == {"estimator"}


@pytest.mark.parametrize(
    "call",
    [
        lambda: synthesis.sensitivity(COUNTS, []),
        lambda: synthesis.cumulative(COUNTS, synthesis.PROPORTION_MODELS[0], [0, 1]),
        lambda: synthesis.Counts.of([1, 2], [3]),
        lambda: allowed.rule("anything"),
    ],
)
def test_a_battery_that_cannot_be_is_one_review_error(call):
    with pytest.raises(ReviewError):
        call()


def test_at_two_studies_nothing_pooled_decides():
    for item in ("pooled_interval", "heterogeneity", "prediction_interval"):
        assert not allowed.may_decide(item, 2)
    assert allowed.may_decide("study_interval", 2)
    assert allowed.may_show("pooled_interval", 2)
    assert "decides nothing" in allowed.statement(2)


def test_at_three_and_four_studies_one_model_alone_does_not_decide():
    assert not allowed.may_decide("one_model", 4)
    assert allowed.may_decide("one_model", 5)
    assert "fragile" in allowed.statement(4)
    assert "fragile" not in allowed.statement(5)


def test_asymmetry_and_meta_regression_wait_for_ten_studies():
    for item in ("asymmetry", "meta_regression"):
        assert not allowed.may_show(item, 9)
        assert allowed.may_show(item, 10)
        assert not allowed.may_decide(item, 1000)


def test_what_decides_is_shown():
    for rule in allowed.RULES:
        assert rule.decides_from is None or rule.decides_from >= rule.shown_from


def test_the_table_for_readers_has_a_line_for_each_rule():
    lines = allowed.markdown().splitlines()
    assert len(lines) == len(allowed.RULES) + 2
    assert len({line.count("|") for line in lines}) == 1
