"""Files of tagged lines, MEDLINE text and RIS: lines in, fields of each record out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ketamine_review.archive.text import single_spaced
from ketamine_review.errors import ReviewError
from ketamine_review.model.record import Section
from ketamine_review.tables import read_text

#: A heading within an abstract, as MEDLINE and many exports print it: "METHODS: ".
_LABEL = re.compile(r"(?:^|(?<=[.?!)] ))([A-Z][A-Z/&,' -]{3,60}): ")
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")


@dataclass
class Tagged:
    """One record of a tagged file.

    Attributes:
        line: Number of its first line.
        fields: Tag and text, in order; continuation lines are joined to their field.
        stray: Numbers of lines that are neither a field nor a continuation.
    """

    line: int
    fields: list[tuple[str, str]] = field(default_factory=list)
    stray: list[int] = field(default_factory=list)

    def all(self, *tags: str) -> list[str]:
        """Return the texts of all fields with one of these tags, in order."""
        return [text for tag, text in self.fields if tag in tags and text]

    def first(self, *tags: str) -> str | None:
        """Return the first text of the first of these tags that has one."""
        return next((text for tag in tags for text in self.all(tag)), None)


def read_tagged(
    path: str | Path, tag: re.Pattern[str], begins: str, indented: bool
) -> Iterator[Tagged]:
    """Yield the records of a tagged file.

    Args:
        path: The file, UTF-8.
        tag: Matches a field's line; its groups are tag and text.
        begins: The tag that begins each record.
        indented: Whether a continuation line has to be indented.

    Raises:
        ReviewError: not UTF-8, or no record begins in it.
    """
    record = None
    for number, line in enumerate(read_text(path).lstrip("\ufeff").splitlines(), start=1):
        found = tag.match(line)
        if found and found[1] == begins:
            if record is not None:
                yield _tidy(record)
            record = Tagged(number)
        if record is None or not line.strip():
            continue
        if found:
            record.fields.append((found[1], found[2] or ""))
        elif indented and not line.startswith("   "):
            record.stray.append(number)
        else:
            name, text = record.fields[-1]
            record.fields[-1] = (name, f"{text} {line}")
    if record is None:
        raise ReviewError(
            f"No record begins in the file (no line '{begins}')",
            where=path,
            mend="export it again in the format that its ending promises, or remove it",
        )
    yield _tidy(record)


def _tidy(record: Tagged) -> Tagged:
    record.fields = [(tag, single_spaced(text)) for tag, text in record.fields]
    return record


def labelled_sections(title: str, abstract: str | None) -> tuple[Section, ...]:
    """Return title and abstract as sections; headings in capitals divide the abstract."""
    sections = [Section(name="title", text=title)]
    pieces = _LABEL.split(abstract or "")
    if pieces[0].strip():
        sections.append(Section(name="abstract", text=pieces[0]))
    for label, text in zip(pieces[1::2], pieces[2::2], strict=True):
        if text.strip():
            sections.append(Section(name=label, text=text))
    return tuple(sections)


def doi_in(texts: Iterable[str]) -> str | None:
    """Return the first DOI that stands in the texts."""
    found = (_DOI.search(text) for text in texts)
    return next((match[0].rstrip(".,;)") for match in found if match), None)


def import_id(doi: str | None, *parts: object) -> str:
    """Return the record_id of an imported record that has no PMID."""
    if doi:
        return f"import:{doi.lower()}"
    text = "|".join(str(part or "").casefold() for part in parts)
    return f"import:{hashlib.sha256(text.encode()).hexdigest()[:16]}"
