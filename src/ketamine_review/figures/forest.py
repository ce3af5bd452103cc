"""Forest plot: a table of studies with their estimates and intervals, and what they add up to.

The plot is told what to draw in plain terms (`Forest`) and knows nothing of where they come from;
`figures.syntheses` and `figures.sensitivity` fill it from results.json.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ketamine_review.figures.columns import Columns, columns_of
from ketamine_review.figures.flags import draw_flags, height_of, place_flags
from ketamine_review.figures.key import draw_key
from ketamine_review.figures.marks import (
    LARGEST,
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
from ketamine_review.model.verdict import ClaimLine

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Row:
    """A line of the table.

    Attributes:
        name: Study, as a reader cites it.
        detail: What sets it apart from its neighbours, in small letters below the name.
        cells: Texts of the further columns, see `Forest.columns`.
        estimate: None where there is none; ``low`` and ``high`` may be missing beside it.
        weight: What its square's area stands for: the weight in the pool, or patients.
        value: Text of the column at the right, where it is not the estimate with its interval.
        share: Text of the weight column.
        readings: Range of estimates that the printed figures allow, drawn as an open band.
        reason: Why there is no estimate, in words.
        hollow: True for a finding that was not confirmed yet.
        lights: Judgements of the risk of bias, in the order of `Forest.domains`.
    """

    name: str
    detail: str = ""
    cells: tuple[str, ...] = ()
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    weight: float | None = None
    value: str = ""
    share: str = ""
    readings: tuple[float, float] | None = None
    reason: str = ""
    hollow: bool = False
    lights: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """Rows under one heading, such as a subgroup; None where there are no subgroups."""

    heading: str | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Summary:
    """A pooled estimate.

    Attributes:
        detail: Numbers behind it: studies, patients, heterogeneity.
        descriptive: True where no verdict may use it; drawn open and dashed.
        main: False for a pool that stands beside the primary one.
        prediction: Prediction interval, None where there is none.
        prediction_text: What the prediction row says at the right; no row where it is empty.
    """

    name: str
    detail: str
    estimate: float
    low: float
    high: float
    descriptive: bool = False
    main: bool = True
    prediction: tuple[float, float] | None = None
    prediction_text: str = ""


@dataclass(frozen=True)
class Forest:
    """All that a forest plot shows.

    Attributes:
        columns: Headings of the columns between the study's name and the panel.
        value_heading: Heading of the estimates at the right.
        share_heading: Heading of the weights; no such column where it is empty.
        domains: Letters of the risk-of-bias domains; no such columns where it is empty.
        directions: What lies left and right of no effect.
        guide: A value that a dotted line marks, such as the primary estimate.
        claims: Claimed numbers to draw as lines across.
        notes: Small print below.
        empty: The sentence that stands in place of rows where there are none.
        key: Marks to explain, see `figures.key.WORDS`.
        square: Side of the heaviest study's square in pixels.
    """

    title: str
    scale: Scale
    sections: tuple[Section, ...]
    subtitle: str = ""
    name_heading: str = "Study"
    columns: tuple[str, ...] = ()
    value_heading: str = "Estimate (95% CI)"
    share_heading: str = ""
    domains: tuple[str, ...] = ()
    summaries: tuple[Summary, ...] = ()
    directions: tuple[str, str] | None = None
    guide: float | None = None
    claims: tuple[ClaimLine, ...] = ()
    notes: tuple[str, ...] = ()
    empty: str = "No study reports this."
    key: tuple[str, ...] = ()
    square: float = LARGEST

    @property
    def rows(self) -> list[Row]:
        """Return all rows, whatever their section."""
        return [row for section in self.sections for row in section.rows]

    def value_of(self, row: Row | Summary) -> str:
        """Return what the column of estimates says of a row or a pool."""
        if isinstance(row, Row) and (row.value or row.estimate is None):
            return row.value
        return self.scale.text(row.estimate, row.low, row.high)


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
