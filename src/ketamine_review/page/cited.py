"""Cited: a value out of a published file that remembers where it stands in that file.

The page prints nothing that came out of a file in any other way, so that each number and each
sentence with a number in it can be looked up, and a test can look up all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from markupsafe import Markup

from ketamine_review.page.text import shown

Plain = Mapping[str, Any] | Sequence[Any] | str | int | float | bool | None


class Cited:
    """A plain value with its address: ``<file>#/<key>/<key>...``, a JSON pointer (RFC 6901).

    Attributes:
        path: Where it stands.
        raw: The value itself.
    """

    __slots__ = ("path", "raw")

    def __init__(self, path: str, raw: Plain):
        self.path = path
        self.raw = raw

    def __getitem__(self, key: str | int) -> Cited:
        """Return the value under a key or at a position."""
        part = str(key).replace("~", "~0").replace("/", "~1")
        return Cited(f"{self.path}/{part}", self.raw[key])

    def get(self, key: str) -> Cited | None:
        """Return the value under a key, None where the key is missing or its value is empty."""
        found = self[key] if key in self.raw else None
        return found if found else None

    def at(self, *keys: str | int) -> Cited:
        """Return the value at the end of several keys."""
        found = self
        for key in keys:
            found = found[key]
        return found

    def __iter__(self) -> Iterator[Cited]:
        """Yield the items of a list or the values of a mapping, each with its address."""
        keys = self.raw if isinstance(self.raw, Mapping) else range(len(self.raw))
        return (self[key] for key in keys)

    def pairs(self) -> Iterator[tuple[str, Cited]]:
        """Yield keys and values of a mapping."""
        return ((key, self[key]) for key in self.raw)

    def __len__(self) -> int:
        return len(self.raw)

    def __bool__(self) -> bool:
        """Return whether there is a value; zero and False are values, an empty cell is none."""
        return self.raw is not None and (not hasattr(self.raw, "__len__") or len(self.raw) > 0)

    def __eq__(self, other: object) -> bool:
        return self.raw == (other.raw if isinstance(other, Cited) else other)

    def __hash__(self) -> int:
        return hash(self.path)

    def __str__(self) -> str:
        return str(self.raw)

    def __html__(self) -> Markup:
        """Return a text for the page; one that holds a digit carries its address.

        Raises:
            TypeError: the value is no text: a number is printed by one of the number filters.
        """
        if not isinstance(self.raw, str):
            raise TypeError(f"{self.path} is not a text; print it by a filter of page.numbers")
        if not any(character.isdigit() for character in self.raw):
            return shown(self.raw)
        return Markup('<span data-text="{}">{}</span>').format(self.path, shown(self.raw))


class Count:
    """How many entries of a cited list meet conditions, with the conditions beside the number.

    Attributes:
        path: Where the list stands.
        where: The conditions, ``<path in an entry>=<pattern>``, joined by ``&``; a star in a
            pattern stands for any text.
        raw: How many entries meet all of them.
    """

    __slots__ = ("path", "raw", "where")

    def __init__(self, entries: Cited, **conditions: str):
        wanted = {key.replace("__", "/"): pattern for key, pattern in conditions.items()}
        self.path = entries.path
        self.where = "&".join(f"{key}={pattern}" for key, pattern in wanted.items())
        self.raw = sum(
            all(fnmatchcase(_text(entry.at(*key.split("/")).raw), wanted[key]) for key in wanted)
            for entry in entries
        )

    def __bool__(self) -> bool:
        return self.raw > 0


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) or value is None else str(value)
