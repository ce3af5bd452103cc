"""Pictures: the drawn figures, each once in the page and shown again wherever it is spoken of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from markupsafe import Markup

from ketamine_review.errors import ReviewError
from ketamine_review.page.cited import Cited
from ketamine_review.page.published import Published
from ketamine_review.page.text import anchor, plain
from ketamine_review.tables import read_text


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

    Raises:
        ReviewError: a figure is missing, or is not SVG.
    """
    return tuple(_picture(published, entry, Path(folder)) for entry in published.figures)


def _picture(published: Published, entry: Cited, folder: Path) -> Picture:
    root = _read(folder / Path(str(entry["file_svg"])).name)
    name = anchor("drawing", entry["id"])
    root.set("id", name)
    root.set("class", "drawing")
    drawing = etree.tostring(root, encoding="unicode")
    again = Markup(
        '<svg class="drawing" viewBox="{}" role="img" aria-label="{}"><use href="#{}"/></svg>'
    ).format(root.get("viewBox"), plain(str(entry["title"])), name)
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


def _read(path: Path) -> etree._Element:
    try:
        return etree.fromstring(read_text(path).encode())
    except etree.XMLSyntaxError as error:
        raise ReviewError(
            f"The figure is not SVG ({error.msg})", where=path, mend="delete it and run again"
        ) from None


def _has_studies(published: Published, review: str, synthesis: str) -> bool:
    return bool(
        published.results.at("reviews", review, "syntheses", synthesis, "provisional", "studies")
    )
