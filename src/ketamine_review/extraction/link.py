"""Link: what a number can belong to."""

from __future__ import annotations

from typing import NamedTuple

from ketamine_review.model.quantity import Kind

ALL, BETWEEN, EACH = "all", "between", "each"

CONTRASTS = frozenset(
    [
        Kind.P_VALUE,
        Kind.MEAN_DIFFERENCE,
        Kind.SMD,
        Kind.RELATIVE_RISK,
        Kind.ODDS_RATIO,
        Kind.HAZARD_RATIO,
        Kind.NUMBER_NEEDED,
    ]
)
OF_ONE_ARM = frozenset([Kind.PROPORTION, Kind.MEAN, Kind.MEDIAN, Kind.MEAN_CHANGE])


class Link(NamedTuple):
    """The group that a number belongs to.

    Attributes:
        arm: The name of a group, ``all``, ``between`` or ``each``.
        confidence: How sure the link is, 0 to 1.
    """

    arm: str
    confidence: float
