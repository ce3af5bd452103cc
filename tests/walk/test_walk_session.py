from collections.abc import Iterable

import pytest
from project import RECORD, ROW, findings, ledger, make_project

from ketamine_review.cli import main
from ketamine_review.curation.ledger import ledger_evidence
from ketamine_review.curation.reports import link_reports, read_reports
from ketamine_review.errors import ReviewError
from ketamine_review.model.vocabulary import load_vocabulary
from ketamine_review.tables import read_json
from ketamine_review.walk.session import start_session
from ketamine_review.walk.show import sentence_text


@pytest.fixture
def folder(tmp_path, monkeypatch):
    made = make_project(tmp_path / "project")
    monkeypatch.chdir(made)
    return made


def walked(answers: Iterable[str], person="Ada") -> list[str]:
    """Walk with typed answers; the person leaves when there are no more."""
    waiting, said = iter(answers), []

    def ask(question):
        said.append(question)
        answer = next(waiting, None)
        if answer is None:
            raise EOFError
        return answer

    start_session(person, ask, said.append).walk()
    return said


def test_an_entry_shows_its_record_and_marks_the_characters_that_were_read(folder):
    shown = "\n".join(walked([]))
    assert RECORD.title in shown and "Pain Practice, 2021" in shown
    assert ">>33 of 50 patients (66%)<<" in shown
    assert "chronic" not in shown and "clinic/first, clinic/second" in shown
    second = sentence_text(findings(folder)[1], RECORD)
    assert second == "RESULTS: Nausea was seen in >>9 patients (18%)<<."


def test_a_confirmed_finding_becomes_a_signed_row_of_evidence_that_the_pipeline_reads(folder):
    walked(["c"])
    new = ledger(folder, "evidence")[-1]
    assert (new["row_id"], new["by"]) == ("Okafor2021#1", "person:Ada")
    assert (new["events"], new["n"], new["percent"]) == ("33", "50", "66")
    assert new["outcome"] == "any_relief" and new["time_anchor"] == "at_discharge"
    reports = read_reports("data/curation/reports.tsv")
    assert link_reports([RECORD], reports) == {"pmid:7": "Okafor2021"}
    vocabulary = load_vocabulary("config/vocabulary.yaml")
    paths = ("data/curation/evidence.tsv", "data/curation/corrections.tsv")
    assert ledger_evidence(*paths, reports, vocabulary)[-1].quantity.events == 33


def test_two_findings_of_one_record_share_one_report(folder):
    walked(["c", "c"])
    assert [row["report_id"] for row in ledger(folder, "reports")] == ["Marsh2015", "Okafor2021"]
    assert [row["row_id"] for row in ledger(folder, "evidence")][1:] == [
        "Okafor2021#1",
        "Okafor2021#2",
    ]


def test_a_corrected_finding_is_entered_with_the_changes_named(folder):
    walked(["r", "no_field", "events", "many", "32", "outcome", "joy", "pain_free", ""])
    new = ledger(folder, "evidence")[-1]
    assert (new["events"], new["outcome"]) == ("32", "pain_free")
    assert new["note"].endswith("corrected: events, outcome")


def test_a_rejected_finding_is_kept_with_its_reason_and_not_shown_again(folder):
    first, second = (one.finding_id for one in findings(folder)[:2])
    walked(["j", "", "belongs to the trial before"])
    (row,) = ledger(folder, "rejections")
    assert (row["finding_id"], row["by"]) == (first, "person:Ada")
    assert row["reason"] == "belongs to the trial before"
    shown = "\n".join(walked([]))
    assert ">>9 patients (18%)<<" in shown and ">>33 of 50" not in shown
    assert second not in {entry["finding_id"] for entry in ledger(folder, "rejections")}


def test_a_skipped_entry_comes_again_and_a_note_outlives_the_walk(folder):
    walked(["n", "", "odd denominator", "s", "q"])
    shown = walked(["c"])
    assert "Note: odd denominator" in shown
    assert ledger(folder, "evidence")[-1]["note"].endswith("; odd denominator")


