"""Proposals: findings of a report that nobody has read yet, as provisional evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ketamine_review.model.context import Context
from ketamine_review.model.decision import Decision
from ketamine_review.model.evidence import Evidence
from ketamine_review.model.finding import Finding

SOFTWARE = "software:extractor"


def proposed_evidence(
    findings: Iterable[Finding], decisions: Mapping[str, Decision]
) -> list[Evidence]:
    """Return the findings that are linked to an arm and an outcome as provisional evidence.

    A number that is not linked answers no question; it waits in the review queue instead.
    """
    return [
        Evidence(
            row_id=finding.finding_id,
            report_id=decisions[finding.record_id].report_id,
            record_id=finding.record_id,
            study_id=decisions[finding.record_id].study_id,
            arm=_arm(finding),
            design=decisions[finding.record_id].design,
            context=_completed(finding.context, decisions[finding.record_id]),
            quantity=finding.quantity,
            definition=None,
            status="provisional",
            by=SOFTWARE,
            seen="abstract",
            marks=("abstract_only", "no_person_yet"),
            checks=finding.checks,
        )
        for finding in findings
        if finding.arm is not None and finding.context.outcome is not None
    ]


def _arm(finding: Finding) -> str:
    """Return the arm as the ledger names it: all patients of a study without a control are one."""
    drug = finding.context.regimen.drug
    if finding.arm == "all" and drug is not None and finding.context.comparator is None:
        return drug
    return "all" if finding.arm == "between" else str(finding.arm)


def _completed(context: Context, decision: Decision) -> Context:
    """Return a finding's context; what its sentence leaves open is taken from the whole record."""
    facts = {
        name: getattr(context, name) or getattr(decision, name)
        for name in ("condition", "population", "setting")
    }
    route = context.regimen.route or decision.route
    regimen = context.regimen.model_copy(update={"route": route})
    return context.model_copy(update={**facts, "regimen": regimen})
