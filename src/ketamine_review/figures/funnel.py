"""Funnel plot: estimates against the size or precision of their studies, from ten studies on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ketamine_review.errors import ReviewError
from ketamine_review.figures.scales import Scale
from ketamine_review.figures.sheet import Sheet
from ketamine_review.figures.style import CARD, GRID, POOL, QUIET, SMALL, STUDY, applied
from ketamine_review.figures.syntheses import scale_of
from ketamine_review.figures.terms import Labels
from ketamine_review.figures.words import tick
from ketamine_review.model.results import StudyEffect, SynthesisEntry

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Below this many studies asymmetry cannot be told from chance (Sterne 2011, BMJ 343:d4002).
FEWEST = 10

_LEFT, _RIGHT, _HEIGHT, _Z = 130.0, 870.0, 380.0, 1.959964


def draw_funnel(entry: SynthesisEntry, labels: Labels) -> Figure:
    """Return the funnel plot of a pooled synthesis.

    Proportions stand against their number of patients, because the standard error of a share
    depends on the share itself (Hunter 2014, J Clin Epidemiol 67:897); others against their
    standard error. The dotted lines hold 95% of studies without heterogeneity.

    Raises:
        ReviewError: the synthesis is not pooled, or has fewer than ten studies.
    """
    result = entry.confirmed
    if not result.pools or result.k < FEWEST:
        raise ReviewError(
            f"Asymmetry is not assessed: {result.k} studies, and below {FEWEST} it cannot be told "
            "from chance",
            where=entry.id,
            mend="read the studies' own intervals in the forest plot",
        )
    sized = [(s, size) for s in result.studies if (size := _size(entry, s)) is not None]
    pool = result.pools[0]
    scale = scale_of(entry, labels, [(s.estimate, s.low, s.high) for s, _ in sized])
    by_n = entry.measure == "proportion"
    largest = max(size for _, size in sized)
    with applied():
        sheet = Sheet()
        sheet.heading(f"Funnel plot: {entry.title}", entry.question)
        sheet.y += 22
        top, bottom = sheet.y, sheet.y + _HEIGHT
        axes = sheet.panel(_LEFT, _RIGHT, top, bottom, scale)
        _draw_sizes(sheet, top, largest, by_n)
        axes.plot([pool.estimate] * 2, [top, bottom], color=POOL, lw=1.2, zorder=1, gid="pool")
        for sign in (-1, 1):
            points = _limit(pool.estimate, sign, largest, by_n, scale)
            axes.plot([x for x, _ in points], [_y(size, top, largest, by_n) for _, size in points],
                      color=QUIET, lw=1.0, ls=(0, (1.2, 2.2)), zorder=1)  # fmt: skip
        for study, size in sized:
            axes.plot([study.estimate], [_y(size, top, largest, by_n)], marker="o", ms=8, mew=1.3,
                      mfc=CARD if study.status == "provisional" else STUDY, mec=STUDY,
                      clip_on=False, gid=f"point-{study.row_id}")  # fmt: skip
        sheet.x_axis(axes, _LEFT, _RIGHT, bottom, scale)
        sheet.notes(("Dotted: where 95% of the studies would lie if all measured one value.",))
        return sheet.finish()


def _size(entry: SynthesisEntry, study: StudyEffect) -> float | None:
    if study.estimate is None:
        return None
    return study.n if entry.measure == "proportion" else study.se


def _y(size: float, top: float, largest: float, by_n: bool) -> float:
    """Return the height of a size: many patients, or a small standard error, stand at the top."""
    share = 1 - size / largest if by_n else size / largest
    return top + share * _HEIGHT * 0.94 + _HEIGHT * 0.03


def _draw_sizes(sheet: Sheet, top: float, largest: float, by_n: bool) -> None:
    from matplotlib.ticker import MaxNLocator

    for size in MaxNLocator(nbins=5).tick_values(0, largest):
        if 0 <= size <= largest:
            y = _y(float(size), top, largest, by_n)
            sheet.line([_LEFT, _RIGHT], [y, y], color=GRID, zorder=0)
            sheet.text(_LEFT - 8, y + 4, tick(float(size)), size=SMALL, align="right")
    heading = "Patients" if by_n else "Standard error"
    sheet.text(_LEFT - 8, top - 6, heading, size=SMALL, align="right")


def _limit(
    pool: float, sign: int, largest: float, by_n: bool, scale: Scale
) -> list[tuple[float, float]]:
    """Return points of the line that holds 97.5% of studies on one side, with their sizes."""
    steps = [largest * i / 60 for i in range(1, 61)]
    errors = [(math.sqrt(pool * (1 - pool) / n) if by_n else n) for n in steps]
    points = [(pool + sign * _Z * e, size) for e, size in zip(errors, steps, strict=True)]
    if not by_n:
        points.insert(0, (pool, 0.0))
    return [(x, size) for x, size in points if scale.holds(x)]
