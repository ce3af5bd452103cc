"""Durability: which share still had a response at which time; points, never a line between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ketamine_review.figures.drawn import drawn_studies
from ketamine_review.figures.flags import claimed_values, draw_flags, height_of, place_flags
from ketamine_review.figures.labels import Box, place_label
from ketamine_review.figures.points import HALF_BAND, RADIUS, Point, place_points
from ketamine_review.figures.scales import elapsed_scale
from ketamine_review.figures.sheet import Sheet
from ketamine_review.figures.style import (
    CARD,
    CLAIM,
    CLAIM_TEXT,
    GRID,
    INK,
    LANE,
    MARGIN,
    QUIET,
    SMALL,
    STUDY,
    TINY,
    applied,
    elided,
    text_width,
)
from ketamine_review.figures.terms import Labels
from ketamine_review.model.results import StudyEffect, SynthesisEntry
from ketamine_review.model.verdict import ClaimLine

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LEFT, _LANE, _GAP, _HEIGHT = 74.0, 240.0, 16.0, 360.0

#: Shape and colour of each outcome, so that unlike denominators are not read as one course.
_LOOKS = (("disc", STUDY), ("square", "#00664b"), ("diamond", "#8a4a75"), ("square", INK))


def is_durability(entry: SynthesisEntry, labels: Labels) -> bool:
    """Return whether a synthesis holds shares that kept a benefit, at more than one time."""
    studies = drawn_studies(entry)
    outcomes = [labels.vocabulary.outcomes.get(study.outcome) for study in studies]
    return (
        entry.measure == "proportion"
        and len({study.days for study in studies}) > 1
        and all(o and (o.group, o.direction) == ("sustained", "higher") for o in outcomes)
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
    looks = _looks(shown)
    with applied():
        sheet = Sheet()
        sheet.heading(entry.title, entry.question)
        _draw_plot(sheet, shown, claims, looks)
        _draw_key(sheet, looks, labels, any(study.estimate is None for study in shown))
        sheet.notes(_notes(studies, shown))
        return sheet.finish()


def _draw_plot(
    sheet: Sheet,
    shown: Sequence[StudyEffect],
    claims: Sequence[ClaimLine],
    looks: dict[str, tuple[str, str]],
) -> None:
    times = [line for line in claims if line.measure == "duration"]
    shares = [line for line in claims if line.measure == "proportion" and claimed_values([line])]
    days = [study.days for study in shown if study.days is not None]
    scale = elapsed_scale([*days, *claimed_values(times)], "Time after treatment")
    lane = _LANE if any(study.days is None for study in shown) else 0.0
    right = sheet.width - MARGIN - lane - _GAP
    flags = place_flags(times, scale, _LEFT, right, sheet.width)
    top = sheet.y + height_of(flags) + 4
    bottom = top + _HEIGHT

    def x_of(day: float | None) -> float:
        if day is None:
            return right + _GAP + 30
        return _LEFT + scale.fraction(day) * (right - _LEFT)

    axes = sheet.panel(_LEFT, right, top, bottom, scale)
    _draw_frame(sheet, top, right, lane)
    draw_flags(sheet, axes, flags, scale, top)
    points = place_points(shown, x_of, lambda share: _height(share, top))
    taken = [box for point in points for box in point.boxes]
    taken += [_claimed_share(sheet, line, top, right) for line in shares]
    for point in points:
        _draw_point(sheet, point, *looks[point.study.outcome])
    for point in points:
        in_lane = point.study.days is None
        edges = (right + _GAP, sheet.width - MARGIN) if in_lane else (_LEFT, right)
        _label(sheet, point, taken, Box(edges[0] + 3, top - 6, edges[1] - 3, bottom + 6))
    sheet.x_axis(axes, _LEFT, right, bottom, scale)


def _looks(studies: Sequence[StudyEffect]) -> dict[str, tuple[str, str]]:
    outcomes = list(dict.fromkeys(study.outcome for study in studies))
    return {name: _LOOKS[min(i, len(_LOOKS) - 1)] for i, name in enumerate(outcomes)}


def _height(share: float, top: float) -> float:
    return top + (1 - share) * _HEIGHT


def _draw_frame(sheet: Sheet, top: float, right: float, lane: float) -> None:
    """Draw the lines and labels of the shares, and the lane for unprinted times."""
    for percent in (0, 25, 50, 75, 100):
        y = _height(percent / 100, top)
        sheet.line([_LEFT, right], [y, y], color=GRID, zorder=0)
        sheet.text(_LEFT - 8, y + 4, f"{percent}%", size=SMALL, align="right")
    if lane:
        left = right + _GAP
        sheet.box(left, top, lane, _HEIGHT, facecolor=LANE, edgecolor="none", zorder=-1)
        sheet.text(left + lane / 2, top + _HEIGHT + 17, "time not printed", size=SMALL,
                   align="center")  # fmt: skip


def _draw_point(sheet: Sheet, point: Point, shape: str, color: str) -> None:
    x, y, study = point.x, point.y, point.study
    if not point.known:
        sheet.box(x - HALF_BAND, point.top, 2 * HALF_BAND, point.bottom - point.top,
                  facecolor=CARD, edgecolor=color, linestyle=(0, (3, 1.5)),
                  linewidth=1.3, gid=f"range-{study.row_id}")  # fmt: skip
        return
    hollow = study.status == "provisional"
    sheet.line([x, x], [point.top, point.bottom], color=color, linewidth=1.4,
               gid=f"interval-{study.row_id}")  # fmt: skip
    _draw_marker(sheet, shape, x, y, color, CARD if hollow else color)
    n = "?" if study.n is None else str(study.n)
    sheet.text(x, y + 3.5, n, size=TINY, weight="bold", color=color if hollow else CARD,
               align="center")  # fmt: skip


def _draw_marker(
    sheet: Sheet, shape: str, x: float, y: float, edge: str, fill: str, radius: float = RADIUS
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


def _label(sheet: Sheet, point: Point, taken: list[Box], field: Box) -> None:
    """Write a point's name beside it, with a thin line to it where it had to move away."""
    text = " ".join(elided(_name(point.study), field.right - field.left - 40, SMALL, lines=1))
    size = (text_width(text, SMALL), SMALL * 1.25)
    box = place_label(point.x, point.y, size, taken, field, (point.top, point.bottom))
    taken.append(box)
    middle = (box.top + box.bottom) / 2
    beside = box.left > point.x or box.right < point.x
    if beside and abs(middle - point.y) > RADIUS:
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
        y = _height(value, top)
        sheet.line([_LEFT, right], [y, y], color=CLAIM, linewidth=1.5)
    y = _height(max(values), top) - 5
    sheet.text(_LEFT + 6, y, line.label, size=SMALL, color=CLAIM_TEXT, on_top=True)
    return Box(_LEFT, y - SMALL, _LEFT + 8 + text_width(line.label, SMALL), y + 3)


