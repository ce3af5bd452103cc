"""Durability: which share still had a response at which time; points, never a line between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ketamine_review.figures.flags import (
    claimed_values,
    draw_flags,
    height_of,
    place_flags,
)
from ketamine_review.figures.labels import Box, place_label
from ketamine_review.figures.scales import Scale, elapsed_scale
from ketamine_review.figures.sheet import Sheet
from ketamine_review.figures.style import (
    BODY,
    CARD,
    CLAIM,
    CLAIM_TEXT,
    GRID,
    INK,
    MARGIN,
    QUIET,
    SMALL,
    STUDY,
    TINY,
    applied,
    text_width,
)
from ketamine_review.figures.syntheses import drawn_studies
from ketamine_review.figures.terms import Labels
from ketamine_review.model.results import StudyEffect, SynthesisEntry
from ketamine_review.model.verdict import ClaimLine

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LEFT, _LANE, _HEIGHT, _RADIUS = 74.0, 190.0, 360.0, 12.0

#: Shape and colour of each outcome, so that unlike denominators are not read as one course.
_LOOKS = (("disc", STUDY), ("square", "#00664b"), ("diamond", "#8a4a75"), ("square", INK))


@dataclass(frozen=True)
class _Point:
    """A study's share on the sheet: place of its marker, and of its interval, in pixels."""

    study: StudyEffect
    x: float
    y: float
    top: float
    bottom: float

    @property
    def known(self) -> bool:
        return self.study.estimate is not None

    @property
    def boxes(self) -> list[Box]:
        """Return what the marker and its interval cover."""
        half = _RADIUS + 1 if self.known else 9
        edges = (self.y - half, self.y + half) if self.known else (self.top, self.bottom)
        return [
            Box(self.x - half, edges[0], self.x + half, edges[1]),
            Box(self.x - 2, self.top, self.x + 2, self.bottom),
        ]


def is_durability(entry: SynthesisEntry, labels: Labels) -> bool:
    """Return whether a synthesis holds shares that kept a benefit, at more than one time."""
    studies = drawn_studies(entry)
    outcomes = [labels.vocabulary.outcomes.get(study.outcome) for study in studies]
    return (
        entry.measure == "proportion"
        and len({study.days for study in studies}) > 1
        and all(
            o is not None and (o.group, o.direction) == ("sustained", "higher") for o in outcomes
        )
    )


def draw_durability(
    entry: SynthesisEntry, labels: Labels, claims: Sequence[ClaimLine] = ()
) -> Figure:
    """Return the points of a synthesis of shares over time.

    Each marker carries its denominator. A share whose denominator is not printed is drawn as the
    range that its readings allow; one whose time is not printed stands in a lane of its own.

    Args:
        entry: A synthesis of proportions.
        labels: The vocabulary's labels.
        claims: Claimed times (measure ``duration``) and claimed shares.
    """
    studies = drawn_studies(entry)
    shown = [s for s in studies if s.estimate is not None or s.readings is not None]
    times = [line for line in claims if line.measure == "duration"]
    shares = [line for line in claims if line.measure == "proportion" and claimed_values([line])]
    days = [s.days for s in shown if s.days is not None]
    scale = elapsed_scale([*days, *claimed_values(times)], "Time after treatment")
    with applied():
        sheet = Sheet()
        sheet.heading(entry.title, entry.question)
        lane = _LANE if any(study.days is None for study in shown) else 0.0
        right = sheet.width - MARGIN - lane - 16
        flags = place_flags(times, scale, _LEFT, right, sheet.width)
        sheet.y += height_of(flags) + 4
        top, bottom = sheet.y, sheet.y + _HEIGHT
        axes = sheet.panel(_LEFT, right, top, bottom, scale)
        _draw_frame(sheet, top, bottom, right, lane)
        draw_flags(sheet, axes, flags, scale, top)
        points = _points(shown, scale, right, lane, top)
        taken = [box for point in points for box in point.boxes]
        taken += [_claimed_share(sheet, line, top, right) for line in shares]
        looks = _looks(shown)
        for point in points:
            _draw_point(sheet, point, *looks[point.study.outcome])
        for point in points:
            edges = (
                (right + 18, sheet.width - 4) if point.study.days is None else (_LEFT + 4, right)
            )
            _label(sheet, point, taken, Box(edges[0], top - 6, edges[1], bottom + 6))
        sheet.x_axis(axes, _LEFT, right, bottom, scale)
        _draw_key(sheet, looks, labels, any(s.estimate is None for s in shown))
        sheet.notes(_notes(studies, shown))
        return sheet.finish()


