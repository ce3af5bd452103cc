"""What may be said at a number of studies: the same words on page, figure and notebook."""

from __future__ import annotations

from typing import Literal

from ketamine_review.model.protocol import Synthesis
from ketamine_review.synthesis import allowed

Presentation = Literal["pooled", "descriptive", "single", "listed", "empty"]


def presentation_at(k: int, rows: int, present: str) -> Presentation:
    """Return how a result is shown.

    Args:
        k: Studies with an estimate.
        rows: Study effects, those without an estimate among them.
        present: ``pool`` or ``list``, as the protocol decided.
    """
    if rows == 0:
        return "empty"
    if present == "list" or k == 0:
        return "listed"
    return allowed.presentation(k)


def statement(synthesis: Synthesis, presentation: Presentation, k: int, one_centre: bool) -> str:
    """Return one or two sentences on what a reader may take from a result."""
    because = synthesis.because.rstrip(".")
    if presentation == "empty":
        return "No eligible report gives a figure for this question."
    if presentation == "listed":
        return f"Listed, not pooled: {because[0].lower()}{because[1:]}."
    centre = " All patients were treated at one centre." if one_centre else ""
    return allowed.statement(k) + centre
