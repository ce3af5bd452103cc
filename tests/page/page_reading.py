"""Reading a built page: its elements, and the published values that they claim to show.

Nothing of the page's own code is used here, so that a slip there cannot hide itself.
"""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from lxml.html import HtmlElement


@dataclass(frozen=True)
class Built:
    """A page, what its stage said, and what it was built from."""

    said: str
    text: str
    tree: HtmlElement
    inputs: dict[str, Any]

    @cached_property
    def files(self) -> list[str]:
        """Return the paths of all inputs."""
        named = [v if isinstance(v, list) else [v] for v in self.inputs.values()]
        return [path for paths in named for path in paths]

    @cached_property
    def opened(self) -> dict[str, Any]:
        """Return what was read so far, by the name that the page uses."""
        return {}

    def resolve(self, address: str) -> Any:
        """Return the value at ``<file>#/<key>/<key>...``."""
        name, _, pointer = address.partition("#")
        if name not in self.opened:
            [path] = [path for path in self.files if Path(path).as_posix().endswith("/" + name)]
            self.opened[name] = _opened(Path(path))
        value = self.opened[name]
        for part in pointer.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            value = value[int(key)] if isinstance(value, list) else value[key]
        return value

    def count(self, address: str, where: str) -> int:
        """Return how many entries at an address meet all conditions."""
        entries = self.resolve(address)
        entries = entries.values() if isinstance(entries, dict) else entries
        conditions = [condition.split("=", 1) for condition in where.split("&") if condition]
        return sum(all(_meets(entry, *one) for one in conditions) for entry in entries)

    def find(self, path: str) -> list[Any]:
        """Return what an XPath finds."""
        return self.tree.xpath(path)

    def by_id(self, name: str) -> HtmlElement:
        """Return the one element of an id."""
        [element] = self.tree.xpath("//*[@id=$name]", name=name)
        return element


def _meets(entry: Any, path: str, pattern: str) -> bool:
    for key in path.split("/"):
        entry = entry[key]
    text = json.dumps(entry) if isinstance(entry, bool) or entry is None else str(entry)
    return fnmatchcase({"null": "none"}.get(text, text), pattern)


def _opened(path: Path) -> Any:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        return json.loads(text)
    if path.suffix == ".yaml":
        return json.loads(json.dumps(yaml.safe_load(text), default=str))
    if path.suffix == ".jsonl":
        lines = [json.loads(line) for line in text.splitlines()]
        return {next(iter(line.values())): line for line in lines}
    delimiter = "\t" if path.suffix == ".tsv" else ","
    rows = list(csv.DictReader(text.splitlines(keepends=True), delimiter=delimiter))
    rows = [{key: _cell(cell) for key, cell in row.items()} for row in rows]
    named = {next(iter(row.values())): row for row in rows}
    return named if len(named) == len(rows) else rows


def _cell(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:2] in "=+-@\t\r" else text


def visible(text: str) -> str:
    """Return a text as the page shows it: what nobody would see is a replacement character."""
    unseen = ("Cc", "Cf", "Cs", "Co")
    return "".join(
        c if c in "\n\t" or unicodedata.category(c) not in unseen else "\ufffd" for c in text
    )


def pieces(root: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Yield every piece of text with the element that it stands in."""
    for element in root.iter():
        if isinstance(element.tag, str):
            if element.text:
                yield element, element.text
            for child in element:
                if child.tail:
                    yield element, child.tail
