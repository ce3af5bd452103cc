"""Archives in, one record per report out; counts add up; slips are told with file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ketamine_review.archive.manifest import batch_files, write_manifest
from ketamine_review.archive.read import count_records
from ketamine_review.archive.stage import parse_records
from ketamine_review.errors import ReviewError
from ketamine_review.tables import read_lines, read_rows

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>\n'
TAIL = "</PubmedArticleSet>\n"


def article(pmid: str, title: str = "Ketamine infusions in a ward", **more: str) -> str:
    """Return one small PubmedArticle; ``more`` may give doi, abstract, version, revised."""
    doi = f'<ELocationID EIdType="doi">{more["doi"]}</ELocationID>' if "doi" in more else ""
    revised = f"<DateRevised><Year>{more.get('revised', '2019')}</Year></DateRevised>"
    return (
        f'<PubmedArticle><MedlineCitation><PMID Version="{more.get("version", "1")}">{pmid}</PMID>'
        f"{revised}<Article><Journal><JournalIssue><PubDate><Year>2018</Year></PubDate>"
        f"</JournalIssue></Journal><ArticleTitle>{title}</ArticleTitle>{doi}"
        f"<Abstract><AbstractText>{more.get('abstract', 'Text.')}</AbstractText></Abstract>"
        "<AuthorList><Author><LastName>Abel</LastName><Initials>B</Initials></Author></AuthorList>"
        "</Article></MedlineCitation></PubmedArticle>\n"
    )


def other(report_id: str, title: str, **more: object) -> dict:
    return {"report_id": report_id, "title": title, "abstract": [], **more}


class Archives:
    """Archives in a scratch folder."""

    def __init__(self, folder: Path):
        self.folder = folder

    def xml(self, archive: str, *batches: str) -> None:
        for number, articles in enumerate(batches):
            self._write(archive, f"batches/{number}.xml", HEAD + articles + TAIL)
        write_manifest(self.folder / archive, count_records)

    def json(self, archive: str, *records: dict) -> None:
        text = json.dumps({"schema_version": 1, "records": records})
        self._write(archive, "batches/0.json", text)
        write_manifest(self.folder / archive, count_records)

    def _write(self, archive: str, file: str, text: str) -> None:
        path = self.folder / archive / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def said(self, *archives: str) -> str:
        out = self.folder / "out"
        return parse_records(
            manifests=[f"{self.folder}/{name}/manifest.json" for name in archives],
            batches=[path for name in archives for path in batch_files(self.folder / name)],
            records=f"{out}/records.jsonl",
            merges=f"{out}/merges.tsv",
            set_aside=f"{out}/set_aside.tsv",
            kept=f"{out}/kept",
        )

    def parse(self, *archives: str) -> tuple[list[dict], list[dict], list[dict]]:
        out = self.folder / "out"
        self.said(*archives)
        records = list(read_lines(out / "records.jsonl"))
        return records, read_rows(out / "merges.tsv"), read_rows(out / "set_aside.tsv")


@pytest.fixture
def archives(tmp_path: Path) -> Archives:
    return Archives(tmp_path)


def test_a_live_record_takes_over_the_name_of_the_bundled_report_with_its_doi(archives):
    archives.xml("pubmed", article("11", doi="10.1000/ABC"))
    archives.json("other", other("Abel2018", "A quite different title", doi="10.1000/abc"))
    records, merges, _ = archives.parse("pubmed", "other")
    assert [(r["record_id"], r["report_id"]) for r in records] == [("pmid:11", "Abel2018")]
    assert [(m["merged"], m["same"]) for m in merges] == [("other:Abel2018", "doi")]


def test_a_live_record_meets_a_bundled_report_without_any_number_by_title_year_and_author(archives):
    archives.xml("pubmed", article("11", "Ketamine infusions for β-blocker resistant headache."))
    named = other(
        "Abel2018",
        "Ketamine Infusions for β-Blocker-Resistant Headache",
        year=2018,
        authors=["Abel B"],
    )
    archives.json("other", named)
    records, merges, _ = archives.parse("pubmed", "other")
    assert [r["report_id"] for r in records] == ["Abel2018"]
    assert merges[0]["same"] == "title"


def test_an_abstract_and_its_paper_with_one_title_but_two_years_stay_two_reports(archives):
    title = "Ketamine infusions for refractory headache"
    archives.json(
        "other",
        other("Abel2017", title, year=2017, authors=["Abel B"]),
        other("Abel2018", title, year=2018, authors=["Abel B"]),
    )
    assert len(archives.parse("other")[0]) == 2


def test_two_pmids_are_two_reports_even_under_one_doi(archives):
    archives.xml("pubmed", article("11", doi="10.1000/a"), article("12", doi="10.1000/a"))
    assert len(archives.parse("pubmed")[0]) == 2


def test_the_latest_version_of_a_pmid_is_kept_and_earlier_ones_are_no_duplicates(archives):
    archives.xml(
        "pubmed",
        article("11", abstract="First.") + article("12"),
        article("11", abstract="Second.", revised="2021"),
    )
    records, merges, _ = archives.parse("pubmed")
    assert [r["sections"][1]["text"] for r in records] == ["Text.", "Second."]
    assert merges == []


def test_the_first_archive_in_the_order_of_precedence_wins(archives):
    archives.xml("pubmed", article("11", abstract="Live."))
    archives.xml("snapshot", article("11", abstract="Bundled.") + article("12"))
    records, merges, _ = archives.parse("pubmed", "snapshot")
    assert [r["archive"] for r in records] == ["pubmed", "snapshot"]
    assert [(m["kept"], m["merged_archive"], m["same"]) for m in merges] == [
        ("pmid:11", "snapshot", "pmid")
    ]


def test_a_deleted_citation_falls_away(archives):
    gone = "<DeleteCitation><PMID>11</PMID></DeleteCitation>"
    archives.xml("pubmed", article("11") + article("12"), gone)
    assert [r["pmid"] for r in archives.parse("pubmed")[0]] == ["12"]


def test_what_the_manifest_calls_withdrawn_falls_away(archives, tmp_path):
    archives.xml("pubmed", article("11") + article("12"))
    path = tmp_path / "pubmed/manifest.json"
    manifest = json.loads(path.read_text())
    manifest["withdrawn"] = [{"pmid": "12", "reason": "deleted"}]
    path.write_text(json.dumps(manifest))
    assert [r["pmid"] for r in archives.parse("pubmed")[0]] == ["11"]


def test_a_record_without_a_pmid_is_set_aside_with_its_line(archives):
    archives.xml("pubmed", article("11") + article("") + article("13"))
    records, _, left = archives.parse("pubmed")
    assert [r["pmid"] for r in records] == ["11", "13"]
    assert [(row["place"], row["reason"]) for row in left] == [("line 4", "it has no PMID")]


def test_malformed_xml_is_told_with_file_and_line(archives, tmp_path):
    archives.xml("snapshot", article("11") + article("12"))
    path = tmp_path / "snapshot/batches/0.xml"
    path.write_text(path.read_text().replace("</Article></MedlineCitation>", "</Article>"))
    with pytest.raises(ReviewError) as slip:
        archives.parse("snapshot")
    assert slip.value.where == f"{path}: line 3"
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


def test_a_batch_that_was_changed_is_refused_and_the_mend_is_named(archives, tmp_path):
    archives.xml("snapshot", article("11"))
    path = tmp_path / "snapshot/batches/0.xml"
    path.write_text(path.read_text().replace("Text.", "Other."))
    with pytest.raises(ReviewError, match="not the one in the manifest") as slip:
        archives.parse("snapshot")
    assert "ketamine-review seal" in slip.value.mend


def test_an_unknown_key_of_a_bundled_report_is_refused_by_name(archives):
    with pytest.raises(ReviewError, match="Unknown key 'dio'"):
        archives.json("other", other("Abel2018", "A title", dio="10.1000/a"))


def test_a_manifest_that_names_a_missing_file_is_refused(archives, tmp_path):
    archives.xml("snapshot", article("11"))
    (tmp_path / "snapshot/batches/0.xml").unlink()
    with pytest.raises(ReviewError, match=r"missing: batches/0\.xml"):
        batch_files(tmp_path / "snapshot")


def test_an_archive_without_a_manifest_holds_nothing(tmp_path):
    assert batch_files(tmp_path) == []


def test_an_archive_that_does_not_exist_is_a_slip_and_not_an_empty_one(tmp_path):
    with pytest.raises(ReviewError, match="There is no archive 'pubmde'"):
        batch_files(tmp_path / "pubmde")


def test_only_a_new_batch_is_read_again(tmp_path):
    archives = Archives(tmp_path)
    archives.xml("pubmed", article("1"), article("2"))
    said = [archives.said("pubmed")]
    archives.xml("pubmed", article("1"), article("2"), article("3", revised="2024"))
    said.append(archives.said("pubmed"))
    assert "2 batches read, 0 known" in said[0]
    assert "1 batch read, 2 known" in said[1]


def test_what_was_kept_gives_the_same_records_as_reading_anew(tmp_path):
    archives = Archives(tmp_path)
    archives.xml("pubmed", article("1", doi="10.1/x") + "<PubmedArticle/>" + article("2"))
    first = archives.parse("pubmed")
    assert archives.parse("pubmed") == first
    assert len(first[2]) == 1
