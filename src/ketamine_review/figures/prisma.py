"""PRISMA 2020 flow diagram, drawn from counts that have to add up (Page 2021, BMJ 372:n71)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ketamine_review.errors import ReviewError
from ketamine_review.figures.sheet import LEADING, Sheet
from ketamine_review.figures.style import (
    BODY,
    CARD,
    INK,
    MARGIN,
    QUIET,
    SMALL,
    STUDY,
    applied,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_STAGE, _GAP, _PAD, _DOWN = 118.0, 40.0, 10.0, 34.0


def draw_prisma(title: str, counts: Mapping[str, int], excluded: Mapping[str, int]) -> Figure:
    """Return the flow diagram of a review.

    Args:
        title: Title of the review.
        counts: ``identified``, ``duplicates``, ``set_aside``, ``screened``, ``excluded``,
            ``included``, ``companion``, ``studies``; ``searched``, those of the identified that a
            search brought; ``not_retrieved``; and ``previous_studies`` and ``previous_reports``
            where the review is an update. What is missing of the last four is none.
        excluded: Reports excluded for each reason.

    Raises:
        ReviewError: the boxes do not add up.
    """
    check_counts(counts, excluded)
    with applied():
        sheet = Sheet()
        sheet.heading(title, f"Flow of reports, PRISMA 2020: {origin_of(counts)}")
        _draw_flow(sheet, counts, excluded)
        missing = counts.get("not_retrieved", 0)
        if missing:
            sheet.notes((f"{missing} further reports are known and were not retrieved.",))
        return sheet.finish()


def origin_of(counts: Mapping[str, int]) -> str:
    """Return where the reports came from: a snapshot is not a search, and is never called one."""
    if not counts.get("searched"):
        return "a snapshot that came with the review, not a search"
    if counts["searched"] == counts["identified"]:
        return "records from searches"
    return "records from searches, and a snapshot that came with the review"


def _identified(counts: Mapping[str, int]) -> list[str]:
    searched = counts.get("searched", 0)
    bundled = counts["identified"] - searched
    lines = [_n("Records identified by searches", searched)] if searched else []
    return [*lines, *([_n("Reports in the bundled snapshot", bundled)] if bundled else [])]


def _draw_flow(sheet: Sheet, counts: Mapping[str, int], excluded: Mapping[str, int]) -> None:
    update = counts.get("previous_studies") is not None
    reports = counts["included"] + counts["companion"]
    flow = _Flow(sheet, update)
    removed = [
        "Removed before screening:",
        _n("duplicate of another record", counts["duplicates"]),
        _n("could not be read", counts["set_aside"]),
    ]
    earlier = _studies("Studies in the previous version", counts, "previous_") if update else []
    flow.row("Identification", _identified(counts), removed, earlier)
    reasons = ["Reports excluded:", *_reasons(counts["excluded"], excluded)]
    flow.row("Screening", [_n("Reports screened", counts["screened"])], reasons)
    new = {"studies": counts["studies"], "reports": reports}
    flow.row("Included", _studies(f"{'New studies' if update else 'Studies'} included", new))
    if update:
        total = {name: n + counts[f"previous_{name}"] for name, n in new.items()}
        flow.total(_studies("Studies in this version", total))
    sheet.y -= _DOWN - 6


def _studies(heading: str, counts: Mapping[str, int], prefix: str = "") -> list[str]:
    return [
        _n(heading, counts[f"{prefix}studies"]),
        _n("in reports", counts[f"{prefix}reports"]),
    ]


def check_counts(counts: Mapping[str, int], excluded: Mapping[str, int]) -> None:
    """Check that every box of the diagram is the sum of those that leave it.

    Raises:
        ReviewError: names the box and its numbers.
    """
    sums = (
        ("identified", ("duplicates", "set_aside", "screened")),
        ("screened", ("excluded", "included", "companion")),
    )
    for whole, parts in sums:
        total = sum(counts[part] for part in parts)
        if counts[whole] != total:
            _refuse(f"'{whole}' is {counts[whole]}, but {' + '.join(parts)} is {total}")
    reasons = sum(excluded.values())
    if reasons > counts["excluded"]:
        _refuse(f"'excluded' is {counts['excluded']}, but its reasons add up to {reasons}")
    if counts["studies"] > counts["included"]:
        _refuse(f"'studies' is {counts['studies']}, more than the {counts['included']} reports")


def _refuse(what: str) -> None:
    raise ReviewError(
        f"The flow diagram does not add up: {what}",
        where="results.json: prisma",
        mend="run the screening again; if it persists, the counts of the stage screen are wrong",
    )


def _reasons(total: int, excluded: Mapping[str, int]) -> list[str]:
    lines = [_n(reason, n) for reason, n in excluded.items() if n]
    rest = total - sum(excluded.values())
    return [*lines, *([_n("By decision of a reviewer", rest)] if rest else [])]


def _n(text: str, count: int) -> str:
    return f"{text} (n\u00a0=\u00a0{count:,})"


class _Flow:
    """Boxes below one another, side boxes to their right, arrows between them."""

    def __init__(self, sheet: Sheet, previous: bool):
        self.sheet = sheet
        left = MARGIN + _STAGE
        self.earlier = (left, left + 190) if previous else None
        start = left + 190 + _GAP if previous else left
        middle = start + (sheet.width - MARGIN - start - _GAP) * 0.47
        self.main = (start, middle)
        self.side = (middle + _GAP, sheet.width - MARGIN)
        self.last_bottom: float | None = None
        self.earlier_bottom = 0.0

    def row(
        self,
        stage: str,
        main: list[str],
        side: list[str] | None = None,
        earlier: list[str] | None = None,
    ) -> None:
        top = self.sheet.y
        x = (self.main[0] + self.main[1]) / 2
        if self.last_bottom is not None:
            self._arrow_down(x, self.last_bottom, top)
        self.sheet.text(MARGIN, top + _PAD + BODY, stage, weight="bold", color=STUDY)
        bottom = self._box(self.main, top, main)
        if side:
            side_bottom = self._box(self.side, top, side)
            y = top + min(bottom - top, side_bottom - top) / 2
            self._arrow_right(self.main[1], self.side[0], y)
        else:
            side_bottom = bottom
        if earlier and self.earlier is not None:
            self.earlier_bottom = self._box(self.earlier, top, earlier)
        self.last_bottom = bottom
        self.sheet.y = max(bottom, side_bottom) + _DOWN

    def total(self, lines: list[str]) -> None:
        """Draw the box into which the previous and the new studies flow."""
        top = self.sheet.y
        assert self.earlier is not None and self.last_bottom is not None
        x = (self.main[0] + self.main[1]) / 2
        self._arrow_down(x, self.last_bottom, top)
        bottom = self._box(self.main, top, lines)
        elbow = (self.earlier[0] + self.earlier[1]) / 2
        y = (top + bottom) / 2
        self.sheet.line([elbow, elbow], [self.earlier_bottom, y], color=QUIET, linewidth=1.2)
        self._arrow_right(elbow, self.main[0], y)
        self.last_bottom = bottom
        self.sheet.y = bottom + _DOWN

    def _box(self, edges: tuple[float, float], top: float, texts: list[str]) -> float:
        """Draw a box around texts, the first in larger letters; return its lower edge."""
        left, right = edges
        lines = [
            (line, size)
            for position, text in enumerate(texts)
            for size in (BODY if position == 0 else SMALL,)
            for line in wrapped(text, right - left - 2 * _PAD, size)
        ]
        bottom = top + 2 * _PAD + sum(size * LEADING for _, size in lines)
        self.sheet.box(left, top, right - left, bottom - top, facecolor=CARD, edgecolor=QUIET)
        y = top + _PAD
        for line, size in lines:
            y += size * LEADING
            self.sheet.text(left + _PAD, y - size * 0.3, line, size=size, color=INK)
        return bottom

    def _arrow_down(self, x: float, top: float, bottom: float) -> None:
        self.sheet.line([x, x], [top, bottom - 6], color=QUIET, linewidth=1.2)
        self.sheet.shape([(x, bottom), (x - 4, bottom - 7), (x + 4, bottom - 7)],
                         facecolor=QUIET, edgecolor="none")  # fmt: skip

    def _arrow_right(self, left: float, right: float, y: float) -> None:
        self.sheet.line([left, right - 6], [y, y], color=QUIET, linewidth=1.2)
        self.sheet.shape([(right, y), (right - 7, y - 4), (right - 7, y + 4)],
                         facecolor=QUIET, edgecolor="none")  # fmt: skip
