"""Decision: whether a report is in a review, and why."""

from __future__ import annotations

from ketamine_review.model.base import Frozen


class Decision(Frozen):
    """Whether one report is in the review.

    Attributes:
        record_id: Record of the archive.
        archive: The archive that holds it.
        report_id: Report in the ledger; the record's own id where the ledger has none.
        study_id: The set of patients.
        title: Title of the record.
        year: Year of the record.
        decision: ``include``, ``exclude``, or ``companion`` (a further report of an included study,
            which may lend a figure but is not counted again).
        criterion: The criterion that excluded it, None otherwise.
        reason: The reason in words.
        by: ``protocol`` where the criteria decided, else who signed the decisions ledger.
        design: Design, from the ledger or else from the text.
        condition: Diagnosis of the patients.
        population: Adults or children.
        setting: Where they were treated.
        route: How the drug was given.
    """

    record_id: str
    archive: str = ""
    report_id: str
    study_id: str
    title: str
    year: int | None
    decision: str
    criterion: str | None = None
    reason: str
    by: str = "protocol"
    design: str | None = None
    condition: str | None = None
    population: str | None = None
    setting: str | None = None
    route: str | None = None
