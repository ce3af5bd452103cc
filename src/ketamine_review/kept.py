"""Kept results: what a pure function gave for an input, so that only what is new is redone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TypeVar

from pydantic import TypeAdapter

from ketamine_review.tables import whole_file

_Result = TypeVar("_Result")


class Kept:
    """Results by key, one per line of a file; see `kept_results`.

    Attributes:
        reused: How many results were found.
        made: How many were made anew.
    """

    def __init__(self, old: IO[bytes] | None, new: IO[bytes], code: str):
        self._old, self._new = old, new
        self._places = _places(old, code) if old is not None else {}
        self.reused = self.made = 0

    def result_of(
        self, key: str, adapter: TypeAdapter[_Result], make: Callable[[], _Result]
    ) -> _Result:
        """Return the result that was kept under a key, else make it and keep it.

        Args:
            key: Tells the input; another input has another key.
            adapter: Turns results into JSON and back.
            make: Makes the result anew.
        """
        value = self.get(key)
        if value is not None:
            return adapter.validate_json(value)
        result = make()
        self.put(key, adapter.dump_json(result))
        return result

    def get(self, key: str) -> bytes | None:
        """Return the result that was kept under a key, and keep it on; None where there is none."""
        place = self._places.get(key)
        if place is None or self._old is None:
            return None
        self._old.seek(place[0])
        value = self._old.read(place[1])
        self._write(key, value)
        self.reused += 1
        return value

    def put(self, key: str, value: bytes) -> None:
        """Keep a result; it may not hold a line end."""
        self._write(key, value)
        self.made += 1

    def _write(self, key: str, value: bytes) -> None:
        self._new.write(key.encode() + b"\t" + value + b"\n")


def _places(old: IO[bytes], code: str) -> dict[str, tuple[int, int]]:
    """Return where each value of an old file lies; nothing if other code has made it."""
    if old.readline().strip() != code.encode():
        return {}
    places = {}
    at = old.tell()
    for line in old:
        key, _, value = line.partition(b"\t")
        places[key.decode()] = (at + len(key) + 1, len(value) - 1)
        at += len(line)
    return places


@contextmanager
def kept_results(path: str | Path, code: str) -> Iterator[Kept]:
    """Open the results of an earlier run; those used or made in the block are kept for the next.

    Nothing depends on the file: where it is missing, damaged or of other code, all is made anew.

    Args:
        path: The file, outside of Snakemake's outputs, which it removes before a job.
        code: Hash of the code that makes the results.
    """
    path = Path(path)
    old = path.open("rb") if path.exists() else None
    try:
        with whole_file(path, "wb") as new:
            new.write(code.encode() + b"\n")
            yield Kept(old, new, code)
    finally:
        if old is not None:
            old.close()
