"""Updates against the replay server: complete, unharmed by faults, asking only for what is new."""

from __future__ import annotations

import errno
import gzip
import json
import os
import re
from datetime import date

import pytest
from replay_library import Entry, article_xml
from replay_live import DAY
from replay_server import FAULTS, in_turn, now_and_then

from ketamine_review.errors import ReviewError
from ketamine_review.pubmed.search import complete_search
from ketamine_review.tables import read_json, read_rows

LATER = date(2026, 2, 1)
RETRACTED = (
    '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn">'
    "<RefSource>J Replies. 2026;1:1</RefSource><PMID>29999999</PMID>"
    "</CommentsCorrections></CommentsCorrectionsList></MedlineCitation>"
)


def test_an_update_brings_every_record_that_pubmed_counts(live):
    live.update()
    entry = read_json(live.folder / "searches/pain.2026-01-01.json")
    assert entry["count"] == len(entry["pmids"]) == 90
    manifest = read_json(live.folder / "manifest.json")
    assert sum(batch["records"] for batch in manifest["batches"]) == 90
    assert "90 of 90 records found are in the archive" in live.said


def test_a_search_beyond_the_limit_is_divided_until_every_id_came(live_with):
    live = live_with(12_000)
    found = complete_search(live.client(), "ketamine[tiab]", "here")
    assert len(found.pmids) == found.reply.count == 12_000
    assert len(live.replay.asked) < 30


def test_a_batch_knows_no_clock_and_no_key(live):
    live.update()
    first = live.archive()
    live.empty()
    live.update(day=LATER, client=live.client(key=None))
    assert live.archive() == first
    assert b"a-valid-key" not in b"".join(p.read_bytes() for p in live.folder.rglob("*.*"))


@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_of_the_service_changes_a_byte_of_the_archive(live, fault):
    live.update()
    clean = live.archive()
    live.empty()
    live.replay.faults = in_turn(fault, None, fault, None, fault, fault, None, None, fault)
    live.update()
    assert live.archive() == clean


def test_a_quarter_of_faulty_replies_of_all_kinds_changes_nothing_either(live):
    live.update()
    clean = live.archive()
    live.empty()
    live.replay.faults = now_and_then(0.25, [kind for kind in FAULTS if kind != "drip"], seed=3)
    live.update()
    assert live.archive() == clean


class Killed(BaseException):
    """What no code catches, as kill -9."""


@pytest.mark.parametrize("requests", range(7))
def test_an_update_that_dies_at_a_request_goes_on_at_the_missing_batch(live, requests):
    client = live.client()
    real, countdown = client._body, iter([None] * requests)

    def body(send):
        if next(countdown, "over") == "over":
            raise Killed
        return real(send)

    client._body = body
    with pytest.raises(Killed):
        live.update(client=client)
    assert len(live.replay.fetched()) < 90
    live.update()
    assert len(live.replay.fetched()) == 90, "no batch is asked for twice"
    resumed = live.archive()
    live.empty()
    live.update()
    assert live.archive() == resumed


@pytest.mark.parametrize("writes", range(0, 17, 2))
def test_an_update_that_dies_while_it_writes_leaves_nothing_half_written(live, writes, monkeypatch):
    real, countdown = os.fsync, iter([None] * writes)

    def fsync(handle):
        if next(countdown, "over") == "over":
            raise Killed
        real(handle)

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(os, "fsync", fsync)
        live.update()
    live.update()
    resumed = live.archive()
    live.empty()
    live.update()
    assert live.archive() == resumed
    assert len(live.archive()) == 6, "five batches and a manifest, nothing beside them"


def test_a_full_disk_is_told_and_the_archive_stays_whole(live, monkeypatch):
    live.update()
    before = live.archive()
    live.replay.library.revise("20000003", LATER, lambda xml: xml.replace("improved", "did well"))

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(ReviewError, match="No space left"):
        patch.setattr(os, "fsync", full)
        live.update(day=LATER)
    assert live.archive() == before
    live.update(day=LATER)
    assert "0002-0001.xml.gz" in live.archive()


def test_an_update_asks_for_exactly_what_is_new_revised_retracted_or_gone(live):
    live.update()
    library = live.replay.library
    new = [str(20_000_500 + i) for i in range(10)]
    for pmid in new:
        library.entries[pmid] = Entry(pmid, article_xml(int(pmid)), LATER, LATER)
    revised = ["20000003", "20000007", "20000020"]
    for pmid in revised:
        library.revise(pmid, LATER, lambda xml: xml.replace("improved", "clearly improved"))
    library.revise("20000030", LATER, lambda x: x.replace("</MedlineCitation>", RETRACTED))
    del library.entries["20000040"]
    before = len(live.replay.fetched())
    live.update(day=LATER)
    asked = live.replay.fetched()[before:]
    assert set(asked) == {*new, *revised, "20000030", "20000040"}
    manifest = read_json(live.folder / "manifest.json")
    assert manifest["withdrawn"] == [{"pmid": "20000040", "reason": "deleted"}]
    assert [row["pmid"] for row in read_rows(live.folder / "missing.tsv")] == ["20000040"]


