"""Flags: a claimed number as a labelled line across a panel, its range as a band.

``up to`` is an arrow that ends at the line, ``at least`` one that leaves it, ``about`` and
``almost`` carry a tilde. Labels stand in lanes above the panel so that none covers another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ketamine_review.figures.scales import Scale
from ketamine_review.figures.sheet import Sheet
from ketamine_review.figures.style import (
    CLAIM,
    CLAIM_BAND,
    CLAIM_TEXT,
    MARGIN,
    SMALL,
    shortened,
    text_width,
)
from ketamine_review.model.verdict import ClaimLine

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LANE = 17.0
_ARROW = 24.0
_GAP = 6.0

#: Where the arrow stands and which way it points: ("left" of the line, to the "right") and so on.
_ARROWS = {
    "up_to": ("left", "right"),
    "under": ("left", "left"),
    "at_least": ("right", "right"),
    "over": ("right", "right"),
}


@dataclass(frozen=True)
class Flag:
    """A label with the place it was given; positions in pixels from the sheet's left edge."""

    line: ClaimLine
    x: float
    text: str
    text_x: float
    lane: int


def claimed_values(lines: Sequence[ClaimLine]) -> list[float]:
    """Return every number that the lines hold, so that an axis can make room for them."""
    return [v for line in lines for v in (line.value, line.low, line.high) if v is not None]


def place_flags(
    lines: Sequence[ClaimLine], scale: Scale, left: float, right: float, width: float
) -> list[Flag]:
    """Return each claim's flag in a lane where it covers no other label and no other line.

    Lane 0 is nearest to the panel. Labels run to the right of their line; lines further left go
    into higher lanes, so that no line passes through a label that stands to its right.

    Args:
        lines: Claims that hold a number.
        scale: The panel's scale.
        left: Left edge of the panel in pixels.
        right: Right edge of the panel.
        width: Width of the sheet.
    """
    placed: list[Flag] = []
    drawn = [line for line in lines if claimed_values([line])]
    anchored = [(left + scale.fraction(_anchor(line)) * (right - left), line) for line in drawn]
    for x, line in sorted(anchored, key=lambda item: (-item[0], item[1].label)):
        text = shortened(_worded(line), width - 2 * MARGIN, SMALL)
        start = x + _GAP + (_ARROW if _side(line) == "right" else 0)
        start = max(MARGIN, min(start, width - MARGIN - text_width(text, SMALL)))
        end = start + text_width(text, SMALL) + _GAP
        begin = min(start, x - (_ARROW if _side(line) == "left" else 0)) - _GAP
        lanes = [flag.lane for flag in placed if _begin(flag) < end and _end(flag) > begin]
        placed.append(Flag(line, x, text, start, max(lanes, default=-1) + 1))
    return placed


def _anchor(line: ClaimLine) -> float:
    return next(v for v in (line.value, line.low, line.high) if v is not None)


def _side(line: ClaimLine) -> str | None:
    return _ARROWS.get(line.bound, (None, None))[0]


def _worded(line: ClaimLine) -> str:
    tilde = line.bound in ("about", "almost") and not line.label.startswith("~")
    return f"~ {line.label}" if tilde else line.label


def _begin(flag: Flag) -> float:
    return min(flag.text_x, flag.x - (_ARROW if _side(flag.line) == "left" else 0))


def _end(flag: Flag) -> float:
    return flag.text_x + text_width(flag.text, SMALL)


def height_of(flags: Sequence[Flag]) -> float:
    """Return how many pixels the lanes need above the panel."""
    return LANE * (max(flag.lane for flag in flags) + 1) + 4 if flags else 0.0


def draw_flags(
    sheet: Sheet, axes: Axes, flags: Sequence[Flag], scale: Scale, lanes_bottom: float
) -> None:
    """Draw lines and bands on the panel, and the labels in their lanes above it.

    Args:
        sheet: The sheet that holds the panel.
        axes: The panel.
        flags: From `place_flags`.
        scale: The panel's scale.
        lanes_bottom: Lower edge of lane 0, in pixels from the top.
    """
    bottom = axes.get_ylim()[0]
    for number, flag in enumerate(flags):
        line = flag.line
        baseline = lanes_bottom - flag.lane * LANE - 5
        top = baseline - 9
        if line.low is not None and line.high is not None:
            _draw_band(axes, scale, line.low, line.high, axes.get_ylim()[1], bottom, number)
        x = scale.clamped(_anchor(line))
        dashes = (0, (5, 2.5)) if line.bound in ("about", "almost") else "-"
        axes.plot([x, x], [top, bottom], color=CLAIM, lw=1.5, ls=dashes, zorder=2, clip_on=False,
                  gid=f"claim-{number}")  # fmt: skip
        _draw_arrow(sheet, flag, baseline - 4, f"bound-{number}")
        sheet.text(flag.text_x, baseline, flag.text, size=SMALL, color=CLAIM_TEXT, on_top=True)


def _draw_band(
    axes: Axes, scale: Scale, low: float, high: float, top: float, bottom: float, number: int
) -> None:
    low, high = scale.clamped(low), scale.clamped(high)
    axes.fill([low, high, high, low], [top, top, bottom, bottom], facecolor=CLAIM_BAND,
              edgecolor="none", zorder=0.5, gid=f"claimband-{number}", clip_on=False)  # fmt: skip
    axes.plot([high, high], [top, bottom], color=CLAIM, lw=1.5, zorder=2, clip_on=False)


def _draw_arrow(sheet: Sheet, flag: Flag, y: float, name: str) -> None:
    side, way = _ARROWS.get(flag.line.bound, (None, None))
    if side is None:
        return
    near, far = (flag.x - 1, flag.x - _ARROW) if side == "left" else (flag.x + 1, flag.x + _ARROW)
    start, tip = sorted((near, far), reverse=way == "left")
    back = tip - 7 if way == "right" else tip + 7
    sheet.line([start, back], [y, y], color=CLAIM, linewidth=1.5)
    sheet.shape([(tip, y), (back, y - 4), (back, y + 4)], facecolor=CLAIM, edgecolor="none",
                gid=name)  # fmt: skip
