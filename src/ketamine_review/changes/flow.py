"""Flow of an update: the new reports through the boxes of PRISMA 2020, beside the earlier ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ketamine_review.changes.compare import ELIGIBLE, UpdateFlow
from ketamine_review.changes.state import RecordState

Row = Mapping[str, str]


def update_flow(
    before: Mapping[str, RecordState], review: str, decisions: Sequence[Row]
) -> UpdateFlow:
    """Return the flow of an update.

    Args:
        before: Records of the former state.
        review: Id of the review.
        decisions: Its present decisions.
    """
    new = [row for row in decisions if row["report_id"] not in before]
    kept = [row for row in decisions if _was_used(before.get(row["report_id"]), review, row)]
    kinds = Counter(row["decision"] for row in new)
    earlier_studies = {row["study_id"] for row in kept}
    new_studies = {row["study_id"] for row in new if row["decision"] == "include"}
    counts = {
        "identified": len(new),
        "searched": sum(row["archive"] == "pubmed" for row in new),
        "duplicates": 0,
        "set_aside": 0,
        "screened": len(new),
        "excluded": kinds["exclude"],
        "included": kinds["include"],
        "companion": kinds["companion"],
        "studies": len(new_studies - earlier_studies),
        "previous_studies": len(earlier_studies),
        "previous_reports": len(kept),
    }
    reasons = Counter(row["reason"] for row in new if row["decision"] == "exclude")
    return UpdateFlow(counts=counts, excluded=dict(sorted(reasons.items())))


def _was_used(state: RecordState | None, review: str, row: Row) -> bool:
    used = state is not None and state.decisions.get(review) in ELIGIBLE
    return used and row["decision"] in ELIGIBLE
