"""The walk as a person meets it: keys typed into a terminal, and a terminal that goes away."""

import os
import pty
import select
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest
from project import findings, ledger, make_project

from ketamine_review.walk.entry import FIELDS


@pytest.fixture
def folder(tmp_path):
    return make_project(tmp_path / "project")


@contextmanager
def terminal(folder, *arguments):
    """Run the command in a terminal of its own; gives the process and a function that types."""
    near, far = pty.openpty()
    command = [sys.executable, "-m", "ketamine_review.cli", "review", *arguments]
    process = subprocess.Popen(
        command, cwd=folder, stdin=far, stdout=far, stderr=far, start_new_session=True
    )
    os.close(far)

    def wait_for(text):
        seen = ""
        while text not in seen:
            ready, _, _ = select.select([near], [], [], 60)
            assert ready, f"'{text}' never came; this came: {seen}"
            try:
                seen += os.read(near, 4096).decode()
            except OSError:  # how Linux says that the other end has closed
                pytest.fail(f"'{text}' never came; this came: {seen}")
        return seen

    def type_in(answer, until):
        os.write(near, f"{answer}\n".encode())
        return wait_for(until)

    type_in.wait_for = wait_for
    try:
        yield process, type_in
    finally:
        process.kill()
        process.wait()
        os.close(near)


def test_a_person_confirms_corrects_notes_rejects_and_quits_in_a_terminal(folder):
    with terminal(folder, "--name", "Grace Hopper") as (process, type_in):
        assert ">>33 of 50 patients (66%)<<" in type_in.wait_for("[q]uit: ")
        assert "Entered as Okafor2021#1" in type_in("c", "[q]uit: ")
        type_in("n", "Note: ")
        assert "Noted." in type_in("read twice", "[q]uit: ")
        type_in("r", "Field: ")
        type_in("n", "n: ")
        type_in("50", "Field: ")
        assert "Entered as Okafor2021#2" in type_in("", "[q]uit: ")
        assert "2 decided" in type_in("q", "decided")
        assert process.wait(60) == 0
    rows = ledger(folder, "evidence")[1:]
    assert [(row["events"], row["n"], row["by"]) for row in rows] == [
        ("33", "50", "person:Grace Hopper"),
        ("9", "50", "person:Grace Hopper"),
    ]
    assert rows[1]["note"].endswith("; read twice; corrected: n")


@pytest.mark.parametrize("blow", [signal.SIGTERM, signal.SIGKILL])
def test_a_walk_that_is_cut_off_keeps_what_was_decided_and_goes_on_there(folder, blow):
    with terminal(folder, "--name", "Ada") as (process, type_in):
        type_in.wait_for("[q]uit: ")
        type_in("c", "[q]uit: ")
        type_in("j", "Why: ")
        process.send_signal(blow)
        process.wait(60)
    assert [row["row_id"] for row in ledger(folder, "evidence")][1:] == ["Okafor2021#1"]
    with terminal(folder, "--name", "Ada") as (process, type_in):
        assert ">>9 patients (18%)<<" in type_in.wait_for("[q]uit: ")
        type_in("j", "Why: ")
        assert "Rejected." in type_in("of another trial", "[q]uit: ")
        type_in("q", "decided")
    assert [row["finding_id"] for row in ledger(folder, "rejections")] == [
        findings(folder)[1].finding_id
    ]


def test_a_finding_from_a_full_text_is_entered_with_its_page(folder):
    answers = {
        "arm": "ketamine",
        "drug": "ketamine",
        "outcome": "nausea",
        "measure": "proportion",
        "events": "6",
        "n": "20",
    }
    with terminal(folder, "--name", "Ada", "--add", "Marsh2015") as (process, type_in):
        prompts = [*(f"{name}: " for name in FIELDS), "Page, table or figure: "]
        type_in.wait_for(prompts[0])
        for name, prompt in zip(FIELDS, prompts[1:], strict=True):
            type_in(answers.get(name, ""), prompt)
        assert "Entered as Marsh2015#2" in type_in("page 5, table 2", "Marsh2015#2")
        assert process.wait(60) == 0
    new = ledger(folder, "evidence")[-1]
    assert (new["where_seen"], new["note"]) == ("full_text", "full text, page 5, table 2")
    assert (new["events"], new["n"], new["by"]) == ("6", "20", "person:Ada")
