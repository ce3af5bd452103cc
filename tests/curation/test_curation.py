"""Curation: ledgers with corrections applied last, checks at the row, marks that are derived."""

from __future__ import annotations

from pathlib import Path

import pytest

from ketamine_review.curation.checks import MISMATCH_MARK, check_rows
from ketamine_review.curation.evidence import evidence_columns, read_evidence, write_evidence
from ketamine_review.curation.ledger import (
    SHARED_CENTRE,
    course_rows,
    evidence_of,
    ledger_evidence,
    mark_shared_centres,
    read_ledger,
    trust_marks,
)
from ketamine_review.curation.proposals import proposed_evidence
from ketamine_review.curation.reports import cite, link_reports, read_reports
from ketamine_review.errors import ReviewError
from ketamine_review.model.decision import Decision
from ketamine_review.model.evidence import Evidence
from ketamine_review.model.finding import Finding
from ketamine_review.model.record import Record, Report, Section
from ketamine_review.model.vocabulary import load_vocabulary

ROOT = Path(__file__).parents[2]
LEDGERS = ROOT / "data/curation"


@pytest.fixture(scope="module")
def vocabulary():
    return load_vocabulary(ROOT / "config/vocabulary.yaml")


@pytest.fixture(scope="module")
def bundled(vocabulary) -> dict[str, Evidence]:
    reports = read_reports(LEDGERS / "reports.tsv")
    rows = ledger_evidence(
        LEDGERS / "evidence.tsv", LEDGERS / "corrections.tsv", reports, vocabulary
    )
    return {row.row_id: row for row in check_rows(rows)}


def corrected(tmp_path, *lines: str):
    path = tmp_path / "corrections.tsv"
    path.write_text("id\tfield\tvalue\treason\tby\tdate\n" + "".join(f"{x}\n" for x in lines))
    return read_ledger(LEDGERS / "evidence.tsv", path)


def test_a_correction_is_applied_last_and_signs_the_row(tmp_path):
    rows = corrected(tmp_path, "Schwenk2018#1\tevents\t47\tread the paper\tperson:ann\t2026-01-01")
    row = next(r for r in rows if r["row_id"] == "Schwenk2018#1")
    assert (row["events"], row["by"]) == ("47", "person:ann")


def test_a_correction_that_changes_nothing_is_reported(tmp_path, caplog):
    corrected(tmp_path, "Schwenk2018#1\tevents\t48\tsame\tperson:ann\t2026-01-01")
    assert "changes nothing" in caplog.text


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Nobody#1\tevents\t1\tr\tperson:a\t", "unknown row 'Nobody#1'"),
        ("Schwenk2018#1\tmood\t1\tr\tperson:a\t", "no field 'mood'"),
    ],
)
def test_a_correction_about_nothing_known_is_refused(tmp_path, line, words):
    with pytest.raises(ReviewError, match=words):
        corrected(tmp_path, line)


def test_a_row_id_may_not_stand_twice(tmp_path):
    path = tmp_path / "evidence.tsv"
    text = (LEDGERS / "evidence.tsv").read_text().splitlines(keepends=True)
    path.write_text("".join([*text, text[1]]))
    with pytest.raises(ReviewError, match="'Schwenk2018#1' stands twice"):
        read_ledger(path, LEDGERS / "corrections.tsv")


def test_what_a_row_leaves_open_comes_from_its_report(bundled):
    context = bundled["Schwenk2018#1"].context
    assert (context.setting, context.regimen.route) == ("inpatient", "iv")
    assert context.condition == "refractory_headache_mixed"


@pytest.mark.parametrize(
    ("row_id", "words"),
    [
        ("Schwenk2018#1", ("48/61 is 78.7%", "47/61", "48/62")),
        ("Pomeroy2017#4", ("15/77 is 19.48%", "15/55")),
        ("Sigtermans2009#5", ("76%", "30")),
        ("ADJ#17", ("60%", "16")),
    ],
)
def test_inconsistencies_are_found_with_the_readings_that_would_fit(bundled, row_id, words):
    row = bundled[row_id]
    assert MISMATCH_MARK in row.marks
    misfits = " ".join(check for check in row.checks if check.startswith("mismatch"))
    for word in words:
        assert word in misfits


@pytest.mark.parametrize(
    "row_id", ["Pomeroy2017#3", "Pomeroy2017#5", "Zitek2018#3", "Benish2019#3"]
)
def test_numbers_that_fit_each_other_carry_no_mark(bundled, row_id):
    assert MISMATCH_MARK not in bundled[row_id].marks
    assert any(check.startswith("ok") for check in bundled[row_id].checks)


def test_only_known_inconsistencies_are_marked(bundled):
    """The misfits of the ledger, each of which docs and protocol know by name."""
    marked = {row_id for row_id, row in bundled.items() if MISMATCH_MARK in row.marks}
    assert {"Schwenk2018#1", "Pomeroy2017#4", "Sigtermans2009#5", "Sigtermans2009#6"} <= marked
    assert len(marked) < 25, sorted(marked)


