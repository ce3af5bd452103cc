"""Every field of PubMed's records, in the shapes that real ones have."""

from __future__ import annotations

from pathlib import Path

import pytest

from ketamine_review.archive.item import Deleted, SetAside
from ketamine_review.archive.pubmed_xml import read_pubmed_xml
from ketamine_review.model.record import Record

ARTICLE = """<PubmedArticle>
  <MedlineCitation Status="MEDLINE" Owner="NLM">
    <PMID Version="2">31234567</PMID>
    <DateRevised><Year>2021</Year><Month>03</Month><Day>04</Day></DateRevised>
    <Article PubModel="Print-Electronic">
      <Journal>
        <JournalIssue CitedMedium="Internet"><Volume>59</Volume><Issue>2</Issue>
          <PubDate><MedlineDate>2018 Nov-Dec</MedlineDate></PubDate></JournalIssue>
        <Title>The journal of made-up records</Title><ISOAbbreviation>J Made Up</ISOAbbreviation>
      </Journal>
      <ArticleTitle>[Ketamine at 10<sup>-3</sup> mol <i>in vitro</i>].</ArticleTitle>
      <Pagination><StartPage>101</StartPage><EndPage>109</EndPage></Pagination>
      <ELocationID EIdType="doi" ValidYN="N">10.1000/wrong</ELocationID>
      <ELocationID EIdType="pii" ValidYN="Y">S1</ELocationID>
      <ELocationID EIdType="doi" ValidYN="Y">10.1000/right</ELocationID>
      <Abstract>
        <AbstractText Label="METHODS" NlmCategory="METHODS">We <b>gave</b> it.</AbstractText>
        <AbstractText Label="RESULTS" NlmCategory="RESULTS">48 of 61.</AbstractText>
        <CopyrightInformation>© The publisher.</CopyrightInformation>
      </Abstract>
      <AuthorList CompleteYN="Y">
        <Author ValidYN="Y"><LastName>Abel</LastName><ForeName>Bea C</ForeName>
          <Initials>BC</Initials><Suffix>Jr</Suffix>
          <AffiliationInfo><Affiliation>Somewhere</Affiliation></AffiliationInfo></Author>
        <Author ValidYN="N"><LastName>Abell</LastName><Initials>BC</Initials></Author>
        <Author ValidYN="Y"><CollectiveName>KETA <i>Study</i> Group</CollectiveName></Author>
      </AuthorList>
      <AuthorList Type="editors" CompleteYN="Y">
        <Author><LastName>Editor</LastName><Initials>E</Initials></Author></AuthorList>
      <Language>ger</Language>
      <DataBankList CompleteYN="Y">
        <DataBank><DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList>
          <AccessionNumber>NCT01234567</AccessionNumber></AccessionNumberList></DataBank>
        <DataBank><DataBankName>GENBANK</DataBankName><AccessionNumberList>
          <AccessionNumber>AB123456</AccessionNumber></AccessionNumberList></DataBank>
      </DataBankList>
      <GrantList CompleteYN="Y"><Grant><GrantID>R01 X</GrantID><Agency>NIH HHS</Agency>
        <Country>United States</Country></Grant></GrantList>
      <PublicationTypeList><PublicationType UI="D016441">Retracted Publication</PublicationType>
      </PublicationTypeList>
      <VernacularTitle>Ketamin im Glas.</VernacularTitle>
    </Article>
    <MedlineJournalInfo><MedlineTA>J Made Up Rec</MedlineTA></MedlineJournalInfo>
    <CommentsCorrectionsList>
      <CommentsCorrections RefType="Cites"><RefSource>x</RefSource><PMID>1</PMID>
      </CommentsCorrections>
      <CommentsCorrections RefType="RetractionIn"><RefSource>J. 2020;1</RefSource>
        <PMID Version="1">32222222</PMID></CommentsCorrections>
    </CommentsCorrectionsList>
    <MeshHeadingList>
      <MeshHeading><DescriptorName MajorTopicYN="N">Humans</DescriptorName></MeshHeading>
      <MeshHeading><DescriptorName MajorTopicYN="N">Ketamine</DescriptorName>
        <QualifierName MajorTopicYN="Y">adverse effects</QualifierName></MeshHeading>
    </MeshHeadingList>
    <KeywordList Owner="NOTNLM"><Keyword>pain</Keyword></KeywordList>
    <OtherAbstract Type="plain-language-summary" Language="eng">
      <AbstractText>In plain words.</AbstractText></OtherAbstract>
  </MedlineCitation>
  <PubmedData>
    <ArticleIdList><ArticleId IdType="pubmed">31234567</ArticleId>
      <ArticleId IdType="doi">10.1000/second</ArticleId>
      <ArticleId IdType="pmc">PMC7654321</ArticleId></ArticleIdList>
    <ReferenceList><Reference><Citation>Other</Citation><ArticleIdList>
      <ArticleId IdType="doi">10.1000/reference</ArticleId>
      <ArticleId IdType="pmc">PMC1</ArticleId></ArticleIdList></Reference></ReferenceList>
  </PubmedData>
</PubmedArticle>"""

