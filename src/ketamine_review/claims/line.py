"""The clinic's number as a line across the figures of what it is held against."""

from __future__ import annotations

from ketamine_review.claims.held import Held
from ketamine_review.claims.number import claimed_measure, claimed_number, claimed_text
from ketamine_review.model.verdict import ClaimLine


def claim_line(held: Held) -> ClaimLine | None:
    """Return the claim's number in the unit of its syntheses, None where it has none."""
    claimed = claimed_number(held)
    if claimed is None:
        return None
    single = claimed.low == claimed.high
    return ClaimLine(
        label=f"{held.page.clinic}: {claimed_text(held)}",
        measure=claimed_measure(held),
        value=claimed.low if single else None,
        low=None if single else claimed.low,
        high=None if single else claimed.high,
        bound=claimed.bound,
    )
