"""Funnel plot: estimates against the size or precision of their studies, from ten studies on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ketamine_review.errors import ReviewError
from ketamine_review.figures.measures import scale_of
from ketamine_review.figures.scales import Scale
from ketamine_review.figures.sheet import Sheet
from ketamine_review.figures.style import CARD, GRID, POOL, QUIET, SMALL, STUDY, applied
from ketamine_review.figures.terms import Labels
from ketamine_review.figures.words import tick
from ketamine_review.model.results import StudyEffect, SynthesisEntry

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Below this many studies asymmetry cannot be told from chance (Sterne 2011, BMJ 343:d4002).
FEWEST = 10

#: The normal quantile that leaves 2.5% on each side.
_Z = 1.959964

_LEFT, _RIGHT, _HEIGHT = 130.0, 870.0, 380.0


@dataclass(frozen=True)
class _Sizes:
    """The vertical axis: patients (many on top) or standard errors (small on top)."""

    top: float
    largest: float
    patients: bool

    def y(self, size: float) -> float:
        share = 1 - size / self.largest if self.patients else size / self.largest
        return self.top + (0.03 + 0.94 * share) * _HEIGHT


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
    patients = entry.measure == "proportion"
    sized = [(s, s.n if patients else s.se) for s in result.studies if s.estimate is not None]
    sized = [(study, size) for study, size in sized if size]
    scale = scale_of(entry, labels, [(s.estimate, s.low, s.high) for s, _ in sized])
    with applied():
        sheet = Sheet()
        sheet.heading(f"Funnel plot: {entry.title}", entry.question)
        sheet.y += 22
        sizes = _Sizes(sheet.y, max(size for _, size in sized), patients)
        bottom = sheet.y + _HEIGHT
        axes = sheet.panel(_LEFT, _RIGHT, sheet.y, bottom, scale)
        _draw_sizes(sheet, sizes)
        _draw_funnel_lines(axes, result.pools[0].estimate, sizes, scale)
        for study, size in sized:
            _draw_study(axes, study, sizes.y(size))
        sheet.x_axis(axes, _LEFT, _RIGHT, bottom, scale)
        sheet.notes(("Dotted: where 95% of the studies would lie if all measured one value.",))
        return sheet.finish()


def _draw_sizes(sheet: Sheet, sizes: _Sizes) -> None:
    from matplotlib.ticker import MaxNLocator

    for size in MaxNLocator(nbins=5).tick_values(0, sizes.largest):
        if 0 <= size <= sizes.largest:
            y = sizes.y(float(size))
            sheet.line([_LEFT, _RIGHT], [y, y], color=GRID, zorder=0)
            sheet.text(_LEFT - 8, y + 4, tick(float(size)), size=SMALL, align="right")
    heading = "Patients" if sizes.patients else "Standard error"
    sheet.text(_LEFT - 8, sizes.top - 8, heading, size=SMALL, align="right")


def _draw_funnel_lines(axes: Axes, pool: float, sizes: _Sizes, scale: Scale) -> None:
    """Draw the pool and the two lines between which 95% of studies would lie."""
    ends = [sizes.top, sizes.top + _HEIGHT]
    axes.plot([pool, pool], ends, color=POOL, lw=1.2, zorder=1, gid="pool")
    steps = [sizes.largest * i / 60 for i in range(1, 61)]
    for sign in (-1, 1):
        limits = [
            (pool + sign * _Z * (math.sqrt(pool * (1 - pool) / s) if sizes.patients else s), s)
            for s in steps
        ]
        shown = [(x, sizes.y(size)) for x, size in limits if scale.holds(x)]
        axes.plot([x for x, _ in shown], [y for _, y in shown], color=QUIET, lw=1.0,
                  ls=(0, (1.2, 2.2)), zorder=1, gid="limit")  # fmt: skip


def _draw_study(axes: Axes, study: StudyEffect, y: float) -> None:
    hollow = study.status == "provisional"
    axes.plot([study.estimate], [y], marker="o", ms=8, mew=1.3, mfc=CARD if hollow else STUDY,
              mec=STUDY, clip_on=False, gid=f"point-{study.row_id}")  # fmt: skip
