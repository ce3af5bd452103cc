"""Sheet: a figure laid out in pixels from its top left corner, as tall as what is put on it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ketamine_review.figures.scales import Scale
from ketamine_review.figures.style import (
    BODY,
    CARD,
    FAMILY,
    GRID,
    INK,
    MARGIN,
    QUIET,
    RULE,
    SMALL,
    TITLE,
    WIDTH,
    printable,
    text_width,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

#: Name of the piece of card behind a text.
HALO = "halo"

#: Distance between two lines of text, as a multiple of their size.
LEADING = 1.3


class Sheet:
    """A white card of fixed width that grows downwards.

    ``y`` is where the next thing goes. Panels are true Axes: x in the unit of the data, y in
    pixels from the top of the sheet, so that marks stand in line with the text beside them.
    """

    def __init__(self, width: float = WIDTH):
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        self.figure: Figure = Figure(facecolor=CARD, dpi=72)
        self.width = width
        self.y = MARGIN
        self._to_inches = Affine2D()
        self.pixels = self._to_inches + self.figure.dpi_scale_trans
        self._panels: list[tuple[Axes, tuple[float, float, float, float]]] = []

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = BODY,
        color: str = INK,
        weight: str = "normal",
        style: str = "normal",
        align: str = "left",
        on_top: bool = False,
    ) -> Text:
        """Write one line with its baseline at ``y``.

        ``on_top`` sets it off from the lines behind it: by a piece of card, which the SVG turns
        into a halo around the letters.
        """
        written = self.figure.text(
            x,
            y,
            printable(text),
            transform=self.pixels,
            fontfamily=FAMILY,
            fontsize=size,
            fontweight=weight,
            fontstyle=style,
            color=color,
            ha=align,
            va="baseline",
            parse_math=False,
            zorder=6 if on_top else 5,
            bbox={"facecolor": CARD, "edgecolor": "none", "pad": 1.5} if on_top else None,
        )
        if on_top:
            written.get_bbox_patch().set_gid(HALO)
        return written

    def lines(
        self,
        x: float,
        lines: list[str],
        *,
        size: float = BODY,
        color: str = INK,
        weight: str = "normal",
    ) -> None:
        """Write lines below one another from the present height on, and move below them."""
        for line in lines:
            self.y += size * LEADING
            self.text(x, self.y - size * 0.3, line, size=size, color=color, weight=weight)

    def heading(self, title: str, subtitle: str = "") -> None:
        """Write the figure's title and what it asks."""
        room = self.width - 2 * MARGIN
        self.lines(MARGIN, wrapped(title, room, TITLE, "bold"), size=TITLE, weight="bold")
        self.lines(MARGIN, wrapped(subtitle, room, BODY), color=QUIET)
        self.y += 10

    def notes(self, notes: tuple[str, ...]) -> None:
        """Write small print, one paragraph per note."""
        for note in notes:
            self.y += 4
            room = self.width - 2 * MARGIN
            self.lines(MARGIN, wrapped(note, room, SMALL), size=SMALL, color=QUIET)

    def rule(self, y: float, left: float = MARGIN, right: float | None = None) -> None:
        """Draw a hairline across the sheet."""
        self.line([left, self.width - MARGIN if right is None else right], [y, y], color=RULE)

    def line(self, x: list[float], y: list[float], **how: object) -> None:
        """Draw a line in pixels."""
        from matplotlib.lines import Line2D

        how = {"linewidth": 0.8, "solid_capstyle": "butt", "zorder": 2, **how}
        self.figure.add_artist(Line2D(x, y, transform=self.pixels, **how))

    def shape(self, points: list[tuple[float, float]], **how: object) -> None:
        """Draw a polygon in pixels."""
        from matplotlib.patches import Polygon

        how = {"linewidth": 1.0, "zorder": 3, **how}
        self.figure.add_artist(Polygon(points, closed=True, transform=self.pixels, **how))

    def mark(self, x: float, y: float, shape: str, size: float, **how: object) -> None:
        """Draw one of matplotlib's markers in pixels; many of them are cheap in an SVG."""
        how = {"markeredgewidth": 1.0, "zorder": 3, "linestyle": "none", **how}
        self.line([x], [y], marker=shape, markersize=size, **how)

    def circle(self, x: float, y: float, radius: float, **how: object) -> None:
        """Draw a disc in pixels."""
        from matplotlib.patches import Circle

        how = {"linewidth": 1.0, "zorder": 3, **how}
        self.figure.add_artist(Circle((x, y), radius, transform=self.pixels, **how))

    def box(self, left: float, top: float, width: float, height: float, **how: object) -> None:
        """Draw a rectangle in pixels."""
        right, bottom = left + width, top + height
        self.shape([(left, top), (right, top), (right, bottom), (left, bottom)], **how)

    def panel(self, left: float, right: float, top: float, bottom: float, scale: Scale) -> Axes:
        """Return Axes between these pixels: x by the scale, y in pixels from the sheet's top."""
        from matplotlib.ticker import FixedLocator, NullLocator

        axes = self.figure.add_axes((0, 0, 1, 1))
        axes.patch.set_visible(False)
        scale.apply_to(axes)
        axes.set_ylim(bottom, top)
        axes.yaxis.set_major_locator(NullLocator())
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_locator(FixedLocator([]))
        for side in ("left", "right", "top"):
            axes.spines[side].set_visible(False)
        axes.spines["bottom"].set(color=QUIET, linewidth=0.9)
        self._panels.append((axes, (left, right, top, bottom)))
        return axes

    def x_axis(self, axes: Axes, left: float, right: float, bottom: float, scale: Scale) -> None:
        """Write the scale's ticks, their labels and its title below a panel; move below them."""
        top = axes.get_ylim()[1]
        free_from = -math.inf
        for value, label in scale.ticks:
            x = left + scale.fraction(value) * (right - left)
            axes.plot([value, value], [top, bottom], color=GRID, linewidth=0.9, zorder=0,
                      clip_on=False, solid_capstyle="butt")  # fmt: skip
            self.line([x, x], [bottom, bottom + 4], color=QUIET)
            half = text_width(label, SMALL) / 2
            # A tick whose label would touch the one before keeps its line only.
            if x - half >= free_from:
                self.text(x, bottom + 17, label, size=SMALL, color=INK, align="center")
                free_from = x + half + 6
        self.text(
            (left + right) / 2, bottom + 34, scale.title, size=SMALL, color=INK, align="center"
        )
        self.y = bottom + 42

    def finish(self) -> Figure:
        """Fix the height, put every panel in its place and return the figure."""
        height = self.y + MARGIN
        self.figure.set_size_inches(self.width / 72, height / 72)
        self._to_inches.clear().scale(1 / 72, -1 / 72).translate(0, height / 72)
        for axes, (left, right, top, bottom) in self._panels:
            axes.set_position(
                (
                    left / self.width,
                    1 - bottom / height,
                    (right - left) / self.width,
                    (bottom - top) / height,
                )
            )
        return self.figure
