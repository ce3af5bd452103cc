"""The door between Snakemake and the library."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ketamine_review import stage
from ketamine_review.errors import ReviewError
from ketamine_review.stage import code_of, run_stage, stage_arguments


class Names(dict):
    """What a Snakemake job offers as input, output and params."""


def job(tmp_path, **params):
    return SimpleNamespace(
        rule="curate",
        input=Names(rows=["a", "b"], one="c"),
        output=Names(out="d"),
        params=Names(code="hash", **params),
        wildcards=Names(review="migraine"),
        log=[str(tmp_path / "log.txt")],
    )


def test_names_of_the_rule_become_arguments_and_the_code_hash_does_not(tmp_path):
    assert stage_arguments(job(tmp_path, n=3)) == {
        "rows": ["a", "b"],
        "one": "c",
        "out": "d",
        "n": 3,
    }


def test_a_stage_says_what_it_did_with_its_review(tmp_path, capsys):
    run_stage(lambda rows, one, out: "2 rows", job(tmp_path))
    said = capsys.readouterr().err
    assert said.startswith("> curate (migraine)")
    assert said.rstrip().endswith("2 rows")


def test_a_slip_is_one_message_and_exit_code_one(tmp_path, capsys):
    def slip(rows, one, out):
        raise ReviewError("It is wrong", where="file: row 2", mend="mend it")

    with pytest.raises(SystemExit) as caught:
        run_stage(slip, job(tmp_path))
    assert caught.value.code == 1
    said = capsys.readouterr().err
    assert "curate (migraine) stopped: It is wrong" in said
    assert "where: file: row 2" in said
    assert "Traceback" not in said


def test_a_fault_of_the_program_leaves_its_traceback_in_the_log(tmp_path, capsys):
    def fault(rows, one, out):
        raise KeyError("x")

    with pytest.raises(SystemExit):
        run_stage(fault, job(tmp_path))
    said = capsys.readouterr().err
    assert "a fault of the program" in said
    assert "Traceback" not in said
    assert "Traceback" in (tmp_path / "log.txt").read_text()


@pytest.fixture
def package(tmp_path, monkeypatch):
    for name, text in {
        "low.py": "x = 1\n",
        "middle/__init__.py": "",
        "middle/a.py": "from ketamine_review import low\n",
        "high.py": "def f():\n    from ketamine_review.middle.a import x\n",
        "aside.py": "y = 2\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(stage, "PACKAGE", tmp_path)
    stage._imports_of.cache_clear()
    code_of.cache_clear()
    yield tmp_path
    stage._imports_of.cache_clear()
    code_of.cache_clear()


def changes(package, edited: str, room: str) -> bool:
    before = code_of(room)
    (package / edited).write_text((package / edited).read_text() + "# more\n")
    stage._imports_of.cache_clear()
    code_of.cache_clear()
    return code_of(room) != before


@pytest.mark.parametrize(
    ("edited", "room", "changed"),
    [
        ("low.py", "high", True),
        ("middle/a.py", "high", True),
        ("high.py", "middle", False),
        ("aside.py", "high", False),
        ("low.py", "low", True),
    ],
)
def test_the_hash_of_a_room_watches_it_and_what_it_imports(package, edited, room, changed):
    assert changes(package, edited, room) is changed


def test_a_room_that_is_not_there_is_named(package):
    with pytest.raises(ReviewError, match="no room 'cellar'"):
        code_of("cellar")
