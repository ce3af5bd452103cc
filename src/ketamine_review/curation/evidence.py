"""Evidence as a flat table: one column per field, dotted where a field has fields of its own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from ketamine_review.model.base import validated
from ketamine_review.model.evidence import Evidence
from ketamine_review.tables import LIST_SEPARATOR, read_rows, text_of_cell, write_rows


def evidence_columns(model: type[BaseModel] = Evidence, prefix: str = "") -> list[str]:
    """Return the column names of the flat table, in the order of the model's fields."""
    columns = []
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            columns += evidence_columns(kind, f"{prefix}{name}.")
        else:
            columns.append(prefix + name)
    return columns


def write_evidence(path: str | Path, rows: Iterable[Evidence]) -> None:
    """Write evidence as CSV."""
    columns = evidence_columns()
    write_rows(path, ({c: _at(row, c) for c in columns} for row in rows), columns)


def _at(row: Evidence, column: str) -> Any:
    value: Any = row
    for part in column.split("."):
        value = getattr(value, part)
    return value


def read_evidence(path: str | Path) -> list[Evidence]:
    """Return the evidence of a table that `write_evidence` wrote."""
    lists = {
        name
        for name, field in Evidence.model_fields.items()
        if get_args(field.annotation)[-1:] == (Ellipsis,)
    }
    return [
        validated(Evidence, _nested(row, lists), f"{path}: {row.get('row_id', '')}")
        for row in read_rows(path)
    ]


def _nested(row: dict[str, str], lists: set[str]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for column, cell in row.items():
        *outer, last = column.split(".")
        place = data
        for part in outer:
            place = place.setdefault(part, {})
        if cell != "":
            text = text_of_cell(cell)
            place[last] = text.split(LIST_SEPARATOR) if column in lists else text
    return data
