"""Reading one record: its text in, its findings out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ketamine_review.extraction.arms import Arm, Arms, study_arms
from ketamine_review.extraction.design_links import DesignLinker
from ketamine_review.extraction.document import Document, Sentence, read_document
from ketamine_review.extraction.durations import last_assessment
from ketamine_review.extraction.facts import StudyFacts, facts_of_document, span_of
from ketamine_review.extraction.kinds import SentenceReader
from ketamine_review.extraction.links import Link, SentenceLinker
from ketamine_review.extraction.mentions import in_order, mentions
from ketamine_review.extraction.place import Place, places
from ketamine_review.extraction.readings import Reading, reading
from ketamine_review.extraction.statistics import Statistics
from ketamine_review.model.context import Context, Regimen
from ketamine_review.model.finding import Finding
from ketamine_review.model.quantity import Kind, Quantity
from ketamine_review.model.record import Record

#: Findings below this are shown as unsure; precision is measured at it.
DEFAULT_CONFIDENCE = 0.3

_READ = ("methods", "results", "conclusions")


@dataclass(frozen=True)
class ReadRecord:
    """Everything that was read in one record.

    Attributes:
        facts: What the study is about.
        arms: Its groups.
        findings: The numbers it reports, in the order of their places.
    """

    facts: StudyFacts
    arms: Arms
    findings: tuple[Finding, ...]


def findings_of(record: Record) -> tuple[Finding, ...]:
    """Return the findings of a record in the order of their places."""
    return read_record(record).findings


def read_record(record: Record) -> ReadRecord:
    """Return what a record reports: facts of the study, groups and numbers."""
    document = read_document(record)
    facts = facts_of_document(document)
    arms = study_arms(document)
    context = Context(
        condition=facts.condition,
        population=facts.population,
        setting=facts.setting,
        regimen=Regimen(drug=facts.drug, route=facts.route),
    )
    found = [
        _finding(record, sentence, context, item, link)
        for sentence, item, link in _linked(document, arms)
    ]
    return ReadRecord(facts, arms, tuple(found))


def _linked(document: Document, arms: Arms) -> Iterator[tuple[Sentence, Reading, Link]]:
    statistics = Statistics()
    previous: list[Arm] = []
    planned: list[tuple[Sentence, Place]] = []
    for sentence in document.sentences:
        if sentence.role not in _READ:
            continue
        statistics = statistics.after(sentence)
        found = places(sentence)
        spoken = mentions(sentence.tokens, arms)
        starts = frozenset(mention.first for mention in spoken)
        ends = frozenset(mention.last for mention in spoken)
        readings = SentenceReader(found, statistics, arms.names, starts, ends).readings()
        planned += [(sentence, place) for place in found]
        linker = SentenceLinker(sentence.tokens, readings, spoken, arms, previous)
        links = linker.outcome_links()
        previous = list(in_order(spoken)) or previous
        design = DesignLinker(sentence.tokens, spoken, arms)
        for at, item in enumerate(readings):
            yield sentence, item, links[at] if at in links else design.link(item)
    last = last_assessment([place for _, place in planned], arms.names)
    if last is not None:
        parts = {"value": last.value("value"), "scale": last.unit_text()}
        item = reading(last, Kind.FOLLOW_UP_DURATION, 0.7, note="last_assessment", **parts)
        yield last.sentence, item, Link("all", 0.9)


def _finding(
    record: Record, sentence: Sentence, context: Context, item: Reading, link: Link
) -> Finding:
    start, end = sentence.tokens[item.first].start, sentence.tokens[item.last - 1].end
    span = span_of(record, sentence.section, start, end)
    quantity = Quantity(
        kind=item.kind,
        as_printed=span.text,
        events=item.events,
        n=item.n,
        value=item.value,
        low=item.low,
        high=item.high,
        interval=item.interval,
        spread=item.spread,
        spread_kind=item.spread_kind,
        p_value=item.p_value,
        scale=item.scale,
    )
    return Finding(
        finding_id=f"{record.record_id}#{sentence.section}.{start}-{end}.{item.kind}",
        record_id=record.record_id,
        arm=link.arm,
        context=context,
        quantity=quantity,
        span=span,
        confidence=round(item.confidence * link.confidence, 3),
    )
