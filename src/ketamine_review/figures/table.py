"""Table of a forest plot: the texts left and right of the panel, row by row."""

from __future__ import annotations

from collections.abc import Sequence

from ketamine_review.figures.columns import GAP, Columns
from ketamine_review.figures.content import Forest, Row, Summary
from ketamine_review.figures.sheet import LEADING, Sheet
from ketamine_review.figures.style import BODY, INK, MARGIN, QUIET, SMALL, elided, wrapped
from ketamine_review.figures.traffic import draw_light

_PAD = 4.0

#: Base of a row's first line below its top, and the middle of that line's letters.
_BASE = BODY * (LEADING - 0.3)
_MIDDLE = _BASE - BODY * 0.35


def write_headings(sheet: Sheet, forest: Forest, columns: Columns) -> None:
    """Write the headings and the rules below them, and move below."""
    texts = [
        wrapped(heading, column.width, SMALL, "bold")
        for heading, column in zip(forest.columns, columns.cells, strict=True)
    ]
    more = max([0, *(len(lines) - 1 for lines in texts)])
    last = sheet.y + SMALL * LEADING * (1 + more) - 3
    bold = {"size": SMALL, "weight": "bold"}
    sheet.text(MARGIN, last, forest.name_heading, **bold)
    for column, lines in zip(columns.cells, texts, strict=True):
        x, align = (column.right, "right") if column.numeric else (column.left, "left")
        for position, line in enumerate(reversed(lines)):
            sheet.text(x, last - position * SMALL * LEADING, line, align=align, **bold)
    sheet.text(columns.value.left, last, forest.value_heading, **bold)
    if forest.share_heading:
        sheet.text(columns.share, last, forest.share_heading, align="right", **bold)
    for position, name in enumerate(forest.domains):
        sheet.text(columns.light(position), last, name, align="center", **bold)
    sheet.y = last + 7
    sheet.rule(sheet.y, MARGIN, columns.panel[0] - GAP / 2)
    sheet.rule(sheet.y, columns.value.left, sheet.width - MARGIN)
    sheet.y += 3


def write_row(sheet: Sheet, row: Row, value: str, columns: Columns) -> float:
    """Write a study's texts, move below them, and return the height of its mark."""
    top = sheet.y + _PAD
    end = _stack(sheet, MARGIN, top, elided(row.name, columns.name.width, BODY, 3), size=BODY)
    ends = [_stack(sheet, MARGIN, end, wrapped(row.detail, columns.name.width, SMALL), color=QUIET)]
    for column, text in zip(columns.cells, row.cells, strict=True):
        x, align = (column.right, "right") if column.numeric else (column.left, "left")
        lines = wrapped(text, column.width, SMALL, lines=4)
        ends.append(_stack(sheet, x, top, lines, align=align, on_base=True))
    ends.append(_write_value(sheet, value, row.reason, columns, top))
    if row.share:
        sheet.text(columns.share, top + _BASE, row.share, align="right")
    for position, judgement in enumerate(row.lights):
        draw_light(sheet, columns.light(position), top + _MIDDLE, judgement)
    sheet.y = max(ends) + _PAD
    return top + _MIDDLE


def _write_value(sheet: Sheet, value: str, reason: str, columns: Columns, top: float) -> float:
    """Write the estimate, or why there is none: below a range, else across the panel."""
    column = columns.value
    end = _stack(sheet, column.left, top, wrapped(value, column.width, BODY), size=BODY)
    if reason and value:
        return _stack(sheet, column.left, end, wrapped(reason, column.width, SMALL), color=QUIET)
    left = columns.panel[0] + 8
    lines = wrapped(reason, column.right - left, SMALL)
    how = {"color": QUIET, "style": "italic", "on_top": True}
    return max(end, _stack(sheet, left, top, lines, on_base=True, **how))


def write_summary(
    sheet: Sheet, summary: Summary, value: str, columns: Columns
) -> tuple[float, float]:
    """Write a pool's texts, move below them; return the heights of diamond and prediction."""
    top = sheet.y + _PAD
    room = columns.panel[0] - GAP - MARGIN
    weight = "bold" if summary.main else "normal"
    names = wrapped(summary.name, room, BODY, weight, lines=2)
    end = _stack(sheet, MARGIN, top, names, size=BODY, weight=weight)
    sheet.text(columns.value.left, top + _BASE, value, weight=weight)
    end = _stack(sheet, MARGIN, end, wrapped(summary.detail, room, SMALL), color=QUIET)
    below = end + SMALL * LEADING - 1
    if summary.prediction_text:
        sheet.text(MARGIN, below, "Prediction interval", size=SMALL)
        sheet.text(columns.value.left, below, summary.prediction_text, size=SMALL)
        end = below + 4
    sheet.y = end + _PAD
    return top + _MIDDLE, below - SMALL * 0.35


def _stack(
    sheet: Sheet,
    x: float,
    top: float,
    lines: Sequence[str],
    *,
    size: float | None = None,
    on_base: bool = False,
    color: str = INK,
    **how: object,
) -> float:
    """Write lines below one another and return where they end.

    ``on_base`` puts small letters on the base of the row's first line, which is a larger one's.
    """
    letters = size or SMALL
    for line in lines:
        baseline = top + (_BASE if on_base else letters * (LEADING - 0.3))
        sheet.text(x, baseline, line, size=letters, color=color, **how)
        top += letters * LEADING
    return top