BOOK = """<PubmedBookArticle><BookDocument><PMID Version="1">20301295</PMID>
  <ArticleIdList><ArticleId IdType="bookaccession">NBK1</ArticleId></ArticleIdList>
  <Book><Publisher><PublisherName>P</PublisherName></Publisher><BookTitle>Reviews</BookTitle>
    <PubDate><Year>1993</Year></PubDate>
    <AuthorList Type="editors"><Author><LastName>Ed</LastName></Author></AuthorList></Book>
  <ArticleTitle>Ketamine chapter</ArticleTitle><Language>eng</Language>
  <AuthorList Type="authors"><Author><LastName>Abel</LastName><Initials>B</Initials></Author>
  </AuthorList><PublicationType>Review</PublicationType>
  <Abstract><AbstractText>Summary.</AbstractText></Abstract>
</BookDocument></PubmedBookArticle>"""


def read(folder: Path, *elements: str) -> list:
    path = folder / "batch.xml"
    path.write_text(f"<PubmedArticleSet>{''.join(elements)}</PubmedArticleSet>", encoding="utf-8")
    return list(read_pubmed_xml(path, "pubmed"))


@pytest.fixture
def record(tmp_path) -> Record:
    return read(tmp_path, ARTICLE)[0]


def test_identity_and_version(record):
    assert (record.record_id, record.version, record.revised) == (
        "pmid:31234567",
        2,
        "2021-03-04",
    )


def test_the_doi_is_the_valid_one_of_the_article_and_never_a_references(record, tmp_path):
    assert record.doi == "10.1000/right"
    assert record.pmcid == "PMC7654321"
    without = ARTICLE.replace('"doi" ValidYN="Y"', '"doi" ValidYN="N"')
    assert read(tmp_path, without)[0].doi == "10.1000/second"
    none = without.replace('<ArticleId IdType="doi">10.1000/second</ArticleId>', "")
    assert read(tmp_path, none)[0].doi is None


def test_title_sections_and_whose_words_they_are(record):
    assert [(s.name, s.category, s.text) for s in record.sections] == [
        ("title", None, "[Ketamine at 10^-3 mol in vitro]."),
        ("METHODS", "METHODS", "We gave it."),
        ("RESULTS", "RESULTS", "48 of 61."),
    ]
    assert not record.digest


def test_further_abstracts_stand_apart_from_the_text(record):
    (other,) = record.other_abstracts
    assert (other.kind, other.sections[0].text) == ("plain-language-summary", "In plain words.")
    assert "plain words" not in record.abstract


def test_authors_groups_and_names_that_were_corrected(record):
    assert record.authors == ("Abel BC Jr", "KETA Study Group")


def test_where_and_when(record):
    assert (record.journal, record.volume, record.issue) == ("J Made Up Rec", "59", "2")
    assert (record.pages, record.year, record.published) == ("101-109", 2018, "2018-11")
    assert record.languages == ("ger",)


def test_registries_grants_headings_keywords(record):
    assert record.registry_ids == ("NCT01234567",)
    assert record.funding == ("R01 X, NIH HHS",)
    assert record.mesh == ("Humans", "Ketamine/*adverse effects")
    assert record.keywords == ("pain",)


def test_a_retraction_reaches_the_record_and_plain_citations_do_not(record):
    assert [(link.kind, link.pmid) for link in record.corrections] == [("RetractionIn", "32222222")]
    assert record.retracted


def test_an_untranslated_title_is_the_vernacular_one(tmp_path):
    title = "<ArticleTitle>[Ketamine at 10<sup>-3</sup> mol <i>in vitro</i>].</ArticleTitle>"
    xml = ARTICLE.replace(title, "<ArticleTitle>[Not Available].</ArticleTitle>")
    assert read(tmp_path, xml)[0].title == "Ketamin im Glas."


def test_a_label_that_says_title_is_not_taken_for_the_title(tmp_path):
    xml = ARTICLE.replace('Label="METHODS"', 'Label="title"')
    record = read(tmp_path, xml)[0]
    assert record.sections[1].name == "Title"
    assert "We gave it." in record.abstract


def test_a_digest_names_the_original(tmp_path):
    xml = ARTICLE.replace(
        "© The publisher.", "Digest in our own words; original: https://example.org/paper"
    )
    record = read(tmp_path, xml)[0]
    assert record.digest and record.digest_of == "https://example.org/paper"


def test_a_book_chapter(tmp_path):
    record = read(tmp_path, BOOK)[0]
    assert (record.pmid, record.title, record.journal) == (
        "20301295",
        "Ketamine chapter",
        "Reviews",
    )
    assert (record.authors, record.year) == (("Abel B",), 1993)


def test_deleted_citations_and_what_nobody_knows_are_both_told(tmp_path):
    items = read(
        tmp_path,
        "<DeleteCitation><PMID>5</PMID><PMID>6</PMID></DeleteCitation>",
        "<PubmedArtikel><PMID>7</PMID></PubmedArtikel>",
    )
    assert items[:2] == [Deleted(pmid="5"), Deleted(pmid="6")]
    assert isinstance(items[2], SetAside) and items[2].name == "7"


def test_a_record_inside_another_is_set_aside_and_the_outer_one_kept(tmp_path):
    inner = ARTICLE.replace("31234567", "39999999")
    xml = ARTICLE.replace("</PubmedArticle>", inner + "</PubmedArticle>")
    items = read(tmp_path, xml)
    assert [type(item) for item in items] == [SetAside, Record]
    assert items[0].name == "39999999" and items[1].pmid == "31234567"
