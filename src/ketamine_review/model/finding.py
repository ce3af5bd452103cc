"""Finding: a number that the extractor read, with the place it was read from."""

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
        record_id: The record it was read from.
        arm: ``ketamine``, a comparator's name, ``all``, ``between``; None is "not linked".
        context: What it was linked to; empty fields are not linked.
        quantity: How much.
        span: Where it was read.
        confidence: 0 to 1; how sure the links (arm, outcome, time) are, not the digits.
        denominator: What a share counts of, also where that is printed elsewhere in the record.
        denominator_from: ``printed`` beside the share, ``arm`` (the size of its group), ``total``
            (the size of the study), ``fitted`` (another one of its group that fits count and
            percent) or ``subgroup`` (only some are counted, no number is known).
        checks: Arithmetic checks as ``name: outcome`` strings.
    """

    finding_id: str
    record_id: str
    arm: str | None = None
    context: Context
    quantity: Quantity
    span: Span
    confidence: float = 1.0
    denominator: int | None = None
    denominator_from: str | None = None
    checks: tuple[str, ...] = ()
