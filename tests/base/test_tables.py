"""Tables: what is written is read back, whole or not at all."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine_review.errors import ReviewError
from ketamine_review.tables import (
    cell,
    natural_key,
    number_text,
    read_json,
    read_lines,
    read_rows,
    read_yaml,
    rounded,
    text_of_cell,
    whole_file,
    write_json,
    write_lines,
    write_rows,
    write_text,
)

TEXTS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00\r"))


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5))
def test_cells_come_back_as_they_went(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("t") / "table.csv"
    write_rows(path, [{"a": a, "b": b} for a, b in rows], ["a", "b"])
    back = [(text_of_cell(r["a"]), text_of_cell(r["b"])) for r in read_rows(path)]
    assert back == rows


def test_the_arm_none_and_a_pmid_stay_text(tmp_path):
    path = tmp_path / "table.tsv"
    path.write_text("arm\tpmid\nNone\t29923953\n")
    assert read_rows(path) == [{"arm": "None", "pmid": "29923953"}]


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "@x", "-cmd", "\t=1", " =1"])
def test_no_cell_starts_a_formula(text):
    assert cell(text).startswith("'")
    assert text_of_cell(cell(text)) == text


@pytest.mark.parametrize("text", ["-1.5", "+3", "-0.2e-3"])
def test_a_signed_number_is_no_formula(text):
    assert cell(text) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_keep_twelve_digits_and_zero_has_no_sign(value):
    back = float(number_text(value))
    assert math.isclose(back, value, rel_tol=1e-11, abs_tol=0) or back == 0
    assert not (back == 0 and math.copysign(1, back) < 0)
    assert rounded(back) == back


def test_a_file_that_fails_half_way_leaves_the_old_one_and_no_trace(tmp_path):
    path = tmp_path / "file.txt"
    write_text(path, "old")
    with pytest.raises(RuntimeError), whole_file(path) as handle:
        handle.write("ne")
        raise RuntimeError
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["file.txt"]


def test_a_row_of_another_length_is_named_by_its_line(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("a,b\n1,2\n3\n")
    with pytest.raises(ReviewError, match="1 cells, the header 2") as caught:
        read_rows(path)
    assert "line 3" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.json", "{", "not valid JSON"),
        ("a.yaml", "a: [", "not valid YAML"),
        ("b.yaml", "a: 1\na: 2\n", "the key 'a' stands twice"),
        ("a.csv", 'x\n"open', "cannot be read"),
    ],
)
def test_a_malformed_file_is_named_with_its_place(tmp_path, name, text, words):
    path = tmp_path / name
    path.write_text(text)
    readers = {".json": read_json, ".yaml": read_yaml, ".csv": read_rows}
    with pytest.raises(ReviewError, match=words) as caught:
        readers[path.suffix](path)
    assert "line" in str(caught.value)


def test_json_refuses_what_is_no_number(tmp_path):
    with pytest.raises(ValueError, match="Out of range float"):
        write_json(tmp_path / "a.json", {"x": math.nan})


def test_lines_come_back_one_by_one(tmp_path):
    write_lines(tmp_path / "a.jsonl", [{"a": 1}, {"a": "ü"}])
    assert list(read_lines(tmp_path / "a.jsonl")) == [{"a": 1}, {"a": "ü"}]


def test_row_ten_stands_behind_row_nine():
    assert sorted(["x#10", "x#9", "x#1"], key=natural_key) == ["x#1", "x#9", "x#10"]


@given(st.lists(TEXTS, max_size=6))
def test_any_names_can_be_sorted(names):
    sorted(names, key=natural_key)
