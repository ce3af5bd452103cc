"""Fragility: the verdict under each other defensible choice that the protocol lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ketamine_review.claims.held import Answer, Held
from ketamine_review.claims.judge import judge
from ketamine_review.model.protocol import Rules
from ketamine_review.model.results import StudyEffect, SynthesisResult
from ketamine_review.model.verdict import Alternative
from ketamine_review.questions.answer import summarise
from ketamine_review.questions.proportions import count_of, share_figures
from ketamine_review.synthesis.allowed import may_decide


@dataclass(frozen=True)
class Choice:
    """Another defensible choice, and the claim as it would be held under it."""

    kind: str
    label: str
    because: str
    held: Held


def alternatives(held: Held) -> tuple[Alternative, ...]:
    """Return the evidence verdict under every other choice, in the protocol's order."""
    return tuple(
        Alternative(
            choice=choice.kind,
            label=choice.label,
            evidence_verdict=judge(choice.held).evidence_verdict,
            because=choice.because,
        )
        for choice in _choices(held)
    )


def _choices(held: Held) -> Iterator[Choice]:
    if not held.answers:
        return
    yield from _thresholds(held)
    for answer in held.answers:
        yield from _readings(held, answer)
        yield from _other_reports(held, answer)
        yield from _interval_methods(held, answer)
        yield from _left_out(held, answer)


def _thresholds(held: Held) -> Iterator[Choice]:
    for name in ("agreement_margin", "smallest_important_difference", "adequate_trial_size"):
        threshold = getattr(held.rules, name)
        for value in threshold.grid:
            if value != threshold.value:
                label = f"{name.replace('_', ' ')} {value:g} {threshold.unit}"
                changed = threshold.model_copy(update={"value": value})
                yield Choice("threshold", label, threshold.source, _with_rule(held, name, changed))


def _with_rule(held: Held, name: str, threshold: object) -> Held:
    rules: Rules = held.rules.model_copy(update={name: threshold})
    return replace(held, rules=rules)


def _readings(held: Held, answer: Answer) -> Iterator[Choice]:
    for reading in answer.synthesis.readings:
        figures = {**share_figures(reading.events, reading.n), "readings": None}
        if any(effect.row_id == reading.row_id for effect in answer.result.studies):
            changed = _replaced(answer, reading.row_id, lambda e, f=figures: _reread(e, f))
            label = f"{reading.events} of {reading.n} ({reading.row_id})"
            yield Choice(reading.choice, label, reading.because, _with(held, answer, changed))


def _reread(effect: StudyEffect, figures: dict[str, object]) -> StudyEffect:
    return effect.model_copy(update={**figures, "not_estimable": None})


def _other_reports(held: Held, answer: Answer) -> Iterator[Choice]:
    """Yield the answer with another report's count of the same patients."""
    if answer.measure != "proportion":
        return
    for exclusion in answer.result.excluded:
        row = held.rows.get(exclusion.row_id)
        counted = row and next((e for e in answer.studies if e.study_id == row.study_id), None)
        count = row and count_of(row.quantity)
        if counted and count and row.report_id != counted.report_id:
            figures = share_figures(count[0], count[1])
            changed = _replaced(answer, counted.row_id, lambda e, f=figures: _reread(e, f))
            label = f"{row.report_id} for {counted.report_id}"
            because = "Another report of the same patients"
            yield Choice("precedence", label, because, _with(held, answer, changed))


def _interval_methods(held: Held, answer: Answer) -> Iterator[Choice]:
    if answer.result.presentation != "pooled":
        return
    for pool in answer.result.pools[1:]:
        others = tuple(other for other in answer.result.pools if other is not pool)
        changed = answer.result.model_copy(update={"pools": (pool, *others)})
        yield Choice("estimator", pool.label, "Another estimator", _with(held, answer, changed))


def _left_out(held: Held, answer: Answer) -> Iterator[Choice]:
    if not may_decide("leave_one_out", answer.result.k):
        return
    for effect in answer.studies:
        rest = [other for other in answer.result.studies if other is not effect]
        changed = summarise(answer.synthesis, rest)
        label = f"without {effect.label}"
        yield Choice("leave_one_out", label, "One study left out", _with(held, answer, changed))


def _replaced(
    answer: Answer, row_id: str, change: Callable[[StudyEffect], StudyEffect]
) -> SynthesisResult:
    studies = [change(e) if e.row_id == row_id else e for e in answer.result.studies]
    return summarise(answer.synthesis, studies)


def _with(held: Held, answer: Answer, result: SynthesisResult) -> Held:
    answers = tuple(
        replace(other, result=result) if other.id == answer.id else other for other in held.answers
    )
    return replace(held, answers=answers)
