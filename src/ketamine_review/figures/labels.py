"""Labels: where names go beside points so that none covers another, or a mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels from the sheet's top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Return whether two boxes share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def within(self, other: Box) -> bool:
        """Return whether this box lies inside another."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


def place_label(
    x: float,
    y: float,
    size: tuple[float, float],
    taken: Sequence[Box],
    field: Box,
    reach: float = 17.0,
) -> Box:
    """Return the free place for a label that is nearest to its point.

    Right of the point is tried first, then left, then each a little higher and lower. Where all
    is taken, the place that overlaps fewest others is returned.

    Args:
        x: Middle of the point in pixels.
        y: Middle of the point in pixels from the top.
        size: Width and height of the label.
        taken: Boxes of marks and of labels that were placed before.
        field: The label stays inside this box.
        reach: Distance of a label from the middle of its point.
    """
    width, height = size
    candidates = []
    for step in (0, -1, 1, -2, 2, -3, 3, -4, 4, -5, 5, -6, 6):
        top = y - height / 2 + step * height * 0.75
        for left in (x + reach, x - reach - width):
            box = Box(left, top, left + width, top + height)
            if box.within(field):
                candidates.append(box)
    fallback = Box(x + reach, y - height / 2, x + reach + width, y + height / 2)
    return min(candidates, key=lambda box: sum(map(box.overlaps, taken)), default=fallback)
