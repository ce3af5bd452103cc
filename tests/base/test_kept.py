"""Kept results: reused while input and code stay, never trusted otherwise."""

from __future__ import annotations

import pytest

from ketamine_review.kept import kept_results


def run(path, code: str, **inputs: str) -> tuple[dict[str, bytes], int, int]:
    found = {}
    with kept_results(path, code) as kept:
        for key, text in inputs.items():
            value = kept.get(key)
            if value is None:
                value = text.encode()
                kept.put(key, value)
            found[key] = value
    return found, kept.reused, kept.made


def test_what_was_made_is_reused(tmp_path):
    path = tmp_path / "kept"
    first = run(path, "c", a="1", b="2\tü")
    assert first[1:] == (0, 2)
    again = run(path, "c", b="other", a="other", d="4")
    assert again[1:] == (2, 1)
    assert again[0]["b"] == first[0]["b"]


def test_other_code_makes_all_anew(tmp_path):
    run(tmp_path / "kept", "c", a="1")
    found, reused, made = run(tmp_path / "kept", "d", a="2")
    assert (found["a"], reused, made) == (b"2", 0, 1)


def test_what_was_not_asked_for_is_dropped(tmp_path):
    run(tmp_path / "kept", "c", a="1", b="2")
    run(tmp_path / "kept", "c", a="1")
    assert run(tmp_path / "kept", "c", b="3")[1:] == (0, 1)


def test_a_run_that_fails_leaves_the_former_results(tmp_path):
    run(tmp_path / "kept", "c", a="1")
    with pytest.raises(RuntimeError), kept_results(tmp_path / "kept", "c") as kept:
        kept.put("b", b"2")
        raise RuntimeError
    assert run(tmp_path / "kept", "c", a="9")[1:] == (1, 0)
    assert [p.name for p in tmp_path.iterdir()] == ["kept"]
