"""Columns of a forest plot: how wide each is, and the text that goes into them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ketamine_review.figures.sheet import LEADING, Sheet
from ketamine_review.figures.style import (
    BODY,
    INK,
    MARGIN,
    QUIET,
    SMALL,
    WIDTH,
    text_width,
    wrapped,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ketamine_review.figures.forest import Forest, Row, Summary

_GAP = 16.0
_LIGHT = 17.0
_PAD = 4.0

#: Widest and narrowest that columns may be, in pixels.
_NAME, _CELL, _VALUE, _PANEL = (170.0, 250.0), (44.0, 136.0), (80.0, 190.0), 270.0


@dataclass(frozen=True)
class Columns:
    """The table's columns, in pixels from the sheet's left edge.

    Attributes:
        name_width: Width of the study's name.
        cells: Left edge and width of each further column.
        numeric: For each of them, whether it holds numbers, which stand to the right.
        panel: Left and right edge of the panel.
        value: Left edge and width of the estimates.
        share: Right edge of the weights.
        lights: Middle of the first risk-of-bias column.
    """

    forest: Forest
    name_width: float
    cells: tuple[tuple[float, float], ...]
    numeric: tuple[bool, ...]
    panel: tuple[float, float]
    value: tuple[float, float]
    share: float
    lights: float

    #: How far below its diamond a prediction bar lies.
    PREDICTION: ClassVar[float] = 21.0

    @classmethod
    def of(cls, forest: Forest) -> Columns:
        """Return columns as wide as their texts need; the panel takes what is left."""
        rows = forest.rows
        names = [row.name for row in rows] + [forest.name_heading]
        name_width = _bounded(names, _NAME, floor_for=[row.detail for row in rows])
        x = MARGIN + name_width + _GAP
        cells = []
        for position, heading in enumerate(forest.columns):
            texts = [heading, *(row.cells[position] for row in rows)]
            width = _bounded(texts, _CELL)
            cells.append((x, width))
            x += width + _GAP
        right = WIDTH - MARGIN
        lights = right - _LIGHT * len(forest.domains) + _LIGHT / 2
        right -= _LIGHT * len(forest.domains) + (_GAP / 2 if forest.domains else 0)
        share = right
        if forest.share_heading:
            texts = [forest.share_heading, "100%", *(row.share for row in rows)]
            right -= max(text_width(text, SMALL, "bold") for text in texts) + _GAP
        values = [row.value for row in rows] + [forest.value_heading]
        values += [text for pool in forest.summaries for text in (pool.value, pool.prediction_text)]
        value_width = _bounded(values, _VALUE)
        value = right - value_width
        panel = (x + 2, value - _GAP)
        if panel[1] - panel[0] < _PANEL:
            # What is short comes from the names, which can wrap.
            short = _PANEL - (panel[1] - panel[0])
            short = min(short, name_width - _NAME[0])
            name_width -= short
            cells = [(left - short, width) for left, width in cells]
            panel = (panel[0] - short, panel[1])
        numeric = tuple(
            all(_is_numeric(row.cells[i]) for row in rows) for i in range(len(forest.columns))
        )
        return cls(forest, name_width, tuple(cells), numeric, panel, (value, value_width), share,
                   lights)  # fmt: skip

    def light(self, position: int) -> float:
        """Return the middle of a risk-of-bias column."""
        return self.lights + position * _LIGHT

    def write_headings(self, sheet: Sheet) -> None:
        """Write the headings and a rule, and move below them."""
        forest = self.forest
        texts = [wrapped(h, w, SMALL, "bold") for h, (_, w) in zip(forest.columns, self.cells, strict=True)]
        height = max([1, *(len(text) for text in texts)])
        first = sheet.y + SMALL * LEADING - 3
        last = first + (height - 1) * SMALL * LEADING
        bold = {"size": SMALL, "weight": "bold"}
        sheet.text(MARGIN, last, forest.name_heading, **bold)
        for (left, width), numeric, lines in zip(self.cells, self.numeric, texts, strict=True):
            x, align = (left + width, "right") if numeric else (left, "left")
            for position, line in enumerate(lines):
                y = last - (len(lines) - 1 - position) * SMALL * LEADING
                sheet.text(x, y, line, align=align, **bold)
        sheet.text(self.value[0], last, forest.value_heading, **bold)
        if forest.share_heading:
            sheet.text(self.share, last, forest.share_heading, align="right", **bold)
        for position, name in enumerate(forest.domains):
            sheet.text(self.light(position), last, name, align="center", **bold)
        sheet.y = last + 7
        for left, right in ((MARGIN, self.panel[0] - _GAP / 2), (self.value[0], WIDTH - MARGIN)):
            sheet.rule(sheet.y, left, right)
        sheet.y += 3

    def write_row(self, sheet: Sheet, row: Row) -> float:
        """Write a study's texts, move below them, and return the height of its mark."""
        top = sheet.y + _PAD
        ends = [
            self._stack(sheet, MARGIN, top, wrapped(row.name, self.name_width, BODY, lines=3)),
        ]
        ends[0] = self._stack(sheet, MARGIN, ends[0], wrapped(row.detail, self.name_width, SMALL), small=True)
        for (left, width), numeric, text in zip(self.cells, self.numeric, row.cells, strict=True):
            x, align = (left + width, "right") if numeric else (left, "left")
            ends.append(self._stack(sheet, x, top, wrapped(text, width, SMALL, lines=4), align, cell=True))
        left, width = self.value
        end = self._stack(sheet, left, top, wrapped(row.value, width, BODY))
        if row.reason and row.readings is not None:
            end = self._stack(sheet, left, end, wrapped(row.reason, width, SMALL), small=True)
        elif row.reason:
            end = self._write_reason(sheet, row.reason, top)
        if row.share:
            sheet.text(self.share, top + _first(), row.share, align="right")
        sheet.y = max(*ends, end) + _PAD
        return top + _first() - BODY * 0.35

    def _write_reason(self, sheet: Sheet, reason: str, top: float) -> float:
        room = self.value[0] + self.value[1] - self.panel[0] - 8
        y = top
        for line in wrapped(reason, room, SMALL):
            y += SMALL * LEADING
            sheet.text(self.panel[0] + 8, y - 1, line, size=SMALL, color=QUIET, style="italic",
                       on_top=True)  # fmt: skip
        return y

    def write_summary(self, sheet: Sheet, summary: Summary) -> float:
        """Write a pool's texts, move below them, and return the height of its diamond."""
        top = sheet.y + _PAD
        room = self.panel[0] - _GAP - MARGIN
        weight = "bold" if summary.main else "normal"
        self._stack(sheet, MARGIN, top, wrapped(summary.name, room, BODY, weight, lines=1),
                    weight=weight)  # fmt: skip
        sheet.text(self.value[0], top + _first(), summary.value, weight=weight)
        y = top + BODY * LEADING
        if summary.prediction_text:
            baseline = top + _first() + self.PREDICTION
            sheet.text(MARGIN, baseline, "Prediction interval", size=SMALL)
            sheet.text(self.value[0], baseline, summary.prediction_text, size=SMALL)
            y = baseline + 5
        sheet.y = self._stack(sheet, MARGIN, y, wrapped(summary.detail, room, SMALL), small=True)
        sheet.y += _PAD
        return top + _first() - BODY * 0.35

    def _stack(
        self, sheet: Sheet, x: float, top: float, lines: Iterable[str], align: str = "left", *,
        small: bool = False, cell: bool = False, weight: str = "normal",
    ) -> float:
        """Write lines below one another and return where they end."""
        size = SMALL if small or cell else BODY
        for line in lines:
            # A cell's first line stands on the same base as the name beside it.
            baseline = top + (_first() if cell else size * LEADING - size * 0.3)
            sheet.text(x, baseline, line, size=size, color=QUIET if small else INK, align=align,
                       weight=weight)  # fmt: skip
            top += size * LEADING
        return top


def _first() -> float:
    """Return the base of a row's first line, below the row's top."""
    return BODY * LEADING - BODY * 0.3


def _bounded(
    texts: Iterable[str], bounds: tuple[float, float], floor_for: Iterable[str] = ()
) -> float:
    low, high = bounds
    widest = max((text_width(text, BODY) for text in texts), default=low)
    small = max((text_width(text, SMALL) for text in floor_for), default=low)
    return min(max(widest, min(small, high), low), high)


def _is_numeric(text: str) -> bool:
    return re.fullmatch(r"[\d\s/?.,%–−v-]*", text) is not None
