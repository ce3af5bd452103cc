"""Sensitivity: what the answer would be under each other defensible choice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from ketamine_review.model.protocol import Reading, Synthesis
from ketamine_review.model.results import SensitivityRow, StudyEffect, SynthesisResult
from ketamine_review.questions.answer import (
    Review,
    counted,
    estimates,
    result_of,
    summarise,
)
from ketamine_review.questions.pooling import other_models
from ketamine_review.questions.proportions import share_figures
from ketamine_review.questions.select import one_per_study
from ketamine_review.questions.study import study_effect
from ketamine_review.synthesis.allowed import may_show


def battery(
    review: Review, synthesis: Synthesis, main: SynthesisResult
) -> tuple[SensitivityRow, ...]:
    """Return one row per other choice: model, reading, report, selection, correlation, study.

    Args:
        review: The review whose rows were counted in ``main``.
        synthesis: The synthesis.
        main: Its main result.
    """
    return (
        *_models(synthesis, main),
        *_readings(synthesis, main),
        *_precedence(review, synthesis),
        *_variants(review, synthesis),
        *_correlations(review, synthesis),
        *_left_out(synthesis, main),
        *_cumulative(synthesis, main),
    )


def _models(synthesis: Synthesis, main: SynthesisResult) -> Iterator[SensitivityRow]:
    if main.pools:
        usable = [effect for effect in main.studies if effect.estimate is not None]
        for row in other_models(synthesis.measure, usable):
            yield SensitivityRow(**asdict(row))


def _readings(synthesis: Synthesis, main: SynthesisResult) -> Iterator[SensitivityRow]:
    for reading in synthesis.readings:
        if any(effect.row_id == reading.row_id for effect in main.studies):
            reread = [_as_read(effect, reading) for effect in main.studies]
            label = f"{reading.events} of {reading.n} in {_label_of(main, reading.row_id)}"
            yield _row(synthesis, reread, reading.choice, reading.id, label, reading.because)


def _as_read(effect: StudyEffect, reading: Reading) -> StudyEffect:
    if effect.row_id != reading.row_id:
        return effect
    figures = share_figures(reading.events, reading.n)
    return effect.model_copy(update={**figures, "not_estimable": None, "readings": None})


def _label_of(result: SynthesisResult, row_id: str) -> str:
    return next(effect.label for effect in result.studies if effect.row_id == row_id)


def _precedence(review: Review, synthesis: Synthesis) -> Iterator[SensitivityRow]:
    """Yield the answer with another report of the same study in place of the counted one."""
    if synthesis.per_study == "all":
        return
    found = estimates(review, synthesis, synthesis.select)
    ranked = one_per_study(found, review.protocol.precedence, review.primary)
    for position, (first, *others) in enumerate(ranked):
        for other in others:
            if other.row.report_id != first.row.report_id and other.estimable:
                swapped = [
                    study_effect(other if at == position else firsts[0], review.reports)
                    for at, firsts in enumerate(ranked)
                ]
                label = f"{study_effect(other, review.reports).label} for {first.row.report_id}"
                yield _row(
                    synthesis,
                    swapped,
                    "precedence",
                    other.row.row_id,
                    label,
                    "Another report of the same patients",
                )


def _variants(review: Review, synthesis: Synthesis) -> Iterator[SensitivityRow]:
    for variant in synthesis.variants:
        result = result_of(review, synthesis, synthesis.selector_of(variant))
        yield _row(
            synthesis, result.studies, "selection", variant.id, variant.label, variant.because
        )


def _correlations(review: Review, synthesis: Synthesis) -> Iterator[SensitivityRow]:
    if synthesis.measure != "change":
        return
    for r in review.protocol.rules.correlation.grid:
        kept, _ = counted(review, synthesis, estimates(review, synthesis, synthesis.select, r))
        for item in kept:
            if "SD of the change at r" in item.figures.get("method", ""):
                effect = study_effect(item, review.reports)
                yield SensitivityRow(
                    choice="correlation",
                    id=f"{effect.row_id}:r={r:g}",
                    label=f"{effect.label}, r = {r:g}",
                    k=1,
                    estimate=effect.estimate,
                    low=effect.low,
                    high=effect.high,
                    because="The correlation of pain before and after is not printed",
                    rows=effect.rows,
                )


def _left_out(synthesis: Synthesis, main: SynthesisResult) -> Iterator[SensitivityRow]:
    if not main.pools or not may_show("leave_one_out", main.k):
        return
    for effect in main.studies:
        if effect.estimate is not None:
            rest = [other for other in main.studies if other is not effect]
            yield _row(synthesis, rest, "leave_one_out", effect.row_id, f"Without {effect.label}")


def _cumulative(synthesis: Synthesis, main: SynthesisResult) -> Iterator[SensitivityRow]:
    if not main.pools or not may_show("cumulative", main.k):
        return
    usable = [effect for effect in main.studies if effect.estimate is not None]
    by_year = sorted(usable, key=lambda effect: (effect.year or 9999, effect.label))
    for end in range(2, len(by_year) + 1):
        latest = by_year[end - 1]
        yield _row(
            synthesis,
            by_year[:end],
            "cumulative",
            latest.row_id,
            f"Up to {latest.label}",
            "By year of publication; a display, no sequential test (Handbook chapter 22)",
        )


def _row(
    synthesis: Synthesis,
    effects: Sequence[StudyEffect],
    choice: str,
    id: str,
    label: str,
    because: str = "",
) -> SensitivityRow:
    """Return the answer from these effects: the pool, else the one study, else no figure."""
    result = summarise(synthesis, effects)
    usable = [effect for effect in result.studies if effect.estimate is not None]
    source = result.pools[0] if result.pools else (usable[0] if len(usable) == 1 else None)
    return SensitivityRow(
        choice=choice,
        id=id,
        label=label,
        k=result.k,
        estimate=source and source.estimate,
        low=source and source.low,
        high=source and source.high,
        because=because,
        rows=_counted_rows(result.studies),
    )


def _counted_rows(effects: Sequence[StudyEffect]) -> tuple[str, ...]:
    return tuple(row for e in effects if e.estimate is not None for row in e.rows)
