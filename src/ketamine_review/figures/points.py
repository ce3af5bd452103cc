"""Points: shares at their times, moved side by side where they would cover each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ketamine_review.figures.labels import Box
from ketamine_review.model.results import StudyEffect

#: Half of a marker, and of the band of a share whose denominator is not printed, in pixels.
RADIUS, HALF_BAND = 12.0, 8.0


@dataclass(frozen=True)
class Point:
    """A study's share on the sheet: middle of its marker and ends of its interval, in pixels."""

    study: StudyEffect
    x: float
    y: float
    top: float
    bottom: float

    @property
    def known(self) -> bool:
        """Return whether there is an estimate; else the ends are the range of its readings."""
        return self.study.estimate is not None

    @property
    def boxes(self) -> tuple[Box, Box]:
        """Return what the marker and its interval cover."""
        half = RADIUS + 1 if self.known else HALF_BAND + 1
        ends = (self.y - half, self.y + half) if self.known else (self.top, self.bottom)
        return (
            Box(self.x - half, ends[0], self.x + half, ends[1]),
            Box(self.x - 2, self.top, self.x + 2, self.bottom),
        )


def place_points(
    studies: Sequence[StudyEffect],
    x_of: Callable[[float | None], float],
    y_of: Callable[[float], float],
) -> list[Point]:
    """Return a point per study; one that would cover another moves to its nearest free side.

    Args:
        studies: Studies with an estimate, or with a range of readings.
        x_of: Place of a time in days; of None where the report prints no time.
        y_of: Height of a share.
    """
    placed: list[Point] = []
    for study in sorted(studies, key=lambda s: (s.days is None, s.days or 0.0, s.label, s.row_id)):
        point = _point(study, x_of(study.days), y_of)
        ways = (1,) if study.days is None else (1, -1)
        shifts = [0.0, *(way * step for step in range(5, 300, 5) for way in ways)]
        moved = [replace(point, x=point.x + shift) for shift in shifts]
        placed.append(next((p for p in moved if not _crowded(p, placed)), point))
    return placed


def _point(study: StudyEffect, x: float, y_of: Callable[[float], float]) -> Point:
    low, high = study.readings or (0.0, 0.0)
    if study.estimate is not None:
        low = study.estimate if study.low is None else study.low
        high = study.estimate if study.high is None else study.high
    middle = (low + high) / 2 if study.estimate is None else study.estimate
    top, bottom = y_of(high), y_of(low)
    # A range of one reading stays visible as a narrow band.
    spare = max(0.0, 6 - (bottom - top)) / 2
    return Point(study, x, y_of(middle), top - spare, bottom + spare)


def _crowded(point: Point, others: Sequence[Point]) -> bool:
    return any(a.overlaps(b) for other in others for a in point.boxes for b in other.boxes)
