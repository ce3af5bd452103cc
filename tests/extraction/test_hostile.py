import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ketamine_review.extraction.read import read_record
from ketamine_review.model.finding import relocate
from ketamine_review.model.record import Record, Section

PIECES = {
    "letters without a space": "a",
    "digits without a space": "1",
    "open brackets": "(",
    "numbers": "12 ",
    "shares": "48 (77%), ",
    "right-to-left marks": "a\u200f5\u202e%",
    "one endless sentence": "pain was 3.2 ± 1.1 in the ketamine group and 4.5 ± 1.2 in another, ",
    "intervals": "95% CI 1.2 to 3.4, ",
    "pairs": "5 vs 6 ",
    "groups": "group A ",
    "stops": "A. ",
    "times": "at 5 days ",
}


def record(text: str) -> Record:
    title = Section(name="title", text="Ketamine versus placebo")
    return Record(
        record_id="x", archive="test", sections=(title, Section(name="Results", text=text))
    )


def steps(text: str) -> int:
    """Count the calls of Python functions, which does not depend on the machine."""
    count = 0

    def tick(frame, event, argument):
        nonlocal count
        count += event == "call"

    held = record(text)
    sys.setprofile(tick)
    try:
        read_record(held)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("name", PIECES)
def test_a_hostile_text_of_twice_the_length_takes_about_twice_the_steps(name):
    piece = PIECES[name]
    text = piece * (12_000 // len(piece))
    read_record(record(text))  # caches are filled
    assert steps(text + text) <= 2.5 * steps(text) + 2_000


def test_a_sentence_of_a_megabyte_is_read_to_its_end():
    text = "x" * 1_000_000 + " Relief came in 12 (40%) of 30 patients."
    findings = read_record(record(text)).findings
    assert [f.span.text for f in findings] == ["12 (40%) of 30 patients"]


WORDS = [
    *("ketamine", "placebo", "group", "A", "patients", "pain", "was", "reduced", "days", "mg/kg"),
    *(
        "5",
        "0.5",
        "1.2",
        "one",
        "none",
        "95% CI",
        "SD",
        "IQR",
        "mean",
        "P",
        "n",
        "\u2212",
        "%",
        "±",
    ),
    *("(", ")", ",", ".", ";", "/", "<", "=", "-", "and", "to", "of", "the", "from", "between"),
    *("vs", "respectively", "for", "at"),
]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_any_order_of_a_trials_words_is_read_without_a_crash(words):
    held = record(" ".join(words))
    assert all(relocate(finding.span, held) for finding in read_record(held).findings)


@given(st.text(max_size=200))
def test_any_text_is_read_without_a_crash(text):
    held = record(text)
    assert all(relocate(finding.span, held) for finding in read_record(held).findings)