def test_marks_are_derived_from_what_the_row_says():
    report = Report(report_id="A", report_type="journal_article", seen="abstract", by="software:x")
    row = Evidence.model_validate(
        {
            "row_id": "A#1",
            "report_id": "A",
            "study_id": "s",
            "arm": "ketamine",
            "context": {"unit": "infusion"},
            "quantity": {"kind": "proportion"},
            "status": "confirmed",
            "by": "software:x",
            "agreement": "single",
            "events_source": "derived",
            "seen": "secondary",
        }
    )
    assert set(trust_marks(row, report, reports_of_study=2)) == {
        "secondary_source",
        "derived_count",
        "single_reader",
        "no_person_yet",
        "unit_not_patient",
        "several_reports",
        "retraction_unknown",
    }
    person = row.model_copy(update={"by": "person:ann", "agreement": "agree", "seen": "full_text"})
    assert "no_person_yet" not in trust_marks(person, report, 1)


def test_rows_of_one_centre_and_two_studies_say_that_patients_may_overlap(bundled):
    rows = [bundled["Schwenk2018#1"], bundled["Pomeroy2017#3"], bundled["Etchison2018#1"]]
    assert [SHARED_CENTRE in row.marks for row in mark_shared_centres(rows)] == [True, True, False]
    assert SHARED_CENTRE not in mark_shared_centres(rows[:1])[0].marks


def finding(arm, **context) -> Finding:
    return Finding.model_validate(
        {
            "finding_id": "pmid:1#1.0-3.proportion",
            "record_id": "pmid:1",
            "arm": arm,
            "context": {"outcome": "any_relief", **context},
            "quantity": {"kind": "proportion", "events": 1, "n": 2},
            "span": {
                "record_id": "pmid:1",
                "section": 1,
                "start": 0,
                "end": 3,
                "text": "1/2",
                "text_hash": "x",
            },
        }
    )


DECISION = Decision(
    record_id="pmid:1",
    report_id="pmid:1",
    study_id="pmid:1",
    title="",
    year=2026,
    decision="include",
    reason="",
    design="case_series",
    setting="inpatient",
    route="iv",
)


def test_a_finding_takes_what_its_sentence_leaves_open_from_the_record():
    found = finding("ketamine", regimen={"drug": "ketamine"}, setting="outpatient")
    (row,) = proposed_evidence([found], {"pmid:1": DECISION})
    assert (row.design, row.status) == ("case_series", "provisional")
    assert (row.context.setting, row.context.regimen.route) == ("outpatient", "iv")


def test_all_patients_of_a_study_without_a_control_are_its_one_arm():
    alone = finding("all", regimen={"drug": "ketamine"})
    with_control = finding("all", regimen={"drug": "ketamine"}, comparator="placebo")
    rows = proposed_evidence([alone, with_control], {"pmid:1": DECISION})
    assert [row.arm for row in rows] == ["ketamine", "all"]


@pytest.mark.parametrize(("arm", "outcome"), [(None, "any_relief"), ("ketamine", None)])
def test_a_finding_that_is_not_linked_answers_no_question(arm, outcome):
    assert proposed_evidence([finding(arm, outcome=outcome)], {"pmid:1": DECISION}) == []


def test_evidence_survives_its_table(tmp_path, bundled):
    rows = list(bundled.values())
    write_evidence(tmp_path / "evidence.csv", rows)
    assert read_evidence(tmp_path / "evidence.csv") == rows
    assert "context.regimen.route" in evidence_columns()


def test_the_length_of_a_course_becomes_a_row(vocabulary):
    report = Report(
        report_id="A",
        study_id="s",
        report_type="journal_article",
        seen="abstract",
        by="software:x",
        treatment_duration_value="2-5",
        treatment_duration_unit="day",
    )
    (row,) = course_rows([report])
    found = evidence_of(row, report, None, vocabulary)
    assert found.quantity.number() == 3.5
    assert (found.quantity.low, found.quantity.high) == ("2.0", "5.0")
    assert found.context.outcome == "treatment_duration"


@pytest.mark.parametrize(
    ("authors", "year", "kind", "name"),
    [
        ("Schwenk ES; Dayan AC", 2018, "journal_article", "Schwenk 2018"),
        ("Schwenk ES", 2017, "press_release", "Schwenk 2017 (press release)"),
        ("de Souza A", None, "journal_article", "de Souza (no year)"),
        ("Goebel et al (as cited)", 2015, "journal_article", "Id2015"),
        (None, 2015, "journal_article", "Id2015"),
    ],
)
def test_a_report_is_cited_as_readers_do(authors, year, kind, name):
    report = Report(
        report_id="Id2015", authors=authors, year=year, report_type=kind, seen="abstract", by="x"
    )
    assert cite(report) == name


def test_a_record_meets_its_report_by_name_then_pmid_then_doi():
    def report(name, **ids):
        return Report(report_id=name, report_type="r", seen="abstract", by="x", **ids)

    def record(identifier, **ids):
        return Record(
            record_id=identifier, archive="a", sections=(Section(name="title", text="t"),), **ids
        )

    reports = {
        "A": report("A", pmid="1"),
        "B": report("B", doi="10.1/ABC"),
        "C": report("C"),
    }
    records = [
        record("pmid:1", pmid="1"),
        record("pmid:2", pmid="2", doi="10.1/abc"),
        record("other:C", report_id="C"),
        record("pmid:9", pmid="9"),
    ]
    assert link_reports(records, reports) == {"pmid:1": "A", "pmid:2": "B", "other:C": "C"}
