"""Replies of E-utilities: what is taken for whole, and what is not."""

from __future__ import annotations

import pytest

from ketamine_review.pubmed.replies import Faulty, fetch_reply, search_reply


def found(count: int, *pmids: int, more: str = "") -> bytes:
    ids = "".join(f"<Id>{pmid}</Id>" for pmid in pmids)
    head = '<?xml version="1.0"?><!DOCTYPE eSearchResult PUBLIC "x" "https://x.org/esearch.dtd">'
    return (
        f"{head}<eSearchResult><Count>{count}</Count><IdList>{ids}</IdList>"
        f"<QueryTranslation>ketamine[tiab]</QueryTranslation>{more}</eSearchResult>"
    ).encode()


def records(*pmids: str) -> bytes:
    inner = "".join(
        f"<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID></MedlineCitation></PubmedArticle>"
        for pmid in pmids
    )
    return f"<PubmedArticleSet>{inner}</PubmedArticleSet>".encode()


def test_a_search_reply_with_all_its_ids():
    reply = search_reply(found(2, 11, 12), 20)
    assert (reply.count, reply.pmids, reply.translation) == (2, ("11", "12"), "ketamine[tiab]")


def test_only_as_many_ids_are_due_as_were_asked_for():
    assert search_reply(found(500), 0).count == 500
    assert search_reply(found(500, 1, 2), 2).pmids == ("1", "2")


def test_pubmeds_remarks_are_kept_with_their_kind():
    more = (
        "<ErrorList><PhraseNotFound>migrain</PhraseNotFound></ErrorList>"
        "<WarningList><OutputMessage>No items found.</OutputMessage></WarningList>"
    )
    assert search_reply(found(1, 1, more=more), 20).warnings == (
        "PhraseNotFound: migrain",
        "OutputMessage: No items found.",
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (found(3, 11, 12), "2 ids where 3 were due"),
        (found(2, 11, 11), "1 ids where 2 were due"),
        (b"<eSearchResult><IdList/></eSearchResult>", "without a count"),
        (b"<eSearchResult><ERROR>Empty term</ERROR></eSearchResult>", 'PubMed says "Empty term"'),
        (b"<!DOCTYPE html><html><body>Wait<br></body></html>", "an HTML page"),
        (found(2, 11, 12)[:-20], "no whole XML"),
        (b"", "no whole XML"),
        (records("11"), "not a search result but <PubmedArticleSet>"),
    ],
)
def test_a_faulty_search_reply(body, reason):
    with pytest.raises(Faulty) as fault:
        search_reply(body, 20)
    assert reason in fault.value.reason


def test_a_fetch_reply_may_lack_records_but_hold_no_others():
    assert fetch_reply(records("11"), ["11", "12"]) == ["11"]
    assert fetch_reply(records(), ["11"]) == []
    with pytest.raises(Faulty, match=r"not asked for \(13\)"):
        fetch_reply(records("11", "13"), ["11", "12"])


def test_the_words_for_no_such_id_are_an_empty_answer():
    body = b"<eFetchResult><ERROR>ID list is empty! In it there are no correct IDs.</ERROR>"
    assert fetch_reply(body, ["11"]) == []


@pytest.mark.parametrize(
    "body",
    [
        records("11")[:-10],
        b"<html></html>",
        b"<eFetchResult><ERROR>Search Backend failed</ERROR></eFetchResult>",
        records("11").replace(b"<PMID>11</PMID>", b""),
    ],
)
def test_a_faulty_fetch_reply(body):
    with pytest.raises(Faulty):
        fetch_reply(body, ["11"])
