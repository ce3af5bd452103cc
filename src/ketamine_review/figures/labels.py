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
    ends: tuple[float, float],
    reach: float = 17.0,
) -> Box:
    """Return a free place for a label near its point.

    Right of the point is tried first, then left, each a little higher and lower, then above and
    below its interval. Where all is taken, the place that overlaps fewest others is returned.

    Args:
        x: Middle of the point in pixels.
        y: Middle of the point in pixels from the top.
        size: Width and height of the label.
        taken: Boxes of marks and of labels that were placed before.
        field: The label stays inside this box.
        ends: Upper and lower end of the point's interval.
        reach: Distance of a label from the middle of its point.
    """
    width, height = size
    candidates = []
    for step in (0, -1, 1, -2, 2, -3, 3, -4, 4, -5, 5, -6, 6):
        top = y - height / 2 + step * height * 0.75
        for left in (x + reach, x - reach - width):
            box = Box(left, top, left + width, top + height)
            candidates.append(box)
    for top in (ends[0] - height - 3, ends[1] + 3):
        left = min(max(field.left, x - width / 2), field.right - width)
        candidates.append(Box(left, top, left + width, top + height))
    candidates = [box for box in candidates if box.within(field)]
    fallback = Box(x + reach, y - height / 2, x + reach + width, y + height / 2)
    return min(candidates, key=lambda box: sum(map(box.overlaps, taken)), default=fallback)
