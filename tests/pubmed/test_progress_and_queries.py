"""What people are told while they wait, and how a protocol's search becomes a query."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from ketamine_review.errors import ReviewError
from ketamine_review.model.protocol import Search
from ketamine_review.pubmed.progress import Progress, duration
from ketamine_review.pubmed.search import ENTRY, complete_search, ranged
from ketamine_review.pubmed.update import query_of


def test_progress_tells_counts_and_the_time_that_is_left():
    said: list[str] = []
    clock = iter([0.0, 2.0, 10.0, 40.0])
    progress = Progress(1000, "records", said.append, clock=lambda: next(clock))
    for count in (50, 200, 750):
        progress.advance(count)
    assert said == ["250 of 1,000 records, 30 s left", "1,000 of 1,000 records"]


@pytest.mark.parametrize(("seconds", "words"), [(4.4, "4 s"), (170, "3 min"), (4800, "1 h 20 min")])
def test_a_length_of_time_in_words(seconds, words):
    assert duration(seconds) == words


def protocol(*searches: Search) -> SimpleNamespace:
    return SimpleNamespace(search=searches)


def test_a_query_is_sent_on_one_line_and_limited_by_publication_where_the_protocol_says_so():
    plain = Search(source="pubmed", query="ketamine[tiab]\n  OR esketamine[tiab]")
    since = Search(source="pubmed", query="headache[tiab]", since="2020")
    assert query_of(protocol(plain)) == "ketamine[tiab] OR esketamine[tiab]"
    assert query_of(protocol(plain, since)) == (
        "(ketamine[tiab] OR esketamine[tiab]) OR ((headache[tiab]) AND "
        '("2020"[Date - Publication] : "3000"[Date - Publication]))'
    )


def test_the_outermost_ranges_are_open():
    assert ranged("a", ENTRY, None, date(2020, 1, 31)) == (
        '(a) AND ("1000"[Date - Entry] : "2020/01/31"[Date - Entry])'
    )
    assert ranged("a", ENTRY, date(2020, 2, 1)).endswith(
        '("2020/02/01"[Date - Entry] : "3000"[Date - Entry])'
    )


@pytest.mark.parametrize("query", ["(a", "a)", ")a(", '"a', "a[tiab", 'a "b[tiab]'])
def test_brackets_that_do_not_match_are_refused_before_anything_is_sent(query):
    with pytest.raises(ReviewError, match="do not match") as slip:
        complete_search(None, query, "config/reviews/pain.yaml: search")
    assert slip.value.where == "config/reviews/pain.yaml: search"
