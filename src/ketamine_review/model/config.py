"""Config: what a user edits in config/config.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from pydantic import field_validator, model_validator

from ketamine_review.model.base import Frozen, validated

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


class Config(Frozen):
    """The user's choices.

    Attributes:
        archives: Folders below ``data/raw``, in order of precedence.
        reviews: Names of the protocols in ``config/reviews`` to run.
        email: Address that PubMed may write to; needed only for ``make update``.
    """

    archives: tuple[str, ...]
    reviews: tuple[str, ...]
    email: str | None = None

    @field_validator("email")
    @classmethod
    def _looks_like_an_address(cls, value: str | None) -> str | None:
        if value is not None and not _EMAIL.fullmatch(value):
            raise ValueError("not an e-mail address")
        return value

    @model_validator(mode="after")
    def _something_to_do(self) -> Self:
        for name in ("archives", "reviews"):
            entries = getattr(self, name)
            if not entries:
                raise ValueError(f"'{name}' is empty")
            if len(set(entries)) < len(entries):
                raise ValueError(f"'{name}' names the same entry twice")
        return self


def load_config(data: Mapping[str, Any], path: str | Path = "config/config.yaml") -> Config:
    """Return the validated config.

    Raises:
        ReviewError: names the offending key.
    """
    return validated(Config, data, path)
