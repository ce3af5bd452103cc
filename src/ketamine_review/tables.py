"""All reading and writing of data files: CSV, TSV, JSON, JSON Lines, YAML; whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import yaml

from ketamine_review.errors import ReviewError

#: Floats are written with this many significant digits: more than any source prints, few enough
#: that two machines' last bits do not show.
SIGNIFICANT_DIGITS = 12


#: Between the items of a list in one cell; sentences hold semicolons, but no bar.
LIST_SEPARATOR = " | "


@contextmanager
def whole_file(path: str | Path, mode: str = "w") -> Iterator[IO[Any]]:
    """Open a temporary neighbour of ``path`` that takes its place only if the block succeeds.

    Raises:
        ReviewError: the folder cannot be written to, or the disk is full.
    """
    path = Path(path)
    text = {} if "b" in mode else {"encoding": "utf-8", "newline": ""}
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, mode, **text) as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        # mkstemp makes files that only their owner may read; results are meant to be shared.
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        raise ReviewError(
            f"The file could not be written ({error.strerror})",
            where=path,
            mend="free some space, or make the folder writable, and run again",
        ) from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def write_text(path: str | Path, text: str) -> None:
    """Write a text file whole."""
    with whole_file(path) as handle:
        handle.write(text)


def read_text(path: str | Path) -> str:
    """Return a UTF-8 text file.

    Raises:
        ReviewError: the file is missing or not UTF-8.
    """
    try:
        return Path(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ReviewError("The file is missing", where=path, mend="restore it") from None
    except UnicodeDecodeError as error:
        raise ReviewError(
            f"The file is not UTF-8 (byte {error.start})", where=path, mend="save it as UTF-8"
        ) from None


def read_rows(path: str | Path, required: Sequence[str] = ()) -> list[dict[str, str]]:
    """Return a CSV or TSV file as one dict of strings per row; an empty cell is ``""``.

    The csv module is used because pandas' default reader turns the arm "None" into a missing
    value and a PMID into a float.

    Raises:
        ReviewError: a required column is missing, or a row has too many or too few cells.
    """
    # Only line ends part rows; other separators of Unicode are text like any other.
    lines = io.StringIO(read_text(path), newline="")
    reader = csv.reader(lines, delimiter=_delimiter(path), strict=True)
    try:
        header = next(reader, [])
        missing = [name for name in required if name not in header]
        if missing:
            raise ReviewError(
                f"The column '{missing[0]}' is missing", where=path, mend="add it to the first row"
            )
        return [_row(cells, header, path, reader.line_num) for cells in reader if cells]
    except csv.Error as error:
        raise ReviewError(
            f"The table cannot be read ({error})",
            where=f"{path}: line {reader.line_num}",
            mend="close the quotation mark, or double it",
        ) from None


def _row(cells: list[str], header: list[str], path: str | Path, line: int) -> dict[str, str]:
    if len(cells) != len(header):
        raise ReviewError(
            f"The row has {len(cells)} cells, the header {len(header)}",
            where=f"{path}: line {line}",
            mend="add or remove separators so that they match",
        )
    return dict(zip(header, cells, strict=True))


def write_rows(path: str | Path, rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Write a CSV or TSV file with the given columns in the given order; None becomes empty."""
    with whole_file(path) as handle:
        writer = csv.writer(handle, delimiter=_delimiter(path), lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([cell(row.get(column)) for column in columns])


def cell(value: Any) -> str:
    """Return a value as the text of one table cell.

    A text that a spreadsheet would run as a formula is preceded by an apostrophe.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, (list, tuple)):
        return LIST_SEPARATOR.join(cell(item) for item in value)
    text = str(value)
    return f"'{text}" if text.lstrip()[:1] in _FORMULA_STARTS and not _is_number(text) else text


def text_of_cell(text: str) -> str:
    """Return a cell's text without the apostrophe that `cell` put before a formula's sign."""
    return text[1:] if text[:1] == "'" and text[1:].lstrip()[:1] in _FORMULA_STARTS else text


_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def number_text(value: float) -> str:
    """Return a float at 12 significant digits in its shortest form."""
    return repr(rounded(value))


def rounded(value: float, digits: int = SIGNIFICANT_DIGITS) -> float:
    """Return a float rounded to so many significant digits, with minus zero as zero."""
    return float(f"{value:.{digits}g}") + 0.0


def natural_key(text: str) -> tuple[str | int, ...]:
    """Return a sorting key by which ``row#10`` stands behind ``row#9``."""
    return tuple(int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", text))


def _delimiter(path: str | Path) -> str:
    return "\t" if Path(path).suffix == ".tsv" else ","


def read_json(path: str | Path) -> Any:
    """Return a JSON file's content.

    Raises:
        ReviewError: missing, or not JSON (with line and column).
    """
    try:
        return json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise _bad_json(path, error.lineno, error) from None


def write_json(path: str | Path, value: Any) -> None:
    """Write JSON in a stable form: keys in the order given, floats at 12 significant digits."""
    write_text(
        path, json.dumps(_plain(value), indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    )


def read_lines(path: str | Path) -> Iterator[Any]:
    """Yield the values of a JSON Lines file one by one.

    Raises:
        ReviewError: a line is not JSON.
    """
    with Path(path).open(encoding="utf-8") as handle:
        for number, line in enumerate(handle, start=1):
            try:
                yield json.loads(line)
            except json.JSONDecodeError as error:
                raise _bad_json(path, number, error) from None


def write_lines(path: str | Path, values: Iterable[Any]) -> None:
    """Write one JSON value per line."""
    with whole_file(path) as handle:
        for value in values:
            handle.write(json.dumps(_plain(value), ensure_ascii=False, allow_nan=False) + "\n")


def read_yaml(path: str | Path) -> Any:
    """Return a YAML file's content (plain values only).

    Raises:
        ReviewError: missing, or not YAML (with line and column).
    """
    try:
        return yaml.load(read_text(path), Loader=_UniqueKeys)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise ReviewError(
            f"The file is not valid YAML ({error.problem})",
            where=f"{path}: line {mark.line + 1}, column {mark.column + 1}" if mark else path,
            mend="check indentation, colons and quotation marks at this place",
        ) from None


class _UniqueKeys(yaml.SafeLoader):
    """A safe loader that refuses a key written twice instead of keeping the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key '{key}' stands twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def _bad_json(path: str | Path, line: int, error: json.JSONDecodeError) -> ReviewError:
    return ReviewError(
        f"The file is not valid JSON ({error.msg})",
        where=f"{path}: line {line}, column {error.colno}",
        mend="correct it at this place, or delete the file if the pipeline made it",
    )


def _plain(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return _plain(value.model_dump(mode="json"))
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return rounded(value) if isinstance(value, float) else value
