"""Show: an entry of the queue as a person reads it in a terminal."""

from __future__ import annotations

import textwrap

from ketamine_review.extraction.document import split_sentences
from ketamine_review.extraction.tokens import tokenize
from ketamine_review.model.finding import Finding
from ketamine_review.model.record import Record
from ketamine_review.walk.items import Item

WIDTH = 96
#: Around the characters that a number was read from; visible without colours as well.
OPEN, CLOSE = ">>", "<<"


def item_text(item: Item, number: int, count: int) -> str:
    """Return an entry of the queue: where it stands, its sentence, and what is proposed."""
    head = f"[{number} of {count}] {item.entry.reason}"
    parts = [head, _record_text(item.record, item.entry.report_id)]
    if item.finding is not None and item.record is not None:
        parts += [sentence_text(item.finding, item.record), finding_text(item.finding)]
    elif item.row is not None:
        parts += [_abstract(item.record), _row_text(item.row)]
    if item.entry.verdicts:
        parts.append(f"Drawn on by: {', '.join(item.entry.verdicts)}")
    return "\n\n".join(_wrapped(part) for part in parts if part)


def _record_text(record: Record | None, report_id: str) -> str:
    if record is None:
        return f"{report_id} (no archive holds its record)"
    source = ", ".join(str(part) for part in (record.journal, record.year) if part)
    digest = (
        " This is our digest; the original is at " + record.digest_of if record.digest_of else ""
    )
    return f"{record.title}\n{source or 'no journal'} · {record.record_id} · {report_id}.{digest}"


def sentence_text(finding: Finding, record: Record) -> str:
    """Return the sentence of a finding with the characters it was read from between marks."""
    span = finding.span
    text = record.sections[span.section].text
    start, end = 0, len(text)
    for tokens in split_sentences(tokenize(text)):
        if tokens[0].start <= span.start < tokens[-1].end:
            start, end = tokens[0].start, max(tokens[-1].end, span.end)
    marked = f"{text[start : span.start]}{OPEN}{span.text}{CLOSE}{text[span.end : end]}"
    return f"{record.sections[span.section].name or 'Abstract'}: {marked}"


def _abstract(record: Record | None) -> str:
    """Return all that the archive holds of a report's text, a section a line."""
    sections = record.sections if record is not None else ()
    shown = [section for section in sections if section.name != "title"]
    return "\n".join(f"{section.name or 'Abstract'}: {section.text}" for section in shown)


def finding_text(finding: Finding) -> str:
    """Return what a finding proposes, one line per field that it knows."""
    quantity, context = finding.quantity, finding.context
    fields = {
        "kind": quantity.kind.value,
        "arm": finding.arm or "not linked",
        "outcome": context.outcome or "not linked",
        "events": quantity.events,
        "n": quantity.n,
        "value": quantity.value,
        "spread": quantity.spread and f"{quantity.spread} ({quantity.spread_kind})",
        "limits": quantity.low and f"{quantity.low} to {quantity.high} ({quantity.interval})",
        "P": quantity.p_value,
        "scale": quantity.scale,
        "days": context.time.days,
        "anchor": context.time.anchor,
        "denominator": finding.denominator
        and f"{finding.denominator} ({finding.denominator_from})",
        "checks": "; ".join(finding.checks) or None,
        "confidence": finding.confidence,
    }
    known = [f"  {name:<12} {value}" for name, value in fields.items() if value is not None]
    return "Proposed:\n" + "\n".join(known)


def _row_text(row: dict[str, str]) -> str:
    shown = [f"  {name:<16} {value}" for name, value in row.items() if value and name != "row_id"]
    return f"Row {row['row_id']}:\n" + "\n".join(shown)


def _wrapped(text: str) -> str:
    return "\n".join(
        textwrap.fill(line, WIDTH, subsequent_indent=" " * (15 if line.startswith("  ") else 0))
        for line in text.split("\n")
    )
