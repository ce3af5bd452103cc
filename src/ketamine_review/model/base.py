"""The frozen base of every type, and the one place where a schema slip becomes a ReviewError."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from ketamine_review.errors import ReviewError


class Frozen(BaseModel):
    """A record that cannot be changed after it was made and accepts no unknown field."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _is_number(text: str) -> str:
    float(text)
    return text


#: A number exactly as it was printed, decimal point normalised: "7.50" keeps its trailing zero,
#: because percent and GRIM checks need to know how many decimals were reported.
Printed = Annotated[str, AfterValidator(_is_number)]

T = TypeVar("T", bound=BaseModel)


def validated(model: type[T], data: Mapping[str, Any], where: str | Path) -> T:
    """Return ``data`` as ``model``.

    Args:
        model: The type to build.
        data: Plain values, as read from YAML, JSON or a table row.
        where: The place the values came from, for the message.

    Raises:
        ReviewError: names the first offending field and says what it should hold.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "(whole entry)"
        raise ReviewError(
            _sentence(first, field, model), where=f"{where}: {field}", mend=_mend(first, model)
        ) from None


def _sentence(problem: Mapping[str, Any], field: str, model: type[BaseModel]) -> str:
    if problem["type"] == "extra_forbidden":
        return f"Unknown key '{field}'"
    if problem["type"] == "missing":
        return f"The key '{field}' is missing"
    message = problem["msg"].removeprefix("Value error, ")
    shown = str(problem.get("input"))
    # A whole mapping as "the value" would bury the message.
    return f"{message}: {shown!r}" if len(shown) <= 80 else message


def _mend(problem: Mapping[str, Any], model: type[BaseModel]) -> str:
    if problem["type"] == "extra_forbidden" and len(problem["loc"]) == 1:
        return "known keys here are " + ", ".join(sorted(model.model_fields))
    if problem["type"] == "extra_forbidden":
        return "remove the key, or correct its spelling"
    if problem["type"] == "missing":
        return "add the key with its value"
    return "correct the value in this field"
