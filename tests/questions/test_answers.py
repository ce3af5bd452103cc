"""From rows to an answer: selection, precedence, what may be said, sensitivity, accounts."""

from __future__ import annotations

import pytest

from ketamine_review.errors import ReviewError
from ketamine_review.model.vocabulary import load_vocabulary
from ketamine_review.questions.account import account_of_rows
from ketamine_review.questions.answer import result_of
from ketamine_review.questions.select import matches
from ketamine_review.questions.sensitivity import battery
from ketamine_review.questions.stage import answer_all
from ketamine_review.questions.vocabulary import check_terms


def counts(row, *pairs, **fields):
    return [
        row(f"{name}#1", quantity__events=events, quantity__n=n, **fields)
        for name, events, n in pairs
    ]


def test_a_selector_takes_terms_ranges_and_not_stated(row):
    found = row("A#1", context__time__days=38.1)
    assert matches(found, {"time.days": (21.0, 45.0)})
    assert not matches(found, {"time.days": (75.0, 120.0)})
    assert matches(found, {"setting": ("inpatient", "not_stated")})
    assert not matches(found, {"setting": ("inpatient",)})
    assert not matches(row("A#1"), {"time.days": (21.0, 45.0)})


@pytest.mark.parametrize(
    ("k", "presentation", "pooled"),
    [(0, "empty", 0), (1, "single", 0), (2, "descriptive", 3), (3, "pooled", 3)],
)
def test_what_is_said_depends_on_the_number_of_studies(row, review, ask, k, presentation, pooled):
    rows = counts(row, *[(name, 40, 60) for name in "ABC"[:k]])
    found = result_of(review(rows), ask())
    assert (found.presentation, found.k, len(found.pools)) == (presentation, k, pooled)
    assert found.statement


def test_a_protocol_that_lists_is_never_pooled(row, review, ask):
    rows = counts(row, *[(name, 40, 60) for name in "ABCDE"])
    found = result_of(review(rows), ask(present="list"))
    assert found.presentation == "listed"
    assert not found.pools
    assert "Listed, not pooled: because." in found.statement


def test_one_row_per_study_by_precedence_then_primary_report(row, review, ask):
    rows = counts(row, ("A", 48, 61), ("B", 46, 61), study_id="same")
    found = result_of(review(rows), ask())
    assert [s.report_id for s in found.studies] == ["A"]
    assert [e.row_id for e in found.excluded] == ["B#1"]
    preferred = result_of(
        review(rows, precedence=[{"study": "same", "prefer": ["B"], "because": "b"}]), ask()
    )
    assert [s.report_id for s in preferred.studies] == ["B"]


def test_a_figure_of_a_study_is_shown_from_one_report_where_all_are_shown(row, review, ask):
    rows = counts(row, ("A", 48, 61), ("B", 46, 61), study_id="same")
    rows.append(row("A#2", study_id="same", quantity__events=40, quantity__n=61))
    found = result_of(review(rows), ask(per_study="all"))
    assert sorted(s.row_id for s in found.studies) == ["A#1", "A#2"]
    assert found.k == 1


def test_a_finding_nobody_confirmed_counts_in_the_provisional_answer_only(row, review, ask):
    rows = counts(row, ("A", 48, 61), ("B", 55, 77))
    rows += counts(row, ("C", 90, 300), status="provisional")
    asked = review(rows, syntheses=[ask().model_dump()])
    (entry,) = answer_all(asked)
    assert entry.confirmed.k == 2
    assert entry.provisional.k == 3
    assert {s.status for s in entry.provisional.studies} == {"confirmed", "provisional"}


def test_the_battery_rereads_counts_swaps_reports_and_leaves_studies_out(row, review, ask):
    rows = counts(row, ("A", 48, 61), ("B", 55, 77), ("C", 20, 40))
    rows += counts(row, ("D", 46, 61), study_id="study_A")
    synthesis = ask(
        readings=[
            {"id": "a47", "row_id": "A#1", "events": 47, "n": 61, "choice": "count", "because": "b"}
        ],
        variants=[
            {"id": "only", "label": "Only B", "select": {"report_id": ["B"]}, "because": "b"}
        ],
    )
    asked = review(rows)
    main = result_of(asked, synthesis)
    found = {(r.choice, r.id): r for r in battery(asked, synthesis, main)}
    kinds = {choice for choice, _ in found}
    assert {"estimator", "count", "precedence", "selection", "leave_one_out"} <= kinds
    assert found["count", "a47"].estimate < main.pools[0].estimate
    assert found["selection", "only"].estimate == pytest.approx(55 / 77)
    assert found["leave_one_out", "A#1"].k == 2
    assert found["precedence", "D#1"].k == 3


def test_two_studies_are_never_left_out_or_followed_by_year(row, review, ask):
    rows = counts(row, ("A", 48, 61), ("B", 55, 77))
    asked, synthesis = review(rows), ask()
    kinds = {r.choice for r in battery(asked, synthesis, result_of(asked, synthesis))}
    assert not kinds & {"leave_one_out", "cumulative"}


def test_every_row_is_used_listed_or_excluded_with_a_reason(row, review, ask):
    rows = counts(row, ("A", 48, 61), ("B", 55, 77))
    rows += [row("A#9", context__outcome="nausea"), row("L#1", context__outcome="any_relief")]
    rows += counts(row, ("D", 46, 61), study_id="study_A")
    listed = ask(id="l", present="list", select={"outcome": ["any_relief"]})
    asked = review(rows, syntheses=[ask().model_dump(), listed.model_dump()])
    left_out = [{"row_id": "X#1", "report_id": "X", "outcome": "", "reason": "Report excluded"}]
    accounts = account_of_rows(asked.rows, left_out, answer_all(asked))
    found = {a.row_id: a.account for a in accounts}
    assert found == {
        "A#1": "used",
        "B#1": "used",
        "A#9": "excluded",
        "L#1": "listed",
        "D#1": "excluded",
        "X#1": "excluded",
    }
    assert all(a.reason for a in accounts)


def test_a_term_that_the_vocabulary_lacks_is_named(review, ask):
    from pathlib import Path

    vocabulary = load_vocabulary(Path(__file__).parents[2] / "config/vocabulary.yaml")
    bad = ask(select={"outcome": ["joy"]})
    with pytest.raises(ReviewError, match="'joy' is not a term") as caught:
        check_terms(review([], syntheses=[bad.model_dump()]).protocol, vocabulary, "file")
    assert "synthesis 'q': outcome" in str(caught.value)
