"""Study facts: condition, population, setting, route, drug, design ..., each with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pydantic import Field

from ketamine_review.extraction.document import Document, read_document
from ketamine_review.extraction.lexicon import lexicon
from ketamine_review.extraction.phrases import Phrases
from ketamine_review.model.base import Frozen
from ketamine_review.model.finding import Span
from ketamine_review.model.record import Record

#: The fields that are looked up in facts.yaml, in the order in which they are asked.
FIELDS = ("condition", "population", "setting", "route", "drug", "design", "blinding")


class Basis(Frozen):
    """What a fact rests on: a place in the text, a MeSH heading or a publication type.

    Attributes:
        span: The words in the text, None where the fact comes from indexing.
        indexing: ``mesh: <heading>`` or ``types: <publication type>``, None where it is from text.
    """

    span: Span | None = None
    indexing: str | None = None


class StudyFacts(Frozen):
    """What a report says of its study, in terms of the vocabulary; None is "not stated".

    Attributes:
        course_days: Length of the treatment course in days.
        basis: For each field that is not None, what it rests on.
    """

    condition: str | None = None
    population: str | None = None
    setting: str | None = None
    route: str | None = None
    drug: str | None = None
    course_days: float | None = None
    design: str | None = None
    comparator: str | None = None
    blinding: str | None = None
    basis: dict[str, Basis] = Field(default_factory=dict)


def study_facts(record: Record) -> StudyFacts:
    """Return what a record's text, MeSH headings and publication types say of its study.

    The title goes before the publication types, these before the abstract, the abstract before
    the MeSH headings; within one place the order of precedence in facts.yaml decides.
    """
    return facts_of_document(read_document(record))


def facts_of_document(document: Document) -> StudyFacts:
    """Return the facts of a record that was cut into sentences already."""
    found = _mentions(document)
    chosen = {field: _choose(document.record, field, found[field]) for field in FIELDS}
    chosen = {field: choice for field, choice in chosen.items() if choice is not None}
    return StudyFacts(
        **{field: term for field, (term, _) in chosen.items()},
        basis={field: basis for field, (_, basis) in chosen.items()},
    )


@cache
def _phrases(field: str) -> Phrases:
    return Phrases({term: entry.get("text", ()) for term, entry in lexicon("facts")[field].items()})


def _mentions(document: Document) -> dict[str, dict[str, dict[str, Span]]]:
    """Return for each field and place (title, abstract) the terms named, each at its first span."""
    found: dict[str, dict[str, dict[str, Span]]] = {
        field: {"title": {}, "abstract": {}} for field in FIELDS
    }
    for sentence in document.sentences:
        place = "title" if sentence.role == "title" else "abstract"
        for field in FIELDS:
            for hit in _phrases(field).find(sentence.tokens):
                start, end = sentence.tokens[hit.first].start, sentence.tokens[hit.last].end
                span = span_of(document.record, sentence.section, start, end)
                found[field][place].setdefault(hit.meaning, span)
    return found


def _choose(
    record: Record, field: str, found: dict[str, dict[str, Span]]
) -> tuple[str, Basis] | None:
    terms = lexicon("facts")[field]
    # "Ketamine/therapeutic use*": a heading may carry a qualifier and the mark of a major topic.
    mesh = {heading.strip("*").split("/")[0].strip("*") for heading in record.mesh}
    return (
        _in_text(terms, found["title"])
        or _in_index(terms, "types", set(record.publication_types))
        or _in_text(terms, found["abstract"])
        or _in_index(terms, "mesh", mesh)
    )


def _in_text(terms: Iterable[str], found: dict[str, Span]) -> tuple[str, Basis] | None:
    return next(((term, Basis(span=found[term])) for term in terms if term in found), None)


def _in_index(terms: Mapping[str, Any], key: str, given: set[str]) -> tuple[str, Basis] | None:
    for term, entry in terms.items():
        for heading in entry.get(key, ()):
            if heading in given:
                return term, Basis(indexing=f"{key}: {heading}")
    return None


def span_of(record: Record, section: int, start: int, end: int) -> Span:
    """Return the span of some characters of a record's section."""
    place = record.sections[section]
    return Span(
        record_id=record.record_id,
        section=section,
        start=start,
        end=end,
        text=place.text[start:end],
        text_hash=place.text_hash,
    )
