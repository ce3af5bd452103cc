from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine_review.extraction.tokens import shape, tokenize


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("39·2", "39.2"),
        (".41", "0.41"),
        ("1,113", "1113"),
        ("70,58%", "70.58"),
        ("0,05", "0.05"),
        ("−20.7", "-20.7"),
        ("(- 1.2", "-1.2"),
        ("-\u200982.7", "-82.7"),
        ("8. 6+/-0.7", "8.6"),
        ("0. 2 mg", "0.2"),
        ("2.3 × 10−5", "0.000023"),
        ("7.50", "7.50"),
        ("One hundred twenty-six", "126"),
        ("Forty two", "42"),
        ("two hundred and five", "205"),
        ("10\u2009000", "10000"),
        ("from138.2", "138.2"),
    ],
)
def test_a_number_is_read_however_it_is_printed(printed, value):
    assert next(t.value for t in tokenize(printed) if t.kind in "NW") == value


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("4–14 days", ["4", "14"]),
        ("[−20.7 to +6.7]", ["-20.7", "6.7"]),
        ("Group 2. 95% of surgeons", ["2", "95"]),
        ("1,2 and 3 h", ["1", "2", "3"]),
        ("5,10,20,160,160 mg", ["5", "10", "20", "160", "160"]),
        ("the K1 group, N2O and the 2nd drug", []),
        ("at the 4th, 8th and 12th weeks", ["4", "8", "12"]),
        ("9" * 40, []),
    ],
)
def test_dashes_commas_and_labels_part_numbers_as_they_should(text, numbers):
    assert [t.value for t in tokenize(text) if t.kind in "NW"] == numbers


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("0.5 mg kg−1 h−1", "Nu"),
        ("2 microg kg(-1) min(-1)", "Nu"),
        ("100\u2009ng\u2009ml−1", "Nu"),
        ("3-month period", "NTw"),
        ("120 mmHg", "Nx"),
        ("12 (3) mg", "N(N)u"),
        ("p n > 0.05", "Pn>N"),
        ("95% confidence interval", "N%C"),
        ("OR 3.7 or 2", "ONrN"),
        ("7.1 +/- 2.0 vs. 3", "N±Nv.N"),
        ("none of the patients", "ZowH"),
    ],
)
def test_units_and_signs_have_their_classes(text, kinds):
    assert shape(tokenize(text)) == kinds


@given(st.text(max_size=300))
def test_tokens_are_slices_of_any_text_in_order(text):
    tokens = tokenize(text)
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert all(a.end <= b.start for a, b in pairwise(tokens))
    covered = {i for token in tokens for i in range(token.start, token.end)}
    left_out = {char for i, char in enumerate(text) if i not in covered}
    # What is passed over is white space, marks without width, and a hyphen before a unit.
    assert all(char.isspace() or not char.isprintable() or char in "-‐‑" for char in left_out)


@given(st.integers(0, 999_999), st.integers(0, 4))
def test_a_decimal_number_keeps_its_printed_places(whole, places):
    text = f"{whole}" + (f".{'0' * places}" if places else "")
    (token,) = tokenize(text)
    assert token.value == text
