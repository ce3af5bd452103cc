"""Forest plot: a table of studies with their estimates and intervals, and what they add up to.

The plot is told what to draw in plain terms (`Forest`) and knows nothing of where they come from;
`figures.syntheses` and `figures.sensitivity` fill it from results.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ketamine_review.figures.columns import Columns, columns_of
from ketamine_review.figures.content import Forest, Row, Summary
from ketamine_review.figures.flags import draw_flags, height_of, place_flags
from ketamine_review.figures.key import draw_key
from ketamine_review.figures.marks import (
    draw_diamond,
    draw_guide,
    draw_interval,
    draw_prediction,
    draw_range,
    draw_square,
    side_of_square,
)
from ketamine_review.figures.scales import Scale
from ketamine_review.figures.sheet import Sheet
from ketamine_review.figures.style import INK, MARGIN, QUIET, SMALL, applied
from ketamine_review.figures.table import write_headings, write_row, write_summary

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def draw_forest(forest: Forest) -> Figure:
    """Return the forest plot as a matplotlib Figure, as tall as its rows need."""
    with applied():
        sheet = Sheet()
        sheet.heading(forest.title, forest.subtitle)
        if forest.rows:
            _draw_table(sheet, forest)
        else:
            sheet.lines(MARGIN, [forest.empty], color=QUIET)
        draw_key(sheet, forest.key)
        sheet.notes(forest.notes)
        return sheet.finish()


def _draw_table(sheet: Sheet, forest: Forest) -> None:
    columns = columns_of(forest)
    left, right = columns.panel
    flags = place_flags(forest.claims, forest.scale, left, right, sheet.width)
    sheet.y += height_of(flags)
    lanes_bottom = sheet.y
    write_headings(sheet, forest, columns)
    top = sheet.y
    places = _write_rows(sheet, forest, columns)
    pools = _write_summaries(sheet, forest, columns)
    bottom = sheet.y + 6
    axes = sheet.panel(left, right, top, bottom, forest.scale)
    _draw_lines(axes, forest, top, bottom)
    draw_flags(sheet, axes, flags, forest.scale, lanes_bottom)
    heaviest = max((row.weight or 0.0 for row in forest.rows), default=0.0)
    for number, (row, y) in enumerate(places):
        side = side_of_square(row.weight, heaviest, forest.square)
        _draw_row(axes, forest.scale, row, y, side, str(number))
    for number, (summary, *heights) in enumerate(pools):
        _draw_summary(axes, forest.scale, summary, *heights, name=str(number))
    sheet.x_axis(axes, left, right, bottom, forest.scale)
    _write_directions(sheet, forest, left, right)


def _write_rows(sheet: Sheet, forest: Forest, columns: Columns) -> list[tuple[Row, float]]:
    """Write the table's texts and return each row with the height at which its mark belongs."""
    places = []
    for section in forest.sections:
        if section.heading is not None:
            sheet.y += 6
            sheet.lines(MARGIN, [section.heading], weight="bold")
            sheet.y += 2
        for row in section.rows:
            places.append((row, write_row(sheet, row, forest.value_of(row), columns)))
    return places


def _write_summaries(
    sheet: Sheet, forest: Forest, columns: Columns
) -> list[tuple[Summary, float, float]]:
    """Write the pools' texts; return each with the heights of its diamond and prediction bar."""
    if not forest.summaries:
        return []
    sheet.y += 6
    sheet.rule(sheet.y)
    sheet.y += 2
    return [
        (pool, *write_summary(sheet, pool, forest.value_of(pool), columns))
        for pool in forest.summaries
    ]


def _draw_lines(axes: Axes, forest: Forest, top: float, bottom: float) -> None:
    if forest.scale.no_effect is not None:
        draw_guide(axes, forest.scale.no_effect, top, bottom, solid=True, name="no-effect")
    if forest.guide is not None and forest.scale.holds(forest.guide):
        draw_guide(axes, forest.guide, top, bottom, solid=False, name="guide")


def _draw_row(axes: Axes, scale: Scale, row: Row, y: float, side: float, name: str) -> None:
    if row.readings is not None and row.estimate is None:
        draw_range(axes, scale, y, *row.readings, name=name)
    if row.low is not None and row.high is not None:
        draw_interval(axes, scale, y, row.low, row.high, over=not row.hollow, name=name)
    if row.estimate is not None:
        draw_square(axes, scale, y, row.estimate, side, hollow=row.hollow, name=name)


def _draw_summary(
    axes: Axes, scale: Scale, summary: Summary, y: float, below: float, name: str
) -> None:
    draw_diamond(axes, scale, y, summary.estimate, summary.low, summary.high,
                 descriptive=summary.descriptive, main=summary.main, name=name)  # fmt: skip
    if summary.prediction is not None:
        draw_prediction(axes, scale, below, *summary.prediction, name=name)


def _write_directions(sheet: Sheet, forest: Forest, left: float, right: float) -> None:
    """Write below the axis which side favours whom, each on its own side of no effect."""
    if forest.directions is None or forest.scale.no_effect is None:
        return
    x = left + forest.scale.fraction(forest.scale.no_effect) * (right - left)
    sheet.y += SMALL * 1.3
    worse, better = forest.directions
    sheet.text(x - 8, sheet.y - 4, f"◂ {worse}", size=SMALL, color=INK, align="right")
    sheet.text(x + 8, sheet.y - 4, f"{better} ▸", size=SMALL, color=INK)
