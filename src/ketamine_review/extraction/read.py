"""Reading one record: its text in, its findings out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ketamine_review.extraction.arms import Arm, Arms, is_of_ketamine
from ketamine_review.extraction.checks import check_reading, p_value_after
from ketamine_review.extraction.denominators import arm_sizes, denominator_of, unit_of
from ketamine_review.extraction.design_links import DesignLinker
from ketamine_review.extraction.document import Document, Sentence, read_document
from ketamine_review.extraction.durations import last_assessment, numbered_looks
from ketamine_review.extraction.kinds import SentenceReader
from ketamine_review.extraction.link import ALL, CONTRASTS, Link
from ketamine_review.extraction.links import SentenceLinker
from ketamine_review.extraction.mentions import Mention, in_order, mentions, terms_of
from ketamine_review.extraction.outcomes import (
    counts_responders,
    outcome_hits,
    outcome_of,
    response_defined,
)
from ketamine_review.extraction.place import Place, places
from ketamine_review.extraction.readings import Reading, reading
from ketamine_review.extraction.statistics import Statistics
from ketamine_review.extraction.study import Basis, StudyFacts, facts_of_document, span_of
from ketamine_review.extraction.study_arms import study_arms
from ketamine_review.extraction.timing import NO_TIME, moments, time_of
from ketamine_review.extraction.units import in_days
from ketamine_review.model.context import Context, Regimen, Time
from ketamine_review.model.finding import Finding, Span
from ketamine_review.model.quantity import Kind, Quantity
from ketamine_review.model.record import Record

#: Findings below this are unsure; the precision that docs/extraction.md states is measured at it.
DEFAULT_CONFIDENCE = 0.3
#: A link below this is not made: the finding says that its group is not known.
LINK_CONFIDENCE = 0.5

#: The parts of a quantity that a reading has under the same names.
_OF_READING = [field for field in Quantity.model_fields if field not in ("kind", "as_printed")]
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


@dataclass(frozen=True)
class _Linked:
    """A reading with what it belongs to."""

    sentence: Sentence
    reading: Reading
    link: Link
    outcome: str | None = None
    time: Time = NO_TIME

    @property
    def arm(self) -> str | None:
        return self.link.arm if self.link.confidence >= LINK_CONFIDENCE else None


def findings_of(record: Record) -> tuple[Finding, ...]:
    """Return the findings of a record in the order of their places."""
    return read_record(record).findings


def read_record(record: Record) -> ReadRecord:
    """Return what a record reports: facts of the study, groups and numbers."""
    document = read_document(record)
    arms = study_arms(document)
    linked = list(_with_definition(document, _linked(document, arms)))
    facts = _with_regimen(facts_of_document(document), document.record, arms, linked)
    sizes = arm_sizes([(item.reading, item.arm) for item in linked], [a.name for a in arms.arms])
    printed = _printed_denominators(linked)
    findings = {}
    for item in reversed(linked):
        finding = _finding(record, facts, arms, item, sizes, printed.get(item.arm, ()))
        findings[finding.finding_id] = finding
    return ReadRecord(facts, arms, tuple(reversed(findings.values())))


def _printed_denominators(linked: Sequence[_Linked]) -> dict[str | None, list[int]]:
    """Return the first few denominators that are printed beside the shares of each group."""
    printed: dict[str | None, list[int]] = {}
    for item in linked:
        n, known = item.reading.n, printed.setdefault(item.arm, [])
        if item.reading.kind is Kind.PROPORTION and n is not None and n not in known:
            known[:] = [*known, n][:6]
    return printed


def _with_regimen(
    facts: StudyFacts, record: Record, arms: Arms, linked: Sequence[_Linked]
) -> StudyFacts:
    """Return the facts with regimen, length of the course and comparator, as the numbers tell."""
    told: dict[str, object] = {}
    basis = dict(facts.basis)
    own = [item for item in linked if item.arm == ALL or is_of_ketamine(item.arm)]
    doses = [i for i in own if i.reading.kind is Kind.DOSE and i.arm != ALL]
    if doses:
        spans = [_span(record, item) for item in doses]
        told["regimen"] = "; ".join(dict.fromkeys(span.text for span in spans))
        basis["regimen"] = Basis(span=spans[0])
    courses = [item for item in own if item.reading.kind is Kind.TREATMENT_DURATION]
    if courses:
        longest = max(courses, key=lambda item: _days_of(item.reading))
        told["course_days"] = _days_of(longest.reading)
        basis["course_days"] = Basis(span=_span(record, longest))
    comparator = terms_of("between", arms)[1]
    if comparator is not None:
        told["comparator"] = comparator
    return facts.model_copy(update={**told, "basis": basis})


def _days_of(item: Reading) -> float:
    """Return a length of time in days, of a range the middle."""
    ends = [item.value] if item.value is not None else [item.low, item.high]
    days = [in_days(float(end), item.scale or "day") for end in ends]
    return round(sum(days) / len(days), 6)


def _span(record: Record, item: _Linked) -> Span:
    read, sentence = item.reading, item.sentence
    start, end = sentence.tokens[read.first].start, sentence.tokens[read.last - 1].end
    return span_of(record, sentence.section, start, end)


def _linked(document: Document, arms: Arms) -> Iterator[_Linked]:
    statistics = Statistics()
    previous: Sequence[Arm] = ()
    found: list[Place] = []
    followed: list[Reading] = []
    for sentence in document.sentences:
        if sentence.role in _READ:
            statistics = statistics.after(sentence)
            here = places(sentence)
            told = here or sentence.role == "results"
            spoken = mentions(sentence.tokens, arms) if told else []
            for item in _of_sentence(sentence, here, statistics, arms, spoken, previous):
                if item.reading.kind is Kind.FOLLOW_UP_DURATION:
                    followed.append(item.reading)
                yield item
            named = list(in_order(spoken)) if sentence.role == "results" else ()
            previous = named or previous
            found += here
            if sentence.role == "methods":
                found += numbered_looks(sentence)
    last = last_assessment(found, arms.names)
    if last is not None and not _followed_longer(followed, last):
        parts = {"value": last.value("value"), "scale": last.unit_text()}
        item = reading(last, Kind.FOLLOW_UP_DURATION, 0.7, note="last_assessment", **parts)
        yield _Linked(last.sentence, item, Link(ALL, 0.9), "follow_up_duration")


def _with_definition(document: Document, linked: Iterable[_Linked]) -> Iterator[_Linked]:
    """Yield linked readings, shares of responders by the definition that stands elsewhere."""
    defined = response_defined(document.sentences)
    for item in linked:
        plain = item.outcome == "any_relief" and counts_responders(item.sentence)
        yield replace(item, outcome=defined) if defined and plain else item


def _followed_longer(followed: Sequence[Reading], last: Place) -> bool:
    """Return whether a stated length of follow-up is longer than the last planned look."""
    days = in_days(float(last.value("value") or 0), last.unit_text() or "day")
    return any(_days_of(item) > days for item in followed)


def _of_sentence(
    sentence: Sentence,
    found: Sequence[Place],
    statistics: Statistics,
    arms: Arms,
    spoken: Sequence[Mention],
    previous: Sequence[Arm],
) -> Iterator[_Linked]:
    tokens = sentence.tokens
    starts = frozenset(mention.first for mention in spoken)
    ends = frozenset(mention.last for mention in spoken)
    readings = SentenceReader(found, statistics, arms.names, starts, ends).readings()
    if not readings:
        return
    links = SentenceLinker(tokens, readings, spoken, arms, previous).outcome_links()
    design = DesignLinker(tokens, spoken, arms)
    hits, named = outcome_hits(tokens), moments(tokens, found)
    for at, item in enumerate(readings):
        link = links[at] if at in links else design.link(item)
        if item.kind in CONTRASTS:
            item = replace(item, p_value=item.p_value or p_value_after(readings, at))
        yield _Linked(sentence, item, link, outcome_of(item, hits), time_of(item, named))


def _finding(
    record: Record,
    facts: StudyFacts,
    arms: Arms,
    item: _Linked,
    sizes: Mapping[str, int],
    beside: Sequence[int],
) -> Finding:
    read = item.reading
    span = _span(record, item)
    denominator, basis = denominator_of(read, item.arm, sizes, beside)
    quantity = Quantity(
        kind=read.kind,
        as_printed=span.text,
        **{name: getattr(read, name) for name in _OF_READING},
    )
    return Finding(
        finding_id=f"{record.record_id}#{span.section}.{span.start}-{span.end}.{read.kind}",
        record_id=record.record_id,
        arm=item.arm,
        context=_context(facts, arms, item),
        quantity=quantity,
        span=span,
        confidence=round(read.confidence * item.link.confidence, 3),
        denominator=denominator,
        denominator_from=basis,
        checks=check_reading(read, denominator, tuple(sizes.values())),
    )


def _context(facts: StudyFacts, arms: Arms, item: _Linked) -> Context:
    drug, comparator = terms_of(item.arm, arms)
    return Context(
        condition=facts.condition,
        population=facts.population,
        setting=facts.setting,
        regimen=_regimen(drug or facts.drug, facts.route, facts.course_days),
        comparator=comparator or facts.comparator,
        outcome=item.outcome,
        time=item.time,
        unit=unit_of(item.reading),
    )


@lru_cache(maxsize=256)
def _regimen(drug: str | None, route: str | None, course_days: float | None) -> Regimen:
    """Return a regimen; the findings of a record share a few, so they are made once."""
    return Regimen(drug=drug, route=route, course_days=course_days)