def _looks(studies: Sequence[StudyEffect]) -> dict[str, tuple[str, str]]:
    outcomes = list(dict.fromkeys(study.outcome for study in studies))
    return {name: _LOOKS[min(i, len(_LOOKS) - 1)] for i, name in enumerate(outcomes)}


def _height_of_share(share: float, top: float) -> float:
    return top + (1 - share) * _HEIGHT


def _draw_frame(sheet: Sheet, top: float, bottom: float, right: float, lane: float) -> None:
    """Draw the lines and labels of the shares, and the lane for unprinted times."""
    for percent in (0, 25, 50, 75, 100):
        y = _height_of_share(percent / 100, top)
        sheet.line([_LEFT, right], [y, y], color=GRID, zorder=0)
        sheet.text(_LEFT - 8, y + 4, f"{percent}%", size=SMALL, align="right")
    if lane:
        left = right + 16
        sheet.box(left, top, lane, bottom - top, facecolor="#f4f6f8", edgecolor="none", zorder=-1)
        sheet.text(left + lane / 2, bottom + 17, "time not printed", size=SMALL, align="center")


def _points(
    studies: Sequence[StudyEffect], scale: Scale, right: float, lane: float, top: float
) -> list[_Point]:
    """Return every point; those at one time stand side by side, the first where the time is."""
    placed: list[_Point] = []
    for study in sorted(studies, key=lambda s: (s.days is None, s.days or 0.0, s.label, s.row_id)):
        if study.days is None:
            x = right + 16 + 30
        else:
            x = _LEFT + scale.fraction(study.days) * (right - _LEFT)
        point = _point(study, x, top)
        ways = (1,) if study.days is None else (1, -1)
        shifts = [0.0, *(way * step for step in range(10, 300, 5) for way in ways)]
        free = next(s for s in shifts if not _crowded(_moved(point, s), placed) or s == shifts[-1])
        placed.append(_moved(point, free))
    return placed


def _point(study: StudyEffect, x: float, top: float) -> _Point:
    low, high = study.readings or (0.0, 0.0)
    if study.estimate is not None:
        low = study.estimate if study.low is None else study.low
        high = study.estimate if study.high is None else study.high
    middle = (low + high) / 2 if study.estimate is None else study.estimate
    ends = (_height_of_share(high, top), _height_of_share(low, top))
    if ends[1] - ends[0] < 6:
        ends = (ends[0] - 3, ends[1] + 3)
    return _Point(study, x, _height_of_share(middle, top), *ends)


def _moved(point: _Point, shift: float) -> _Point:
    return _Point(point.study, point.x + shift, point.y, point.top, point.bottom)


def _crowded(point: _Point, others: Sequence[_Point]) -> bool:
    return any(a.overlaps(b) for other in others for a in point.boxes for b in other.boxes)


def _draw_point(sheet: Sheet, point: _Point, shape: str, color: str) -> None:
    x, y, study = point.x, point.y, point.study
    if not point.known:
        sheet.box(x - 8, point.top, 16, point.bottom - point.top, facecolor=CARD, edgecolor=color,
                  linestyle=(0, (3, 1.5)), linewidth=1.3)  # fmt: skip
        return
    hollow = study.status == "provisional"
    sheet.line([x, x], [point.top, point.bottom], color=color, linewidth=1.4)
    _draw_marker(sheet, shape, x, y, color, CARD if hollow else color)
    n = "?" if study.n is None else str(study.n)
    sheet.text(x, y + 3.5, n, size=TINY, weight="bold", color=color if hollow else CARD,
               align="center")  # fmt: skip


