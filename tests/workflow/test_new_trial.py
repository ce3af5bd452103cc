"""A new trial: noticed in every result before anyone has confirmed it, and gone when retracted."""

from __future__ import annotations

import csv
import json

import pytest

from ketamine_review.archive.manifest import write_manifest
from ketamine_review.archive.read import count_records

pytestmark = pytest.mark.xdist_group("workflow")

RECORD = """<?xml version="1.0" encoding="utf-8"?>
<PubmedArticleSet>
<PubmedArticle>
<MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">99999991</PMID>
<Article PubModel="Print"><Journal><JournalIssue CitedMedium="Internet">
<PubDate><Year>2026</Year></PubDate></JournalIssue><Title>Invented Journal</Title></Journal>
<ArticleTitle>Five-day ketamine infusion for refractory chronic migraine: a retrospective
cohort of inpatients</ArticleTitle>
<Abstract>
<AbstractText Label="METHODS" NlmCategory="METHODS">Charts of adults with refractory chronic
migraine who received an intravenous ketamine infusion for 5 days in hospital were reviewed. A
response was a pain score at least 2 points lower at discharge.</AbstractText>
<AbstractText Label="RESULTS" NlmCategory="RESULTS">Ninety of 300 patients (30%) were responders at
discharge.</AbstractText>
</Abstract>
<AuthorList><Author><LastName>Newman</LastName><Initials>A</Initials></Author></AuthorList>
<PublicationTypeList>{types}</PublicationTypeList>
</Article>
<MeshHeadingList>
<MeshHeading><DescriptorName UI="D007649">Ketamine</DescriptorName></MeshHeading>
<MeshHeading><DescriptorName UI="D008881">Migraine Disorders</DescriptorName></MeshHeading>
<MeshHeading><DescriptorName UI="D000328">Adult</DescriptorName></MeshHeading>
</MeshHeadingList>
</MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pubmed">99999991</ArticleId></ArticleIdList>
</PubmedData></PubmedArticle>
</PubmedArticleSet>
"""
ARTICLE = '<PublicationType UI="D016428">Journal Article</PublicationType>'
RETRACTED = '<PublicationType UI="D016441">Retracted Publication</PublicationType>'


def bring(project, types: str = ARTICLE) -> None:
    folder = project.path("data/raw/pubmed")
    (folder / "batches").mkdir(exist_ok=True)
    (folder / "batches/1.xml").write_text(RECORD.format(types=types), encoding="utf-8")
    write_manifest(folder, count_records)


def test_a_new_trial_shows_in_the_provisional_answer_and_stands_first_in_the_queue(done):
    before = _answer(done)
    bring(done)
    run = done.run("data/processed/review_queue.tsv")
    assert run.code == 0, run.said
    answer = _answer(done)
    assert answer["confirmed"] == before["confirmed"]
    assert answer["provisional"]["k"] == before["confirmed"]["k"] + 1
    new = next(s for s in answer["provisional"]["studies"] if s["status"] == "provisional")
    assert (new["events"], new["n"]) == (90, 300)
    assert new["by"].startswith("software:")
    with done.path("data/processed/review_queue.tsv").open(newline="") as handle:
        first = next(csv.DictReader(handle, delimiter="\t"))
    assert first["kind"] == "finding"
    assert first["record_id"] == "pmid:99999991"


def test_a_retracted_trial_is_excluded_and_counted(done):
    bring(done, ARTICLE + RETRACTED)
    run = done.run("data/processed/results.json")
    assert run.code == 0, run.said
    results = json.loads(done.path("data/processed/results.json").read_text())
    review = results["reviews"]["migraine"]
    assert review["excluded_reports"]["Retracted, as PubMed says"] == 1
    assert review["prisma"]["searched"] == 1
    answer = _answer(done)
    assert answer["provisional"] == answer["confirmed"]


def _answer(project) -> dict:
    results = json.loads(project.path("data/processed/results.json").read_text())
    return results["reviews"]["migraine"]["syntheses"]["acute_inpatient_iv"]
