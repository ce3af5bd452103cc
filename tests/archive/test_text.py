"""Text of marked-up elements: words are never glued or torn, and numbers keep their value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ketamine_review.archive.dates import medline_date
from ketamine_review.archive.text import text_of


def text(xml: str) -> str:
    return text_of(etree.fromstring(f"<t>{xml}</t>"))


@pytest.mark.parametrize(
    ("xml", "plain"),
    [
        ("<i>N</i>-methyl-<b>d</b>-aspartate", "N-methyl-d-aspartate"),
        ("<i>Cannabis</i> <b>sativa</b>", "Cannabis sativa"),
        ("one\n    <i>two</i>\n three", "one two three"),
        ("P &lt; 10<sup>-3</sup>", "P < 10^-3"),
        ("2 × 10<sup>6</sup>/ml", "2 × 10^6/ml"),
        ("10<sup><i>−3</i></sup>", "10^−3"),
        ("log10<sub>2</sub>", "log10_2"),
        ("0.5 mg kg<sup>-1</sup> h<sup>-1</sup>", "0.5 mg kg-1 h-1"),
        ("CO<sub>2</sub> and <sup>13</sup>C", "CO2 and 13C"),
        ("the 5<sup>th</sup> day", "the 5th day"),
        ("before<DispFormula>x = 1</DispFormula>after", "before x = 1 after"),
        ("a\u00a0b\u2009c\td", "a b c d"),
    ],
)
def test_inline_markup(xml, plain):
    assert text(xml) == plain


def test_a_formula_stands_on_one_line_without_the_spaces_of_its_source():
    mathml = """<math xmlns="http://www.w3.org/1998/Math/MathML">
        <mrow><mi>p</mi> <mo>&lt;</mo> <msup><mn>10</mn> <mn>-4</mn></msup> <mo>+</mo>
        <mfrac><mn>1</mn> <mn>2</mn></mfrac></mrow></math>"""
    assert text(f"with {mathml} here") == "with p<10^-4+1/2 here"


@given(st.lists(st.text("ab 10-\n", max_size=8), min_size=1, max_size=6))
def test_italics_never_change_the_words(pieces):
    marked = "".join(f"<i>{piece}</i>" if i % 2 else piece for i, piece in enumerate(pieces))
    assert text(marked) == " ".join("".join(pieces).split())


@given(st.integers(0, 10**6), st.integers(-99, 99))
def test_a_power_of_ten_is_never_read_as_another_number(mantissa, exponent):
    assert text(f"{mantissa}<sup>{exponent}</sup>") == f"{mantissa}^{exponent}"


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("1998 Dec-1999 Jan", "1998-12"),
        ("2000 Spring", "2000"),
        ("1999-2000", "1999"),
        ("2018 Nov 5", "2018-11-05"),
        ("2018 Nov 5-9", "2018-11-05"),
        ("2017 Jan/Feb", "2017-01"),
        ("undated", None),
    ],
)
def test_dates_in_words(printed, date):
    assert medline_date(printed) == date