def _draw_key(
    sheet: Sheet, looks: dict[str, tuple[str, str]], labels: Labels, ranges: bool
) -> None:
    start = MARGIN + 8
    x, y = start, sheet.y + 18
    for outcome, (shape, color) in looks.items():
        text = f"{labels.of('outcome', outcome)} (number: its denominator)"
        if x > start and x + 14 + text_width(text, SMALL) > sheet.width - MARGIN:
            x, y = start, y + 19
        _draw_marker(sheet, shape, x, y - 4, color, color, 6)
        sheet.text(x + 14, y, text, size=SMALL, color=QUIET)
        x += 34 + text_width(text, SMALL)
    if ranges:
        y += 19
        sheet.box(start - 5, y - 11, 10, 13, facecolor=CARD, edgecolor=STUDY,
                  linestyle=(0, (3, 1.5)))  # fmt: skip
        text = "denominator not printed: the range of shares that the printed figures allow"
        sheet.text(start + 14, y, text, size=SMALL, color=QUIET)
    sheet.y = y + 5


def _notes(studies: Sequence[StudyEffect], shown: Sequence[StudyEffect]) -> tuple[str, ...]:
    notes = [
        "No line joins the points: they are other patients, counted in other ways. "
        "Points at one time stand side by side."
    ]
    if any(study.days is not None and study.anchor is None for study in shown):
        notes.append("† The report does not print from when its time is counted.")
    if any(study.status == "provisional" for study in shown):
        notes.append("Hollow: not confirmed yet.")
    left_out = [f"{s.label} ({s.not_estimable})" for s in studies if s not in shown]
    if left_out:
        notes.append("Not drawn: " + "; ".join(left_out) + ".")
    return tuple(notes)
