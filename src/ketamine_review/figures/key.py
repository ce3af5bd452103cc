"""Key: what the marks of a figure mean, one line of small print with the marks themselves."""

from __future__ import annotations

from collections.abc import Callable

from ketamine_review.figures.sheet import Sheet
from ketamine_review.figures.style import (
    CARD,
    CLAIM,
    CLAIM_BAND,
    MARGIN,
    POOL,
    PREDICTION,
    QUIET,
    SMALL,
    STUDY,
    text_width,
)

#: The marks that a key can explain, with their words.
WORDS = {
    "by_weight": "study, area by weight",
    "by_n": "study, area by patients",
    "study": "estimate with 95% interval",
    "hollow": "not confirmed yet",
    "range": "range of shares that the printed figures allow",
    "pool": "pooled estimate",
    "descriptive": "pool for description only",
    "prediction": "95% prediction interval",
    "arrow": "goes on beyond the axis",
    "claim": "number that a page claims",
    "claimband": "range that a page claims",
    "guide": "primary estimate",
}

_MARK, _GAP = 20.0, 18.0


def draw_key(sheet: Sheet, marks: tuple[str, ...]) -> None:
    """Write the key of these marks below what is on the sheet, in as many lines as it needs."""
    if not marks:
        return
    sheet.y += 8
    x, y = MARGIN, sheet.y + SMALL
    for mark in marks:
        width = _MARK + 4 + text_width(WORDS[mark], SMALL)
        if x > MARGIN and x + width > sheet.width - MARGIN:
            x, y = MARGIN, y + SMALL * 1.5
        _MARKS[mark](sheet, x + _MARK / 2, y - SMALL * 0.35)
        sheet.text(x + _MARK + 4, y, WORDS[mark], size=SMALL, color=QUIET)
        x += width + _GAP
    sheet.y = y + 4


def _square(sheet: Sheet, x: float, y: float) -> None:
    sheet.box(x - 4, y - 4, 8, 8, facecolor=STUDY, edgecolor=STUDY)
    _interval(sheet, x, y)


def _hollow(sheet: Sheet, x: float, y: float) -> None:
    _interval(sheet, x, y)
    sheet.box(x - 4, y - 4, 8, 8, facecolor=CARD, edgecolor=STUDY, linewidth=1.4)


def _interval(sheet: Sheet, x: float, y: float) -> None:
    sheet.line([x - 9, x + 9], [y, y], color=POOL, linewidth=1.5, zorder=3)


def _range(sheet: Sheet, x: float, y: float) -> None:
    sheet.box(x - 9, y - 4, 18, 8, facecolor="none", edgecolor=STUDY, linestyle=(0, (3, 1.5)))


def _diamond(sheet: Sheet, x: float, y: float, **how: object) -> None:
    corners = [(x - 9, y), (x, y - 5.5), (x + 9, y), (x, y + 5.5)]
    sheet.shape(corners, **{"facecolor": POOL, "edgecolor": POOL, **how})


def _descriptive(sheet: Sheet, x: float, y: float) -> None:
    _diamond(sheet, x, y, facecolor=CARD, linestyle=(0, (2.5, 1.6)))


def _prediction(sheet: Sheet, x: float, y: float) -> None:
    sheet.line([x - 9, x + 9], [y, y], color=PREDICTION, linewidth=6)


def _arrow(sheet: Sheet, x: float, y: float) -> None:
    sheet.line([x - 9, x + 4], [y, y], color=POOL, linewidth=1.5)
    sheet.shape([(x + 9, y), (x + 2, y - 3.5), (x + 2, y + 3.5)], facecolor=POOL,
                edgecolor="none")  # fmt: skip


def _claim(sheet: Sheet, x: float, y: float) -> None:
    sheet.line([x, x], [y - 7, y + 7], color=CLAIM, linewidth=1.5)


def _claimband(sheet: Sheet, x: float, y: float) -> None:
    sheet.box(x - 7, y - 7, 14, 14, facecolor=CLAIM_BAND, edgecolor="none")
    for end in (x - 7, x + 7):
        sheet.line([end, end], [y - 7, y + 7], color=CLAIM, linewidth=1.0)


def _guide(sheet: Sheet, x: float, y: float) -> None:
    sheet.line([x, x], [y - 7, y + 7], color=POOL, linestyle=(0, (1.2, 2.2)))


_MARKS: dict[str, Callable[[Sheet, float, float], None]] = {
    "by_weight": _square,
    "by_n": _square,
    "study": _square,
    "hollow": _hollow,
    "range": _range,
    "pool": _diamond,
    "descriptive": _descriptive,
    "prediction": _prediction,
    "arrow": _arrow,
    "claim": _claim,
    "claimband": _claimband,
    "guide": _guide,
}
