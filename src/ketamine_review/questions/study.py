"""What every study's effect carries, whatever was measured: who, when, how, and how sure."""

from __future__ import annotations

from collections.abc import Mapping

from ketamine_review.curation.reports import cite
from ketamine_review.model.quantity import Kind, Quantity
from ketamine_review.model.record import Report
from ketamine_review.model.results import StudyEffect
from ketamine_review.questions.estimate import Estimate, p_text
from ketamine_review.questions.select import value_of
from ketamine_review.wording import days_text


def study_effect(
    estimate: Estimate, reports: Mapping[str, Report], group_by: str | None = None
) -> StudyEffect:
    """Return a study's effect: its circumstances from its row, its figures as estimated."""
    row = estimate.row
    report = reports.get(row.report_id)
    context = row.context
    return StudyEffect(
        row_id=row.row_id,
        report_id=row.report_id,
        study_id=row.study_id,
        label=cite(report) if report else row.report_id,
        year=report.year if report else None,
        centre=row.centre,
        design=row.design,
        condition=context.condition,
        population=context.population,
        setting=context.setting,
        drug=context.regimen.drug,
        route=context.regimen.route,
        comparator=context.comparator,
        course_days=context.regimen.course_days,
        outcome=context.outcome or "",
        definition=row.definition,
        days=context.time.days,
        anchor=context.time.anchor,
        unit=context.unit,
        group=None if group_by is None else str(value_of(row, group_by)),
        rows=tuple(item.row_id for item in (row, *estimate.others)),
        status=estimate.status,
        by=row.by,
        marks=row.marks,
        source=row.source,
        **{"reported": as_reported(row.quantity), **estimate.figures},
    )


def as_reported(quantity: Quantity) -> str:
    """Return a quantity in the words of a table: ``48/61, printed 77%``."""
    if quantity.kind is Kind.PROPORTION:
        return _share_as_reported(quantity)
    if quantity.kind is Kind.TREATMENT_DURATION and quantity.value is not None:
        return _course_as_reported(quantity)
    within = []
    if quantity.spread is not None:
        name = {"sd": "SD ", "se": "SE ", "unnamed": "±"}[quantity.spread_kind or "unnamed"]
        within.append(f"{name}{quantity.spread}")
    if quantity.low is not None:
        name = {"ci": "95% CI", "iqr": "IQR", "range": "range"}[quantity.interval or "range"]
        within.append(f"{name} {quantity.low} to {quantity.high}")
    value = quantity.value or ("" if not within else "not printed")
    parts = [f"{value} ({'; '.join(within)})" if within else value]
    if quantity.p_value is not None:
        parts.append(p_text(quantity.p_value))
    if quantity.n is not None:
        parts.append(f"n = {quantity.n}")
    return ", ".join(part for part in parts if part)


def _course_as_reported(quantity: Quantity) -> str:
    low, high = quantity.number("low"), quantity.number("high")
    if low is not None and high is not None:
        return f"{days_text(low)} to {days_text(high)}"
    return days_text(quantity.number())


def _share_as_reported(quantity: Quantity) -> str:
    percent = None if quantity.value is None else f"printed {quantity.value}%"
    if quantity.events is not None:
        count = f"{quantity.events}/{'?' if quantity.n is None else quantity.n}"
    else:
        count = None if quantity.n is None else f"?/{quantity.n}"
    return ", ".join(part for part in (count, percent) if part)