def test_what_is_asked_for_again_and_unchanged_is_not_kept_twice(live):
    live.update()
    # A revision on the very day of the search may have come before or after it.
    live.replay.library.revise("20000003", DAY, lambda xml: xml)
    before = live.archive()
    live.update(day=DAY)
    assert live.replay.fetched()[90:] == ["20000003"]
    assert live.archive() == before


def test_a_record_that_the_search_no_longer_finds_is_withdrawn_and_comes_back(live):
    live.update()
    live.update(day=LATER, pain="ketamine[tiab] AND headache[tiab]")
    withdrawn = read_json(live.folder / "manifest.json")["withdrawn"]
    assert len(withdrawn) == 81
    assert {entry["reason"] for entry in withdrawn} == {"not_found"}
    live.update(day=LATER)
    assert read_json(live.folder / "manifest.json")["withdrawn"] == []
    assert len(live.replay.fetched()) == 90, "nothing was asked for twice"


def test_books_that_were_thrown_away_cost_requests_and_no_batch(live):
    live.update()
    before = live.archive()
    for path in [*live.folder.glob("plans/*"), live.folder / "fetched.tsv"]:
        path.unlink()
    live.replay.library.revise("20000003", LATER, lambda xml: xml.replace("improved", "did well"))
    live.update(day=LATER)
    after = live.archive()
    assert {name: after[name] for name in before if name != "manifest.json"} == {
        name: body for name, body in before.items() if name != "manifest.json"
    }
    assert "0002-0001.xml.gz" in after


def test_two_protocols_share_one_archive_and_no_record_is_fetched_twice(live):
    live.update(pain="ketamine[tiab]", head="headache[tiab]")
    assert len(live.replay.fetched()) == 90
    assert read_json(live.folder / "searches/head.2026-01-01.json")["count"] == 9


def test_a_record_that_never_comes_is_listed_and_asked_for_again_next_time(live):
    library = live.replay.library
    searched = library.search
    library.search = lambda term: sorted({*searched(term), "29111111"}, key=int, reverse=True)
    live.update()
    assert [row["pmid"] for row in read_rows(live.folder / "missing.tsv")] == ["29111111"]
    assert any(said.startswith("Did not come: 1;") for said in live.said)
    library.entries["29111111"] = Entry("29111111", article_xml(29111111), DAY, DAY)
    live.update(day=LATER)
    assert read_rows(live.folder / "missing.tsv") == []


def test_a_search_that_stays_short_stops_and_says_by_how_many(live):
    library = live.replay.library
    counted = library.search
    replies = iter([90, 95] * 3)

    def search(term: str) -> list[str]:
        return [str(29_000_000 + i) for i in range(next(replies))]

    library.search = search
    with pytest.raises(ReviewError, match="short by 5: PubMed counts 95, 90 came"):
        complete_search(live.client(), "ketamine[tiab]", "here")
    library.search = counted


def test_more_records_of_one_day_than_pubmed_gives_are_refused(live_with, monkeypatch):
    monkeypatch.setattr("ketamine_review.pubmed.search.MOST_IDS", 30)
    live = live_with(90)
    with pytest.raises(ReviewError, match=r"more than 30 records of one day \(2015-01-01\)"):
        complete_search(live.client(), "ketamine[tiab]", "here")


def test_retry_after_is_honoured_and_other_faults_are_met_with_growing_patience(live):
    live.replay.faults = in_turn("429", "503", "503", "503")
    live.client().search("ketamine[tiab]")
    first, *later = live.waits
    assert first == 1.0
    assert all(half <= wait <= 2 * half for wait, half in zip(later, (1, 2, 4), strict=True))


def test_the_service_is_given_up_after_eight_tries_with_what_it_said_last(live):
    live.replay.faults = now_and_then(1.0, ["503"])
    with pytest.raises(ReviewError, match=r"in 8 tries.*out of order \(503\)"):
        live.client().search("ketamine[tiab]")


def test_tool_and_address_go_with_each_request_and_many_ids_by_post(live):
    live.update()
    assert {one.what["tool"] for one in live.replay.asked} == {"ketamine-review"}
    assert {one.what["email"] for one in live.replay.asked} == {"a@example.org"}
    pmids = [str(20_000_001 + i) for i in range(200)]
    live.client().fetch(pmids)
    assert live.replay.asked[-1].method == "POST"
    assert live.replay.asked[-1].path.endswith("efetch.fcgi")


def test_ten_requests_per_second_with_a_key_and_no_more(live, at_full_pace):
    for _ in range(6):
        live.client().search("ketamine[tiab]", retmax=0)
    times = [one.at for one in live.replay.asked]
    assert times[-1] - times[0] >= 0.45


def test_a_batch_holds_pubmeds_reply_byte_for_byte(live):
    live.update()
    name = live.folder / "batches/0001-0001.xml.gz"
    body = gzip.decompress(name.read_bytes()).decode()
    assert body.startswith("<?xml") and body.rstrip().endswith("</PubmedArticleSet>")
    assert article_xml(20_000_001) in body
    assert json.loads((live.folder / "plans/0001.json").read_text())["batches"][0] == re.findall(
        r"<PMID Version=\"1\">(\d+)<", body
    )
