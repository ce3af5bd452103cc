"""The stage figures: results and verdicts in, one SVG and one PDF per figure out."""

from __future__ import annotations

import logging
from pathlib import Path

from ketamine_review.curation.risk_of_bias import read_bias
from ketamine_review.figures.plan import (
    Planned,
    lines_by_synthesis,
    plan_review,
    update_figure,
)
from ketamine_review.figures.save import save_figure
from ketamine_review.figures.terms import Labels
from ketamine_review.model.base import validated
from ketamine_review.model.results import Results
from ketamine_review.model.verdict import Verdicts
from ketamine_review.model.vocabulary import load_vocabulary
from ketamine_review.tables import read_json, write_json
from ketamine_review.wording import counted

log = logging.getLogger(__name__)


def draw_figures(
    results: str,
    verdicts: str,
    vocabulary: str,
    risk_of_bias: str,
    changes: str,
    folder: str,
    index: str,
) -> str:
    """Draw every figure of every review.

    Args:
        results: results.json.
        verdicts: verdicts.json, for the claimed numbers.
        vocabulary: The shared vocabulary (YAML).
        risk_of_bias: Ledger of the risk of bias (TSV).
        changes: changes.json; after an update it holds the flow of the new reports.
        folder: Output, takes one SVG and one PDF per figure; figures of an earlier run go away.
        index: Output, one entry per figure (JSON): id, review, synthesis (null for a figure of
            the whole review), kind, title, caption, alt, and the two file names in the folder.

    Raises:
        ReviewError: an input has a slip, or the counts of a flow diagram do not add up.
    """
    found = validated(Results, read_json(results), results)
    lines = lines_by_synthesis(validated(Verdicts, read_json(verdicts), verdicts))
    labels = Labels(load_vocabulary(vocabulary))
    judgements = read_bias(risk_of_bias)
    planned = [
        figure
        for name, review in found.reviews.items()
        for figure in plan_review(name, review, lines, labels, judgements)
    ]
    flows = read_json(changes)["flows"]
    planned += [
        update_figure(name, found.reviews[name].title, flow) for name, flow in flows.items()
    ]
    _make_room(Path(folder))
    write_json(index, [_draw(figure, Path(folder)) for figure in planned])
    return f"{counted(len(planned), 'figure')} drawn, as SVG and PDF"


def _make_room(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for kind in ("*.svg", "*.pdf"):
        for stale in folder.glob(kind):
            stale.unlink()


def _draw(figure: Planned, folder: Path) -> dict[str, str | None]:
    svg, pdf = f"{figure.id}.svg", f"{figure.id}.pdf"
    save_figure(figure.draw(), folder / svg, folder / pdf, figure.title, figure.alt)
    log.info("%s", figure.id)
    return {
        "id": figure.id,
        "review": figure.review,
        "synthesis": figure.synthesis,
        "kind": figure.kind,
        "title": figure.title,
        "caption": figure.caption,
        "alt": figure.alt,
        "file_svg": svg,
        "file_pdf": pdf,
    }
