"""Choosing by name, with a message that lists the names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from ketamine_review.errors import ReviewError

Choice = TypeVar("Choice")


def known(name: str, choices: Mapping[str, Choice], what: str) -> Choice:
    """Return the choice of that name.

    Args:
        name: The name asked for.
        choices: What there is.
        what: What is chosen, with its article: ``a measure``.

    Raises:
        ReviewError: there is no such choice.
    """
    if name not in choices:
        raise ReviewError(f"'{name}' is not {what}", mend=f"choose one of {', '.join(choices)}")
    return choices[name]
