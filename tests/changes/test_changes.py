"""What an update did: to records, to syntheses, to verdicts."""

from __future__ import annotations

import pytest

from ketamine_review.changes.compare import compare_states
from ketamine_review.changes.flow import update_flow
from ketamine_review.changes.stage import markdown, tell_changes
from ketamine_review.changes.state import Answer, RecordState, State, Two, keep_state
from ketamine_review.model.record import Correction, Record, Section
from ketamine_review.tables import read_json, read_text


def held(text: str = "a", archive: str = "pubmed", **more) -> RecordState:
    decisions = more.pop("decisions", {"pain": "exclude"})
    return RecordState(
        title="A title", archive=archive, text=text, decisions=decisions, retracted=False
    ).model_copy(update=more)


def state(verdict: str = "supported", **records: RecordState) -> State:
    pool = Answer(presentation="pooled", k=3, n=90, estimate=0.5412, low=0.31, high=0.75)
    return State(
        records=records,
        syntheses={"pain/acute": Two(title="Acute", confirmed=pool, provisional=pool)},
        verdicts={"page/claim": Two(title="It helps", confirmed="supported", provisional=verdict)},
    )


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ({}, {"r": held()}, "came"),
        ({"r": held()}, {}, "fell_away"),
        ({"r": held()}, {"r": held("b")}, "changed"),
        ({"r": held(archive="snapshot")}, {"r": held()}, "changed"),
        ({"r": held()}, {"r": held("b", retracted=True)}, "retracted"),
        ({"r": held()}, {"r": held(decisions={"pain": "include"})}, "decided"),
    ],
)
def test_what_happened_to_a_record_is_said_in_one_word(before, after, what):
    changes = compare_states(state(**before), state(**after), "x")
    assert [(r.report_id, r.what) for r in changes.records] == [("r", what)]


def test_nothing_is_said_of_a_record_that_stayed_as_it_was():
    assert compare_states(state(r=held()), state(r=held()), "x").records == ()


def test_every_verdict_is_listed_and_a_change_of_the_provisional_one_counts():
    changes = compare_states(state("supported"), state("overstated"), "x")
    (verdict,) = changes.verdicts
    assert verdict.changed
    assert (verdict.provisional_before, verdict.provisional_after) == ("supported", "overstated")
    assert [one.changed for one in changes.syntheses] == [False]


def test_the_page_names_eligible_records_and_puts_what_changed_first():
    after = state("overstated", new=held(decisions={"pain": "include"}), other=held())
    page = markdown(compare_states(state(), after, "x"))
    assert "| came | 2 | 1 |" in page
    assert "- A title (new; pain)" in page
    assert "| **page/claim** | supported | supported | supported | overstated |" in page
    assert "| pain/acute | pooled, k = 3: 0.541 (0.31 to 0.75) |" in page


def test_without_a_former_state_the_page_says_so(tmp_path):
    changes, page = tmp_path / "changes.json", tmp_path / "changes.md"
    nothing = {"records": "", "decisions": [], "results": "", "verdicts": ""}
    tell_changes(former=[], **nothing, changes=str(changes), page=str(page))
    assert read_json(changes)["since"] is None
    assert "No former state was kept" in read_text(page)


def test_incomplete_outputs_are_not_kept_and_the_former_state_stays(tmp_path):
    (tmp_path / "records.jsonl").write_text("")
    assert keep_state(tmp_path, tmp_path / "history") is None
    assert not (tmp_path / "history").exists()


@pytest.mark.parametrize(
    ("types", "links", "retracted"),
    [
        (("Retracted Publication",), (), True),
        ((), ("RetractionIn",), True),
        ((), ("PartialRetractionIn",), True),
        (("Retraction of Publication",), ("RetractionOf",), False),
        ((), ("ErratumIn", "CommentIn"), False),
    ],
)
def test_a_retracted_report_is_told_from_its_notice_and_from_an_erratum(types, links, retracted):
    record = Record(
        record_id="pmid:1",
        archive="pubmed",
        sections=(Section(name="title", text="A title"),),
        publication_types=types,
        corrections=tuple(Correction(kind=kind, pmid="2") for kind in links),
    )
    assert record.retracted is retracted


def row(report_id: str, decision: str, study_id: str = "", archive: str = "pubmed") -> dict:
    return {
        "report_id": report_id,
        "study_id": study_id or report_id,
        "decision": decision,
        "reason": "Review" if decision == "exclude" else "",
        "archive": archive,
    }


def test_the_flow_of_an_update_counts_new_reports_beside_the_kept_ones():
    used, out = {"pain": "include"}, {"pain": "exclude"}
    before = {
        "A": held(decisions=used),
        "B": held(decisions={"pain": "companion"}),
        "C": held(decisions=out),
        "D": held(decisions=used),
    }
    decisions = [
        row("A", "include", "s1"),
        row("B", "companion", "s1"),
        row("C", "exclude"),
        row("D", "exclude"),
        row("E", "include", "s2"),
        row("F", "include", "s1"),
        row("G", "exclude"),
    ]
    flow = update_flow(before, "pain", decisions)
    counts = flow.counts
    assert (counts["previous_reports"], counts["previous_studies"]) == (2, 1)
    assert (counts["identified"], counts["included"], counts["excluded"]) == (3, 2, 1)
    assert counts["studies"] == 1, "F tells of a study that was there before"
    assert counts["screened"] == counts["included"] + counts["excluded"] + counts["companion"]
    assert flow.excluded == {"Review": 1}
