"""Reads what was drawn back from a figure, in pixels: texts with their boxes, marks by name."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.text import Text

from ketamine_review.figures.style import applied


def texts(figure: Figure) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Every text with left, top, right and bottom of its letters, from the top left corner."""
    with applied():
        renderer = FigureCanvasAgg(figure).get_renderer()
        height = figure.bbox.height
        found = []
        for text in figure.findobj(Text):
            if text.get_text():
                # The box of the letters, without the piece of card behind some of them.
                text.set_bbox(None)
                box = text.get_window_extent(renderer)
                found.append((text.get_text(), (box.x0, height - box.y1, box.x1, height - box.y0)))
    return found


def words(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def overlapping(figure: Figure, slack: float = 1.0) -> list[tuple[str, str]]:
    """Pairs of texts that cover each other by more than ``slack`` pixels both ways."""
    return [
        (a, b)
        for (a, one), (b, two) in combinations(texts(figure), 2)
        if min(one[2], two[2]) - max(one[0], two[0]) > slack
        and min(one[3], two[3]) - max(one[1], two[1]) > slack
    ]


def outside(figure: Figure) -> list[str]:
    """Texts that reach over the edge of the figure."""
    width, height = figure.bbox.width, figure.bbox.height
    return [
        text
        for text, box in texts(figure)
        if box[0] < 0 or box[1] < 0 or box[2] > width or box[3] > height
    ]


def marks(figure: Figure, name: str) -> np.ndarray:
    """Points of the mark of this name, in pixels from the left (x) and from the bottom (y)."""
    for artist in figure.findobj(lambda a: a.get_gid() == name):
        points = artist.get_xydata() if isinstance(artist, Line2D) else artist.get_xy()
        return artist.axes.transData.transform(np.asarray(points, float))
    raise AssertionError(f"nothing is called {name}")


def names(figure: Figure, kind: str) -> list[str]:
    """Names of all marks of one kind, such as ``square``."""
    found = figure.findobj(lambda a: (a.get_gid() or "").startswith(f"{kind}-"))
    return [artist.get_gid() for artist in found]


def is_open(figure: Figure, name: str) -> bool:
    """Whether a mark is drawn without a filling of its own."""
    artist = figure.findobj(lambda a: a.get_gid() == name)[0]
    if isinstance(artist, Polygon):
        return artist.get_facecolor()[3] == 0
    return artist.get_markerfacecolor() == "#ffffff"


def side(figure: Figure, name: str) -> float:
    """Side of a square in pixels, its edge included."""
    artist = figure.findobj(lambda a: a.get_gid() == name)[0]
    return artist.get_markersize() + artist.get_markeredgewidth()


def tick_places(figure: Figure, labels: dict[str, float]) -> list[tuple[float, float]]:
    """Value and pixel of the axis ticks with these labels, left to right."""
    boxes = texts(figure)
    lowest = max(box[1] for text, box in boxes if text in labels)
    return sorted(
        (labels[text], (box[0] + box[2]) / 2)
        for text, box in boxes
        if text in labels and abs(box[1] - lowest) < 2
    )
