"""Traffic lights: judgements of the risk of bias, told apart by sign and shape as well as hue."""

from __future__ import annotations

from ketamine_review.figures.sheet import Sheet
from ketamine_review.figures.style import CARD, CLAIM, GREEN, INK, ORANGE, PURPLE, QUIET, RULE

#: Judgements of RoB 2 and ROBINS-I: colour, shape and sign.
LIGHTS = {
    "low": (GREEN, "disc", "+"),
    "some concerns": (ORANGE, "diamond", "~"),
    "moderate": (ORANGE, "diamond", "~"),
    "high": (CLAIM, "square", "×"),
    "serious": (CLAIM, "square", "×"),
    "critical": (PURPLE, "square", "!"),
    "no information": (CARD, "disc", "?"),
}

#: Matplotlib's marker of each shape and its size in pixels; a diamond looks smaller than it is.
_SHAPES = {"disc": ("o", 12.0), "diamond": ("D", 10.0), "square": ("s", 11.0)}


def draw_light(sheet: Sheet, x: float, y: float, judgement: str) -> None:
    """Draw one judgement around a point; nothing where there is none (an empty text)."""
    if not judgement:
        return
    color, shape, sign = LIGHTS[judgement]
    known = color != CARD
    marker, size = _SHAPES[shape]
    edge = color if known else RULE
    sheet.mark(x, y, marker, size, markerfacecolor=color, markeredgecolor=edge)
    # What is not known stays quiet, so that what is known is seen.
    ink, weight = (INK, "bold") if known else (QUIET, "normal")
    sheet.text(x, y + 4, sign, size=11, color=ink, weight=weight, align="center")
