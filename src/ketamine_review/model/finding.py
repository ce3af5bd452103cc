"""Finding and Evidence: a number proposed by the extractor, and a number that may be used."""

from __future__ import annotations

from ketamine_review.model.base import Frozen
from ketamine_review.model.context import Context
from ketamine_review.model.quantity import Quantity
from ketamine_review.model.record import Record


class Span(Frozen):
    """The place a number was read from; it re-locates in the record or the number is refused.

    Attributes:
        record_id: The record.
        section: Index into the record's sections (0 is usually the title).
        start: First character in the section's text.
        end: One past the last character.
        text: The characters themselves.
        text_hash: Hash of the whole section, to see that it is unchanged.
    """

    record_id: str
    section: int
    start: int
    end: int
    text: str
    text_hash: str


def relocate(span: Span, record: Record) -> bool:
    """Return whether a span still points at its own characters in ``record``."""
    if span.record_id != record.record_id or not 0 <= span.section < len(record.sections):
        return False
    section = record.sections[span.section]
    return section.text_hash == span.text_hash and section.text[span.start : span.end] == span.text


class Finding(Frozen):
    """A number that the extractor read, free of any review.

    Attributes:
        finding_id: ``<record_id>#<section>.<start>-<end>.<kind>``.
        arm: ``ketamine``, a comparator's name, ``all``, ``between``; None is "not linked".
        confidence: 0 to 1; how sure the links (arm, outcome, time) are, not the digits.
        checks: Arithmetic checks as ``name: outcome`` strings.
    """

    finding_id: str
    record_id: str
    arm: str | None = None
    context: Context
    quantity: Quantity
    span: Span
    confidence: float = 1.0
    checks: tuple[str, ...] = ()


class Evidence(Frozen):
    """A number that a synthesis or a check may use.

    Attributes:
        row_id: ``<report_id>#<number>`` in the ledger, or the finding's id when provisional.
        study_id: The set of patients it counts.
        centre: Where they were treated, None where the report does not say.
        arm: ``ketamine``, a comparator's name, or ``all`` for both arms and contrasts.
        design: Design of the study.
        definition: The outcome's definition in our own words.
        status: ``confirmed`` (a ledger row) or ``provisional`` (queued finding).
        by: ``person:<name>`` or ``software:<which>``.
        agreement: ``agree``, ``differ_resolved`` or ``single`` reader; None for findings.
        events_source: ``printed`` or ``derived``; None where there is no count.
        seen: ``abstract``, ``full_text`` or ``secondary``.
        source: Address the number was seen at.
        marks: Trust marks, such as ``abstract_only`` or ``arithmetic_mismatch``.
    """

    row_id: str
    report_id: str
    record_id: str | None = None
    study_id: str
    centre: str | None = None
    arm: str
    design: str | None = None
    context: Context
    quantity: Quantity
    definition: str | None = None
    status: str
    by: str
    agreement: str | None = None
    events_source: str | None = None
    seen: str | None = None
    source: str | None = None
    note: str | None = None
    marks: tuple[str, ...] = ()
