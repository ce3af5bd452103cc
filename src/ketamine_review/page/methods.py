"""Methods: what each protocol decided before it saw a result, told from the protocol itself."""

from __future__ import annotations

from dataclasses import dataclass

from ketamine_review.page.cited import Cited
from ketamine_review.page.published import Published

#: The numbers by which claims are judged, and their unit on the page.
THRESHOLDS = {
    "smallest_important_difference": "Smallest difference that matters to patients",
    "agreement_margin": "Margin within which a claimed number agrees",
    "rounding": "Rounding that is allowed when a source is retold",
    "adequate_trial_size": "Size from which a null trial contradicts an effect",
    "correlation": "Correlation of pain before and after, assumed where none is printed",
}


@dataclass(frozen=True)
class ProtocolView:
    """One protocol.

    Attributes:
        thresholds: Name and entry of each number on which verdicts turn.
    """

    review: str
    protocol: Cited
    thresholds: tuple[tuple[str, Cited], ...]


def methods(published: Published) -> tuple[ProtocolView, ...]:
    """Return the protocols in the order of the reviews."""
    return tuple(
        ProtocolView(
            review=review,
            protocol=protocol,
            thresholds=tuple(
                (title, protocol.at("rules", name)) for name, title in THRESHOLDS.items()
            ),
        )
        for review, protocol in published.protocols.items()
    )
