"""Evidence: a number that a synthesis or a check may use."""

from __future__ import annotations

from ketamine_review.model.base import Frozen
from ketamine_review.model.context import Context
from ketamine_review.model.quantity import Quantity


class Evidence(Frozen):
    """A number that a synthesis or a check may use.

    Attributes:
        row_id: ``<report_id>#<number>`` in the ledger, or the finding's id when provisional.
        report_id: Report in the ledger.
        record_id: Record of the archive that holds it.
        study_id: The set of patients it counts.
        centre: Where they were treated, None where the report does not say.
        arm: ``ketamine``, a comparator's name, or ``all`` for both arms and contrasts.
        design: Design of the study.
        context: In whom, given what, which outcome, when.
        quantity: How much.
        definition: The outcome's definition in our own words.
        status: ``confirmed`` (a ledger row) or ``provisional`` (queued finding).
        by: ``person:<name>`` or ``software:<which>``.
        agreement: ``agree``, ``differ_resolved`` or ``single`` reader; None for findings.
        events_source: ``printed`` or ``derived``; None where there is no count.
        seen: ``abstract``, ``full_text`` or ``secondary``.
        source: Address the number was seen at.
        note: Remark of the reader.
        marks: Trust marks, such as ``abstract_only`` or ``arithmetic_mismatch``.
        checks: What the arithmetic checks found, one sentence each.
    """

    row_id: str
    report_id: str
    record_id: str | None = None
    study_id: str
    centre: str | None = None
    arm: str
    design: str | None = None
    context: Context
    quantity: Quantity
    definition: str | None = None
    status: str
    by: str
    agreement: str | None = None
    events_source: str | None = None
    seen: str | None = None
    source: str | None = None
    note: str | None = None
    marks: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
