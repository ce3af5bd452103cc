"""Pictures: the drawn figures, each once in the page and shown again wherever it is spoken of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from markupsafe import Markup

from ketamine_review.page.cited import Cited
from ketamine_review.page.published import Published
from ketamine_review.page.text import anchor


@dataclass(frozen=True)
class Picture:
    """A figure.

    Attributes:
        entry: Its entry in figures.json.
        drawing: The SVG as a part of the page.
        again: The same drawing by reference.
        filled: Whether it shows any study.
    """

    id: str
    review: str
    synthesis: str | None
    kind: str
    entry: Cited
    drawing: Markup
    again: Markup
    filled: bool


def pictures(published: Published, folder: str) -> tuple[Picture, ...]:
    """Return the figures of figures.json in its order.

    Args:
        published: The published files; figures.json names the figures.
        folder: Where the SVG files lie.
    """
    return tuple(_picture(published, entry, Path(folder)) for entry in published.figures)


def _picture(published: Published, entry: Cited, folder: Path) -> Picture:
    root = etree.fromstring((folder / str(entry["file_svg"])).read_bytes())
    name = anchor("drawing", entry["id"])
    root.set("id", name)
    root.set("class", "drawing")
    drawing = etree.tostring(root, encoding="unicode")
    again = Markup(
        '<svg class="drawing" viewBox="{}" role="img" aria-label="{}"><use href="#{}"/></svg>'
    ).format(root.get("viewBox"), entry["title"].raw, name)
    review, synthesis = str(entry["review"]), entry["synthesis"]
    return Picture(
        id=anchor("figure", entry["id"]),
        review=review,
        synthesis=str(synthesis) if synthesis else None,
        kind=str(entry["kind"]),
        entry=entry,
        drawing=Markup(drawing),  # drawn by our own stage, its texts escaped
        again=again,
        filled=not synthesis or _has_studies(published, review, str(synthesis)),
    )


def _has_studies(published: Published, review: str, synthesis: str) -> bool:
    return bool(
        published.results.at("reviews", review, "syntheses", synthesis, "provisional", "studies")
    )
