"""The digests: every figure that a report prints, no figure from elsewhere, in our own words."""

from __future__ import annotations

import re
from urllib.parse import urlparse

FIGURES = (
    "percent",
    "value",
    "sd",
    "se",
    "spread_unnamed",
    "ci_low",
    "ci_high",
    "iqr_low",
    "iqr_high",
    "range_low",
    "range_high",
    "p_value",
)

#: Figures of rows "seen in the abstract" that the abstract does not print, with the reason.
NOT_PRINTED = {
    **{(f"Zitek2018#{i}", "n"): "completers, from the registry's results" for i in range(1, 7)},
    **{(f"Zitek2018#{i}", "n"): "size of the arm, from a news page" for i in (10, 11)},
    ("Ray2022#1", "events"): "count from a news page; the abstract prints the percent",
    ("Ray2022#1", "n"): "count from a news page",
    ("Ray2022#2", "events"): "count from a news page; the abstract prints the percent",
    ("Ray2022#2", "n"): "count from a news page",
    ("Ray2022#9", "events"): "count from a news page; the abstract prints the percent",
    ("Ray2022#9", "n"): "count from a news page",
    ("Zhao2018#3", "n"): "number of patients from a news page",
    ("Kvarnstrom2004#1", "p_value"): "from a summary page",
    ("Kvarnstrom2004#2", "p_value"): "from a summary page",
    ("McMasterThesis2024#5", "time_value"): "stands in for 'beyond 5 weeks'",
}

WORDS = {"no": "0", "none": "0", "hundred": "100"}
WORDS |= {
    word: str(number)
    for number, word in enumerate(
        (
            *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
            *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
            *("eighteen", "nineteen"),
        ),
        start=1,
    )
}
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
WORDS |= {ten: str(number) for number, ten in zip(range(20, 100, 10), _TENS, strict=True)}


def numbers(text: str) -> set[str]:
    """Return the numbers of a text as printed: unsigned, trailing zeros kept, words as digits."""
    digits = re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?|(?<!\d)\.\d+", text)
    plain = {digit.replace(",", "") for digit in digits}
    words = {_of_words(word) for word in re.findall(r"[a-z]+(?:-[a-z]+)?", text.lower())}
    return {f"0{digit}" if digit.startswith(".") else digit for digit in plain} | words - {""}


def _of_words(word: str) -> str:
    tens, _, unit = word.partition("-")
    if tens in _TENS and unit in WORDS:
        return str(int(WORDS[tens]) + int(WORDS[unit]))
    return WORDS.get(word, "")


def unsigned(figure: str) -> str:
    """Return a ledger's figure as `numbers` would find it; empty for "ns" and "significant"."""
    found = figure.lstrip("<>=-")
    return found if found[:1].isdigit() else ""


def printed_by_the_report(row: dict[str, str], report: dict[str, str]) -> bool:
    """Return whether a row was seen in the report itself (a press release is its own page)."""
    first_page = report["sources"].split(" ")[0]
    release = report["report_type"] == "press_release" and row["source"] == first_page
    return row["where_seen"] == "abstract" or release


def figures_of(row: dict[str, str]) -> dict[str, str]:
    """Return the printed figures of a row; a count that was worked out is none of them."""
    counts = {"n": row["n"]} | (
        {} if row["events_source"] == "derived" else {"events": row["events"]}
    )
    stated = {name: row[name] for name in FIGURES} | counts
    return {
        name: unsigned(figure)
        for name, figure in stated.items()
        if unsigned(figure) and (row["row_id"], name) not in NOT_PRINTED
    }


def test_every_printed_figure_stands_in_the_digest(held, reports, evidence):
    digests = {record.report_id: numbers(record.digest) for record in held}
    missing = [
        (row["row_id"], name, figure)
        for row in evidence
        if printed_by_the_report(row, reports[row["report_id"]])
        for name, figure in figures_of(row).items()
        if figure not in digests[row["report_id"]]
    ]
    assert not missing


def test_every_time_point_stands_in_the_digest(held, reports, evidence):
    digests = {record.report_id: numbers(record.digest) for record in held}
    for row in evidence:
        timed = (
            row["time_value"] not in ("", "0") and (row["row_id"], "time_value") not in NOT_PRINTED
        )
        if timed and printed_by_the_report(row, reports[row["report_id"]]):
            in_hours = f"{float(row['time_days']) * 24:g}"
            assert {row["time_value"], in_hours} & digests[row["report_id"]], row["row_id"]


def test_no_figure_from_another_page_and_no_count_worked_out_stands_in_a_digest(
    held, reports, evidence
):
    digests = {record.report_id: record.digest for record in held if record.digest}
    for name, digest in digests.items():
        rows = [row for row in evidence if row["report_id"] == name]
        own = [row for row in rows if printed_by_the_report(row, reports[name])]
        printed = {figure for row in own for figure in figures_of(row).values()}
        foreign = {unsigned(row[f]) for row in rows if row not in own for f in FIGURES}
        worked_out = {
            row["events"]
            for row in rows
            if row["events_source"] == "derived" or (row["row_id"], "events") in NOT_PRINTED
        }
        # One digit proves nothing: it may be a dose, a day or an author's number of drugs.
        suspects = {figure for figure in foreign | worked_out if len(figure) > 1}
        assert not (suspects - printed) & numbers(digest), name


def test_a_report_with_printed_figures_has_a_digest(held, reports, evidence):
    with_figures = {
        row["report_id"]
        for row in evidence
        if printed_by_the_report(row, reports[row["report_id"]])
    }
    assert with_figures <= {record.report_id for record in held if record.digest}


def test_a_report_that_was_never_seen_itself_has_a_title_only(held, reports):
    for record in held:
        row = reports[record.report_id]
        if row["seen"] == "title_only":
            assert not record.digest, record.report_id
        if row["seen"] == "secondary_source" and row["report_type"] != "press_release":
            assert not record.digest, record.report_id


def test_each_digest_names_its_original(held, reports):
    for record in held:
        sources = reports[record.report_id]["sources"].split(" ")
        if record.digest:
            assert record.original in sources, record.report_id
            assert urlparse(record.original).hostname, record.report_id
        else:
            assert not record.original, record.report_id


def test_no_digest_repeats_a_note_of_the_ledger(held, reports, evidence):
    notes = {
        sentence
        for row in [*reports.values(), *evidence]
        for sentence in sentences(row["note"]) | sentences(row.get("definition", ""))
    }
    for record in held:
        assert not sentences(record.digest) & notes, record.report_id


def sentences(text: str) -> set[str]:
    """Return the sentences of four words or more, in lower case."""
    found = {part.strip(" .").lower() for part in re.split(r"[.;:]\s|\n", text)}
    return {sentence for sentence in found if len(sentence.split()) > 3}


def test_digests_are_of_the_length_of_an_abstract(held):
    assert all(len(record.digest.split()) <= 200 for record in held)


def test_numbers_are_read_as_printed():
    text = "Forty-one of 1,627 (20.0%) fell by .026, none by −7.2; P<0.001"
    assert numbers(text) == {"41", "1627", "20.0", "0.026", "0", "7.2", "0.001"}
