"""Reading one record: its text in, its findings out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ketamine_review.extraction.document import Sentence, read_document
from ketamine_review.extraction.facts import facts_of_document, span_of
from ketamine_review.model.context import Context, Regimen
from ketamine_review.model.finding import Finding
from ketamine_review.model.quantity import Kind, Quantity
from ketamine_review.model.record import Record

_P_VALUE = re.compile(r"P[,:]?([=<>]?)N")
_PROPORTION = re.compile(r"(?:([NW])\()?([NW])%")


def findings_of(record: Record) -> list[Finding]:
    """Return the findings of a record in the order of their places."""
    document = read_document(record)
    facts = facts_of_document(document)
    context = Context(
        condition=facts.condition,
        population=facts.population,
        setting=facts.setting,
        regimen=Regimen(drug=facts.drug, route=facts.route),
    )
    return [
        _finding(record, sentence, context, first, last, quantity)
        for sentence in document.sentences
        if sentence.role in ("results", "conclusions")
        for first, last, quantity in _quantities(sentence)
    ]


def _quantities(sentence: Sentence) -> Iterator[tuple[int, int, Quantity]]:
    tokens = sentence.tokens
    for match in _P_VALUE.finditer(sentence.shape):
        sign = tokens[match.start(1)].text if match[1] else "="
        printed = sign + tokens[match.end() - 1].value
        yield match.start(), match.end(), Quantity(kind=Kind.P_VALUE, p_value=printed)
    for match in _PROPORTION.finditer(sentence.shape):
        value = tokens[match.start(2)].value
        if not 0 <= float(value) <= 100 or sentence.shape[match.end() :].startswith("C"):
            continue
        count = tokens[match.start(1)].value if match[1] else None
        events = int(count) if count and count.isdigit() else None
        quantity = Quantity(kind=Kind.PROPORTION, events=events, value=value)
        yield match.start(), match.end(), quantity


def _finding(
    record: Record, sentence: Sentence, context: Context, first: int, last: int, quantity: Quantity
) -> Finding:
    start, end = sentence.tokens[first].start, sentence.tokens[last - 1].end
    span = span_of(record, sentence.section, start, end)
    name = f"{record.record_id}#{sentence.section}.{start}-{end}.{quantity.kind}"
    return Finding(
        finding_id=name,
        record_id=record.record_id,
        context=context,
        quantity=quantity.model_copy(update={"as_printed": span.text}),
        span=span,
        confidence=0.5,
    )
