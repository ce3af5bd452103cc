"""Marks: squares, intervals, diamonds and bands on a panel, each at the place its numbers say.

``y`` is in pixels from the top of the sheet; values are in the unit of the scale. What lies beyond
the axis ends in an arrow at its edge. Each mark carries a name (``gid``), by which tests find it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ketamine_review.figures.scales import Scale
from ketamine_review.figures.style import CARD, POOL, PREDICTION, QUIET, STUDY

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Side of the largest and of the smallest square, in pixels.
LARGEST, SMALLEST = 15.0, 4.5


def side_of_square(weight: float | None, heaviest: float, largest: float = LARGEST) -> float:
    """Return the side of a square whose area stands to the largest as the weights do."""
    if not weight or weight <= 0 or heaviest <= 0:
        return SMALLEST
    return max(SMALLEST, largest * math.sqrt(weight / heaviest))


def draw_interval(
    axes: Axes,
    scale: Scale,
    y: float,
    low: float,
    high: float,
    *,
    color: str = POOL,
    width: float = 1.5,
    over: bool = False,
    name: str = "",
) -> None:
    """Draw a line from limit to limit, with an arrow where a limit is off the axis.

    ``over`` draws it on its square, so that an interval narrower than the square is seen.
    """
    ends = scale.clamped(low), scale.clamped(high)
    axes.plot(ends, [y, y], color=color, lw=width, solid_capstyle="butt", zorder=5 if over else 3,
              gid=f"interval-{name}", clip_on=False)  # fmt: skip
    for value, end, sign in ((low, ends[0], "<"), (high, ends[1], ">")):
        if not scale.holds(value):
            _arrow(axes, end, y, sign, color, f"arrow-{name}")


def draw_square(
    axes: Axes,
    scale: Scale,
    y: float,
    estimate: float,
    side: float,
    *,
    hollow: bool = False,
    color: str = STUDY,
    name: str = "",
) -> None:
    """Draw a study's square, or an arrow where the estimate itself is off the axis."""
    if not scale.holds(estimate):
        sign = "<" if estimate < scale.low or scale.fraction(estimate) == 0 else ">"
        _arrow(axes, scale.clamped(estimate), y, sign, color, f"arrow-{name}")
        return
    axes.plot([estimate], [y], marker="s", ms=side - 1.0, mew=1.4 if hollow else 1.0, ls="none",
              mfc=CARD if hollow else color, mec=color, zorder=4, gid=f"square-{name}",
              clip_on=False)  # fmt: skip


def _arrow(axes: Axes, x: float, y: float, sign: str, color: str, name: str) -> None:
    axes.plot([x], [y], marker=sign, ms=7, mew=0, ls="none", color=color, zorder=4, gid=name,
              clip_on=False)  # fmt: skip


def draw_diamond(
    axes: Axes,
    scale: Scale,
    y: float,
    estimate: float,
    low: float,
    high: float,
    *,
    descriptive: bool = False,
    main: bool = True,
    name: str = "",
) -> None:
    """Draw a pool: filled; open and dashed where it is only descriptive; lighter beside another."""
    half = 7.5 if main else 6.0
    corners = [(low, y), (estimate, y - half), (high, y), (estimate, y + half)]
    axes.fill(
        [scale.clamped(x) for x, _ in corners],
        [py for _, py in corners],
        # Open, so that a claimed number behind it stays in sight.
        facecolor="none" if descriptive else (POOL if main else "#9fb6c9"),
        edgecolor=POOL,
        linestyle=(0, (2.5, 1.6)) if descriptive else "-",
        linewidth=1.3,
        zorder=4,
        gid=f"diamond-{name}",
        clip_on=False,
    )
    for value, sign in ((low, "<"), (high, ">")):
        if not scale.holds(value):
            _arrow(axes, scale.clamped(value), y, sign, POOL, f"arrow-{name}")


def draw_prediction(
    axes: Axes, scale: Scale, y: float, low: float, high: float, name: str = ""
) -> None:
    """Draw the bar of a prediction interval."""
    draw_interval(axes, scale, y, low, high, color=PREDICTION, width=6.0,
                  name=f"prediction-{name}")  # fmt: skip


def draw_range(
    axes: Axes, scale: Scale, y: float, low: float, high: float, name: str = "", half: float = 5.0
) -> None:
    """Draw the range that several readings of a printed figure span: an open band, no point."""
    low, high = scale.clamped(low), scale.clamped(high)
    axes.fill([low, high, high, low], [y - half, y - half, y + half, y + half], facecolor="none",
              edgecolor=STUDY, linewidth=1.2, linestyle=(0, (3, 1.5)), zorder=3,
              gid=f"range-{name}", clip_on=False)  # fmt: skip


def draw_guide(
    axes: Axes, value: float, top: float, bottom: float, *, solid: bool, name: str
) -> None:
    """Draw a vertical line: no effect (solid), or the pooled estimate (dotted)."""
    axes.plot([value, value], [top, bottom], color=QUIET if solid else POOL,
              lw=1.0 if solid else 0.9, ls="-" if solid else (0, (1.2, 2.2)), zorder=1, gid=name,
              clip_on=False)  # fmt: skip
