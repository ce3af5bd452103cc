"""Columns of a forest plot: how wide each is; the panel takes what the texts leave."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ketamine_review.figures.content import Forest
from ketamine_review.figures.style import BODY, MARGIN, SMALL, WIDTH, text_width

GAP = 16.0
_LIGHT = 17.0

#: Narrowest and widest that columns may be, and the narrowest panel, in pixels.
_NAME, _CELL, _VALUE, _PANEL = (172.0, 250.0), (30.0, 136.0), (80.0, 190.0), 280.0


@dataclass(frozen=True)
class Column:
    """A column of text: its left edge and width in pixels, and whether it holds numbers."""

    left: float
    width: float
    numeric: bool = False

    @property
    def right(self) -> float:
        """Return the right edge."""
        return self.left + self.width


@dataclass(frozen=True)
class Columns:
    """The columns of a table, in pixels from the sheet's left edge.

    Attributes:
        name: The study's name.
        cells: The further columns left of the panel.
        panel: Left and right edge of the panel.
        value: The estimates.
        share: Right edge of the weights.
        lights: Middle of the first risk-of-bias column.
    """

    name: Column
    cells: tuple[Column, ...]
    panel: tuple[float, float]
    value: Column
    share: float
    lights: float

    def light(self, position: int) -> float:
        """Return the middle of a risk-of-bias column."""
        return self.lights + position * _LIGHT


def columns_of(forest: Forest) -> Columns:
    """Return columns as wide as their texts need, within bounds beyond which texts wrap."""
    share = WIDTH - MARGIN - _LIGHT * len(forest.domains) - (GAP / 2 if forest.domains else 0)
    value = _value_column(forest, share - _share_width(forest))
    widths = [_cell_width(forest, i) for i in range(len(forest.columns))]
    taken = MARGIN + sum(widths) + GAP * (len(widths) + 1) + GAP
    name = Column(MARGIN, _name_width(forest, value.left - taken - _PANEL))
    cells, left = [], name.right + GAP
    for position, width in enumerate(widths):
        numeric = all(_is_numeric(row.cells[position]) for row in forest.rows)
        cells.append(Column(left, width, numeric))
        left += width + GAP
    lights = share + GAP / 2 + _LIGHT / 2
    return Columns(name, tuple(cells), (left, value.left - GAP), value, share, lights)


def _name_width(forest: Forest, most: float) -> float:
    """Return the width of the names: what they need, or less where the panel would be narrow."""
    names = [*(row.name for row in forest.rows), forest.name_heading]
    details = [row.detail for row in forest.rows]
    wanted = max(_bounded(names, _NAME, BODY), _bounded(details, _NAME, SMALL))
    return max(_NAME[0], min(wanted, most))


def _cell_width(forest: Forest, position: int) -> float:
    texts = [row.cells[position] for row in forest.rows]
    words = [text_width(word, SMALL, "bold") for word in forest.columns[position].split()]
    return max(_bounded(texts, _CELL, SMALL), *words)


def _value_column(forest: Forest, right: float) -> Column:
    texts = [forest.value_of(row) for row in (*forest.rows, *forest.summaries)]
    texts += [pool.prediction_text for pool in forest.summaries]
    heading = text_width(forest.value_heading, SMALL, "bold")
    width = max(_bounded(texts, _VALUE, BODY, "bold" if forest.summaries else "normal"), heading)
    return Column(right - width, width)


def _share_width(forest: Forest) -> float:
    if not forest.share_heading:
        return 0.0
    texts = [text_width(row.share, BODY) for row in forest.rows]
    return max(text_width(forest.share_heading, SMALL, "bold"), *texts) + GAP


def _bounded(
    texts: Iterable[str], bounds: tuple[float, float], size: float, weight: str = "normal"
) -> float:
    """Return the width of the widest text, within bounds."""
    low, high = bounds
    return min(max([low, *(text_width(text, size, weight) + 1 for text in texts)]), high)


def _is_numeric(text: str) -> bool:
    return re.fullmatch(r"[\d\s/?.,%–−v-]*", text) is not None
