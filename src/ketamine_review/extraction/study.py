"""Study: what a record says its study is about, each fact with what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from pydantic import Field

from ketamine_review.extraction.document import Document
from ketamine_review.extraction.lexicon import lexicon
from ketamine_review.extraction.phrases import Phrases
from ketamine_review.model.base import Frozen
from ketamine_review.model.finding import Span
from ketamine_review.model.record import Record, text_hash

#: The fields that are looked up in facts.yaml.
FIELDS = ("condition", "population", "setting", "route", "drug", "design", "blinding", "country")

#: The places of a record in the order in which they are asked, and what is asked between them.
_PLACES = ("title", "types", "methods", "rest", "mesh")

_REGISTRY = re.compile(
    r"NCT\d{8}|ISRCTN\s?\d{6,8}|\b\d{4}-\d{6}-\d{2}\b|ACTRN\d{14}|DRKS\d{8}|UMIN\d{9}"
    r"|ChiCTR[-A-Z]*\d{8,10}|CTRI/\d{4}/\d{2,3}/\d{5,6}|IRCT\d{9,}N\d+"
)


#: A section, and the offsets of the first character and past the last one.
_Place = tuple[int, int, int]


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
        regimen: The doses of ketamine as printed.
        course_days: Length of the treatment course in days.
        blinding: ``double``, ``single`` or ``open``.
        country: Country that the text names.
        funding: What the record says of money.
        registry_ids: Numbers of trial registries.
        basis: For each field that is not None, what it rests on.
    """

    condition: str | None = None
    population: str | None = None
    setting: str | None = None
    route: str | None = None
    drug: str | None = None
    regimen: str | None = None
    course_days: float | None = None
    design: str | None = None
    comparator: str | None = None
    blinding: str | None = None
    country: str | None = None
    funding: str | None = None
    registry_ids: tuple[str, ...] = ()
    basis: dict[str, Basis] = Field(default_factory=dict)


def facts_of_document(document: Document) -> StudyFacts:
    """Return the facts that words, publication types and MeSH headings tell.

    The title goes before the publication types, these before the methods, then the rest of the
    abstract, then the MeSH headings; within one place the order in facts.yaml decides.
    """
    found = _mentions(document)
    chosen = {field: _choose(document.record, field, found[field]) for field in FIELDS}
    told = {field: choice for field, choice in chosen.items() if choice is not None}
    terms = {field: term for field, (term, _) in told.items()}
    terms = _refined(terms, found)
    return StudyFacts(
        **terms,
        funding=_funding(document.record),
        registry_ids=_registry_ids(document.record),
        basis={field: basis for field, (_, basis) in told.items()},
    )


def _refined(terms: dict[str, str], found: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return the terms with what two of them mean together."""
    refined = dict(terms)
    # A randomised trial is a crossover one wherever that word stands.
    crossed = any("rct_crossover" in place for place in found["design"].values())
    if terms.get("design") == "rct_parallel" and crossed:
        refined["design"] = "rct_crossover"
    # The headache of children is one term, whatever its type.
    headache = terms.get("condition") in lexicon("facts")["headache_terms"]
    if headache and terms.get("population") == "paediatric":
        refined["condition"] = "pediatric_migraine"
    return refined


@cache
def _phrases() -> Phrases:
    return Phrases(
        {
            f"{field}:{term}": entry.get("text", ())
            for field in FIELDS
            for term, entry in lexicon("facts")[field].items()
        }
    )


def _mentions(document: Document) -> dict[str, dict[str, dict[str, _Place]]]:
    """Return for each field and place the terms named there, each where it is named first."""
    found: dict[str, dict[str, dict[str, _Place]]] = {
        field: {place: {} for place in ("title", "methods", "rest")} for field in FIELDS
    }
    for sentence in document.sentences:
        place = sentence.role if sentence.role in ("title", "methods") else "rest"
        for hit in _phrases().find_all(sentence.tokens):
            field, _, term = hit.meaning.partition(":")
            if term not in found[field][place]:
                first, last = sentence.tokens[hit.first], sentence.tokens[hit.last]
                found[field][place][term] = (sentence.section, first.start, last.end)
    return found


def _choose(
    record: Record, field: str, found: Mapping[str, Mapping[str, _Place]]
) -> tuple[str, Basis] | None:
    terms = lexicon("facts")[field]
    given = {
        # "Ketamine/therapeutic use*": a heading may carry a qualifier and a mark of major topics.
        "mesh": {heading.strip("*").split("/")[0].strip("*") for heading in record.mesh},
        "types": set(record.publication_types),
    }
    for place in _PLACES:
        choice = (
            _in_index(terms, place, given[place])
            if place in given
            else _in_text(record, terms, found[place])
        )
        if choice is not None:
            return choice
    return None


def _in_text(
    record: Record, terms: Iterable[str], found: Mapping[str, _Place]
) -> tuple[str, Basis] | None:
    term = next((term for term in terms if term in found), None)
    return None if term is None else (term, Basis(span=span_of(record, *found[term])))


def _in_index(terms: Mapping[str, Any], key: str, given: set[str]) -> tuple[str, Basis] | None:
    for term, entry in terms.items():
        for heading in entry.get(key, ()):
            if heading in given:
                return term, Basis(indexing=f"{key}: {heading}")
    return None


def _funding(record: Record) -> str | None:
    sections = [s.text for s in record.sections if s.name.lower().startswith("funding")]
    return "; ".join([*record.funding, *sections]) or None


def _registry_ids(record: Record) -> tuple[str, ...]:
    named = [name for section in record.sections for name in _REGISTRY.findall(section.text)]
    return tuple(dict.fromkeys([*record.registry_ids, *named]))


#: A record has few sections and many spans.
_hash_of = lru_cache(maxsize=64)(text_hash)


def span_of(record: Record, section: int, start: int, end: int) -> Span:
    """Return the span of some characters of a record's section."""
    place = record.sections[section]
    return Span(
        record_id=record.record_id,
        section=section,
        start=start,
        end=end,
        text=place.text[start:end],
        text_hash=_hash_of(place.text),
    )
