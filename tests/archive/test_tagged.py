"""MEDLINE text and RIS, as people drop them into the import folder."""

from __future__ import annotations

from textwrap import dedent

import pytest

from ketamine_review.archive.read import read_batch
from ketamine_review.archive.stage import parse_records
from ketamine_review.errors import ReviewError
from ketamine_review.tables import read_lines, read_rows

MEDLINE = """
PMID- 31234567
OWN - NLM
LR  - 20210304
DP  - 2018 Nov 5
TI  - Ketamine infusions for headache that does not answer to
      other treatment.
LID - 10.1000/right [doi]
AB  - BACKGROUND: It is hard to treat. METHODS: Charts of 61 patients
      were read. RESULTS: 48 of 61 improved.
FAU - Abel, Bea C
AU  - Abel BC
CN  - KETA Study Group
PT  - Journal Article
TA  - J Made Up Rec
SI  - ClinicalTrials.gov/NCT01234567
MH  - Ketamine/*adverse effects
RIN - J Made Up Rec. 2020;1:1. PMID: 32222222
PMC - PMC7654321

PMID- 31234568
TI  - Second.
"""

RIS = """\
TY  - JOUR
AU  - Abel, Bea C.
AU  - de Vries, Jan-Piet
TI  - Ketamine infusions for headache that does not answer
T2  - Journal of made-up records
PY  - 2018
DA  - 2018/11/05/
VL  - 59
SP  - 101
EP  - 109
DO  - 10.1000/Right
AB  - RESULTS: 48 of 61 improved,
which is a continuation without an indent.
C3  - PUBMED 31234567
N1  - Registered as NCT01234567
ER  -

TY  - CONF
TI  - A meeting abstract without any number
AU  - KETA Study Group
PY  - 2017
ER  -
"""


@pytest.fixture
def drop(tmp_path):
    def write(name: str, text: str) -> str:
        path = tmp_path / "other/import" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_medline_text(drop):
    first, second = read_batch(drop("a.nbib", MEDLINE), "other")
    assert first.record_id == "pmid:31234567"
    assert [s.name for s in first.sections] == ["title", "BACKGROUND", "METHODS", "RESULTS"]
    assert first.title == "Ketamine infusions for headache that does not answer to other treatment."
    assert first.authors == ("Abel BC", "KETA Study Group")
    assert (first.doi, first.pmcid) == ("10.1000/right", "PMC7654321")
    assert (first.published, first.revised) == ("2018-11-05", "2021-03-04")
    assert first.registry_ids == ("NCT01234567",)
    assert [(c.kind, c.pmid) for c in first.corrections] == [("RetractionIn", "32222222")]
    assert first.retracted
    assert second.title == "Second."


def test_ris(drop):
    first, second = read_batch(drop("a.ris", RIS), "other")
    assert first.record_id == "pmid:31234567"
    assert first.authors == ("Abel BC", "de Vries JP")
    assert first.sections[1].text == (
        "48 of 61 improved, which is a continuation without an indent."
    )
    assert (first.doi, first.pages, first.published) == ("10.1000/Right", "101-109", "2018-11-05")
    assert first.registry_ids == ("NCT01234567",)
    assert second.pmid is None and second.record_id.startswith("import:")
    assert second.authors == ("KETA Study Group",)


def test_an_export_with_a_byte_order_mark_is_read(drop):
    assert len(list(read_batch(drop("a.ris", "\ufeff" + RIS), "other"))) == 2


def test_a_broken_line_of_medline_text_sets_the_record_aside(drop):
    broken = MEDLINE.replace("      other treatment.", "other treatment.")
    first, second = read_batch(drop("a.txt", broken), "other")
    assert first.reason == "line 7 is neither a field nor the continuation of one"
    assert second.pmid == "31234568"


def test_a_ris_record_without_title_or_end_is_set_aside(drop):
    untitled = RIS.replace("TI  - A meeting abstract without any number\n", "")
    cut = RIS.rstrip().removesuffix("ER  -")
    assert list(read_batch(drop("a.ris", untitled), "other"))[1].reason.startswith(
        "it has no title"
    )
    assert list(read_batch(drop("b.ris", cut), "other"))[1].reason == "it has no end (ER)"


@pytest.mark.parametrize("name", ["a.ris", "a.nbib", "a.txt"])
def test_a_file_of_another_format_is_refused(drop, name):
    with pytest.raises(ReviewError, match="No record begins"):
        list(read_batch(drop(name, "<html>Please log in</html>"), "other"))


def test_two_exports_of_one_report_are_merged_and_listed(drop, tmp_path):
    embase = dedent(RIS).replace("C3  - PUBMED 31234567\n", "")
    batches = [drop("1_embase.ris", embase), drop("2_pubmed.nbib", MEDLINE)]
    out = {name: str(tmp_path / name) for name in ("records", "merges.tsv", "set_aside.tsv")}
    parse_records(
        manifests=[],
        batches=batches,
        records=out["records"],
        merges=out["merges.tsv"],
        set_aside=out["set_aside.tsv"],
        kept=str(tmp_path / "kept"),
    )
    records = list(read_lines(out["records"]))
    assert [r["doi"] for r in records] == ["10.1000/Right", None, None]
    assert records[0]["pmid"] == "31234567", "the number that only the second export knows"
    assert [(m["merged"], m["same"]) for m in read_rows(out["merges.tsv"])] == [
        ("pmid:31234567", "doi")
    ]