def _draw_marker(
    sheet: Sheet, shape: str, x: float, y: float, edge: str, fill: str, radius: float = _RADIUS
) -> None:
    how = {"facecolor": fill, "edgecolor": edge, "linewidth": 1.5, "zorder": 4}
    if shape == "disc":
        sheet.circle(x, y, radius, **how)
    elif shape == "square":
        side = radius * 0.9
        sheet.box(x - side, y - side, 2 * side, 2 * side, **how)
    else:
        r = radius * 1.3
        sheet.shape([(x - r, y), (x, y - r), (x + r, y), (x, y + r)], **how)


def _label(sheet: Sheet, point: _Point, taken: list[Box], field: Box) -> None:
    """Write a point's name beside it, with a thin line to it where it had to move away."""
    text = _name(point.study)
    size = (text_width(text, SMALL), SMALL * 1.25)
    box = place_label(point.x, point.y, size, taken, field)
    taken.append(box)
    middle = (box.top + box.bottom) / 2
    if abs(middle - point.y) > _RADIUS:
        end = box.left - 2 if box.left > point.x else box.right + 2
        sheet.line([point.x, end], [point.y, middle], color=QUIET, linewidth=0.7, zorder=1)
    sheet.text(box.left, box.bottom - 3.5, text, size=SMALL)


def _name(study: StudyEffect) -> str:
    count = "" if study.events is None or not study.n else f", {study.events}/{study.n}"
    dagger = "†" if study.days is not None and study.anchor is None else ""
    return f"{study.label}{count}{dagger}"


def _claimed_share(sheet: Sheet, line: ClaimLine, top: float, right: float) -> Box:
    """Draw a claimed share as a line across all times and return what its label covers."""
    values = claimed_values([line])
    for value in values:
        y = _height_of_share(value, top)
        sheet.line([_LEFT, right], [y, y], color=CLAIM, linewidth=1.5)
    y = _height_of_share(max(values), top) - 5
    sheet.text(_LEFT + 6, y, line.label, size=SMALL, color=CLAIM_TEXT, on_top=True)
    return Box(_LEFT, y - SMALL, _LEFT + 8 + text_width(line.label, SMALL), y + 3)


def _draw_key(
    sheet: Sheet, looks: dict[str, tuple[str, str]], labels: Labels, ranges: bool
) -> None:
    sheet.y += 18
    x = MARGIN + 8
    for outcome, (shape, color) in looks.items():
        text = f"{labels.of('outcome', outcome)} (number: its denominator)"
        if x > MARGIN + 8 and x + 14 + text_width(text, SMALL) > sheet.width - MARGIN:
            x, sheet.y = MARGIN + 8, sheet.y + 19
        _draw_marker(sheet, shape, x, sheet.y - 4, color, color, 6)
        sheet.text(x + 14, sheet.y, text, size=SMALL, color=QUIET)
        x += 34 + text_width(text, SMALL)
    if ranges:
        sheet.y += 19
        sheet.box(MARGIN + 3, sheet.y - 11, 10, 13, facecolor=CARD, edgecolor=STUDY,
                  linestyle=(0, (3, 1.5)))  # fmt: skip
        text = "denominator not printed: the range of shares that the printed figures allow"
        sheet.text(MARGIN + 22, sheet.y, text, size=SMALL, color=QUIET)
    sheet.y += BODY * 0.4


def _notes(studies: Sequence[StudyEffect], shown: Sequence[StudyEffect]) -> tuple[str, ...]:
    notes = ["No line joins the points: they are other patients, counted in other ways. "
             "Points at one time stand side by side."]  # fmt: skip
    if any(s.days is not None and s.anchor is None for s in shown):
        notes.append("† The report does not print from when its time is counted.")
    if any(study.status == "provisional" for study in shown):
        notes.append("Hollow: not confirmed yet.")
    left_out = [f"{s.label} ({s.not_estimable})" for s in studies if s not in shown]
    if left_out:
        notes.append("Not drawn: " + "; ".join(left_out) + ".")
    return tuple(notes)
