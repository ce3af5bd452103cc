"""What a report is about, as far as eligibility asks: from the ledger, else from its own text."""

from __future__ import annotations

from ketamine_review.extraction.facts import study_facts
from ketamine_review.model.record import Record, Report

#: Where a criterion's field is found in a row of the ledger of reports.
_LEDGER_FIELDS = {
    "condition": "condition",
    "population": "population",
    "setting": "setting",
    "regimen.route": "route",
    "design": "design",
    "report_type": "report_type",
    "topic": "topic",
    "comparator": "comparator",
}


def facts_of(record: Record, report: Report | None) -> dict[str, str | float | None]:
    """Return the facts that criteria may ask for; None is "not stated".

    A ledger row was read by someone who had the whole page before them, so it goes before what
    the extractor reads in the abstract.
    """
    if report is not None:
        stated = {field: getattr(report, name) for field, name in _LEDGER_FIELDS.items()}
        drug = None if report.topic == "background" else "ketamine"
        return {**stated, "regimen.drug": drug, "regimen.course_days": report.course_days}
    facts = study_facts(record)
    return {
        "condition": facts.condition,
        "population": facts.population,
        "setting": facts.setting,
        "regimen.route": facts.route,
        "regimen.drug": facts.drug,
        "regimen.course_days": facts.course_days,
        "design": facts.design,
        "comparator": facts.comparator,
        "report_type": "journal_article",
    }
