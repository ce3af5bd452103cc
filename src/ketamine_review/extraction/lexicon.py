"""Lexicons: lists of phrases in YAML files of this folder, found in a text token by token."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from ketamine_review.tables import read_yaml

_HERE = Path(__file__).parent


@cache
def lexicon(name: str) -> dict[str, Any]:
    """Return the content of ``<name>.yaml`` in this folder."""
    return read_yaml(_HERE / f"{name}.yaml")
