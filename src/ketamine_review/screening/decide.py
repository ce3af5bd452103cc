"""Decisions: each record against the protocol's criteria, first failure first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ketamine_review.model.decision import Decision
from ketamine_review.model.protocol import Criterion, Protocol

#: Stands for a criterion where PubMed links a record to its retraction.
RETRACTED = "retracted"
RETRACTED_REASON = "Retracted, as PubMed says"


def failed_criterion(
    facts: Mapping[str, str | float | None], protocol: Protocol
) -> tuple[Criterion, str] | None:
    """Return the first criterion that a report fails, with the reason in words, or None."""
    for criterion in protocol.eligibility:
        value = facts.get(criterion.field)
        if not criterion.passes(value):
            return criterion, criterion.reason + (" (not stated)" if value is None else "")
    return None


def mark_companions(
    decisions: Sequence[Decision], primary: set[str], tolerant: set[str]
) -> list[Decision]:
    """Turn further reports of an included study into companions.

    Where a study's primary report is not among the included ones, its first included report
    stands in for it, so that no study is lost.

    Args:
        decisions: Decisions by the criteria alone.
        primary: The report ids that the ledger counts for their study.
        tolerant: Criteria that a companion may fail.
    """
    leading: dict[str, str] = {}
    included = [d for d in decisions if d.decision == "include"]
    for decision in sorted(included, key=lambda d: (d.report_id not in primary, d.report_id)):
        leading.setdefault(decision.study_id, decision.report_id)
    return [_as_companion(d, leading.get(d.study_id), tolerant) for d in decisions]


def _as_companion(decision: Decision, leader: str | None, tolerant: set[str]) -> Decision:
    kept = decision.decision == "include" or decision.criterion in tolerant
    if leader is None or leader == decision.report_id or not kept:
        return decision
    return decision.model_copy(
        update={
            "decision": "companion",
            "criterion": None,
            "reason": f"Further report of a study counted as {leader}",
        }
    )
