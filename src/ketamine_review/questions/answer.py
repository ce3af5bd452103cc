"""Answer: what one synthesis of a protocol finds in the evidence of its review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ketamine_review.model.evidence import Evidence
from ketamine_review.model.protocol import Protocol, Selector, Synthesis
from ketamine_review.model.record import Report
from ketamine_review.model.results import (
    Exclusion,
    StudyEffect,
    SynthesisEntry,
    SynthesisResult,
)
from ketamine_review.questions.changes import changes, relative_changes
from ketamine_review.questions.contrasts import contrasts
from ketamine_review.questions.durations import durations
from ketamine_review.questions.estimate import Estimate
from ketamine_review.questions.pooling import pools_of
from ketamine_review.questions.proportions import proportions
from ketamine_review.questions.risks import risk_differences
from ketamine_review.questions.select import matches, one_per_study, one_report_per_figure
from ketamine_review.questions.statement import presentation_at, statement
from ketamine_review.questions.study import study_effect


@dataclass(frozen=True)
class Review:
    """What an answer draws on: a protocol, the ledger of reports and the evidence."""

    protocol: Protocol
    reports: Mapping[str, Report]
    rows: tuple[Evidence, ...]

    @property
    def primary(self) -> set[str]:
        """Return the report ids that are counted for their study."""
        return {name for name, report in self.reports.items() if report.primary}

    def confirmed(self) -> Review:
        """Return the review without the findings that nobody has confirmed."""
        return replace(self, rows=tuple(r for r in self.rows if r.status == "confirmed"))


def estimates(
    review: Review, synthesis: Synthesis, selector: Selector, correlation: float | None = None
) -> list[Estimate]:
    """Return the estimates of the rows that a selector takes, measured as the synthesis asks."""
    rows = [row for row in review.rows if matches(row, selector)]
    r = review.protocol.rules.correlation.value if correlation is None else correlation
    measured = {
        "proportion": lambda: proportions(rows, synthesis.readings),
        "risk_difference": lambda: risk_differences(rows),
        "difference": lambda: contrasts(rows),
        "change": lambda: changes(rows, review.rows, r),
        "relative_change": lambda: relative_changes(rows, review.rows),
        "duration": lambda: durations(rows),
    }
    return measured[synthesis.measure]()


def counted(
    review: Review, synthesis: Synthesis, found: Sequence[Estimate]
) -> tuple[list[Estimate], list[Exclusion]]:
    """Return the estimates that count, and the rows that were passed over with the reason."""
    if synthesis.per_study == "all":
        ranked = one_report_per_figure(found, review.protocol.precedence, review.primary)
    else:
        ranked = one_per_study(found, review.protocol.precedence, review.primary)
    passed_over = [
        Exclusion(
            row_id=other.row.row_id,
            reason=f"{first.row.row_id} of the same study is counted",
        )
        for first, *others in ranked
        for other in others
    ]
    return [first for first, *_ in ranked], passed_over


def result_of(
    review: Review, synthesis: Synthesis, selector: Selector | None = None
) -> SynthesisResult:
    """Return what a synthesis finds in the rows of a review, without its sensitivity battery."""
    found = estimates(review, synthesis, selector or synthesis.select)
    kept, passed_over = counted(review, synthesis, found)
    effects = [study_effect(item, review.reports, synthesis.group_by) for item in kept]
    return summarise(synthesis, effects, passed_over)


def summarise(
    synthesis: Synthesis, effects: Sequence[StudyEffect], excluded: Sequence[Exclusion] = ()
) -> SynthesisResult:
    """Return study effects with their pool, where one may be shown, and what may be said."""
    ordered = sorted(effects, key=_order)
    usable = [effect for effect in ordered if effect.estimate is not None]
    k = len({effect.study_id for effect in usable})
    presentation = presentation_at(k, len(ordered), synthesis.present)
    pools, weights = (), {}
    if presentation in ("pooled", "descriptive"):
        pools, weights = pools_of(synthesis.measure, usable)
    centres = {effect.centre for effect in usable}
    one_centre = len(usable) > 1 and len(centres) == 1 and None not in centres
    n = sum(e.n or 0 for e in usable) if synthesis.per_study == "one" else None
    return SynthesisResult(
        presentation=presentation,
        statement=statement(synthesis, presentation, k, one_centre),
        k=k,
        n=n or None,
        one_centre=one_centre,
        studies=tuple(e.model_copy(update={"weight": weights.get(e.row_id)}) for e in ordered),
        pools=pools,
        excluded=tuple(excluded),
    )


def _order(effect: StudyEffect) -> tuple[str, bool, float, int, str, str]:
    days = -1.0 if effect.days is None else effect.days
    return (
        effect.group or "",
        effect.estimate is None,
        days,
        effect.year or 9999,
        effect.label,
        effect.row_id,
    )


def entry(
    synthesis: Synthesis, confirmed: SynthesisResult, provisional: SynthesisResult, methods: str
) -> SynthesisEntry:
    """Return both results of a synthesis side by side with what the protocol says of it."""
    return SynthesisEntry(
        id=synthesis.id,
        title=synthesis.title,
        question=synthesis.question,
        measure=synthesis.measure,
        role=synthesis.role,
        because=synthesis.because,
        confirmed=confirmed,
        provisional=provisional,
        methods=methods,
    )