def test_a_row_of_the_ledger_is_confirmed_or_corrected_by_a_signed_correction(folder):
    skipped = ["s"] * len(findings(folder))
    said = walked([*skipped, "j", "r", "events", "5", "", "table 2 prints 5"])
    assert "Please type one of the letters in brackets." in said
    (entry,) = ledger(folder, "corrections")
    assert (entry["id"], entry["field"], entry["value"]) == (ROW["row_id"], "events", "5")
    assert entry["by"] == "person:Ada"
    assert ROW["row_id"] not in "\n".join(walked(skipped))


def test_confirming_a_row_signs_it_and_changes_nothing_else(folder):
    walked([*["s"] * len(findings(folder)), "c", "full text, page 4"])
    reports = read_reports("data/curation/reports.tsv")
    vocabulary = load_vocabulary("config/vocabulary.yaml")
    paths = ("data/curation/evidence.tsv", "data/curation/corrections.tsv")
    (row,) = ledger_evidence(*paths, reports, vocabulary)
    assert (row.by, row.quantity.events, row.quantity.n) == ("person:Ada", 4, 20)


def test_a_slip_is_told_and_nothing_is_written(folder):
    before = (folder / "data/curation/evidence.tsv").read_bytes()
    said = walked(["r", "events", "90", "", "q"])
    assert any(text.startswith("Not written.") for text in said)
    assert (folder / "data/curation/evidence.tsv").read_bytes() == before


def test_a_tab_in_an_answer_cannot_break_the_ledger(folder):
    said = walked(["j", "a\tb", "q"])
    assert any("holds no tab" in text for text in said)
    assert not (folder / "data/curation/rejections.tsv").exists() or not ledger(
        folder, "rejections"
    )


@pytest.mark.parametrize("name", ["", "  ", "software:extractor"])
def test_a_decision_needs_a_persons_name(folder, name):
    with pytest.raises(ReviewError, match="name of a person"):
        walked([], person=name)


def test_an_unknown_report_cannot_get_a_finding_from_a_full_text(folder):
    session = start_session("Ada", lambda question: "", lambda text: None)
    with pytest.raises(ReviewError, match="does not know the report 'Nobody1999'"):
        session.add_from_full_text("Nobody1999")


def test_a_testcase_holds_the_record_its_arms_and_every_finding_with_its_span(folder, capsys):
    assert main(["testcase", findings(folder)[1].finding_id, "--out", "case.json"]) == 0
    case = read_json(folder / "case.json")
    assert case["record"]["record_id"] == RECORD.record_id
    assert [arm["name"] for arm in case["arms"]] == ["ketamine"]
    assert "9 patients (18%)" in {finding["span"]["text"] for finding in case["findings"]}
    assert f"{len(case['findings'])} findings" in capsys.readouterr().out


def test_a_testcase_of_an_unknown_record_is_told(folder, capsys):
    assert main(["testcase", "pmid:404"]) == 1
    assert "There is no record 'pmid:404'" in capsys.readouterr().err


def test_control_c_stops_the_walk_without_a_traceback(folder, capsys, monkeypatch):
    answers = iter(["c"])

    def typed(question):
        for answer in answers:
            return answer
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", typed)
    assert main(["review", "--name", "Ada"]) == 130
    assert "what was finished is kept" in capsys.readouterr().err
    assert ledger(folder, "evidence")[-1]["row_id"] == "Okafor2021#1"


def test_a_walk_before_the_first_run_says_what_is_missing(folder, capsys, monkeypatch):
    (folder / "data/processed/review_queue.tsv").unlink()
    monkeypatch.setattr("builtins.input", lambda question: "q")
    assert main(["review", "--name", "Ada"]) == 1
    assert "review_queue.tsv" in capsys.readouterr().err
