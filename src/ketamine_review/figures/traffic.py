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

RADIUS = 6.5


def draw_light(sheet: Sheet, x: float, y: float, judgement: str) -> None:
    """Draw one judgement around a point; nothing where there is none (an empty text)."""
    if not judgement:
        return
    color, shape, sign = LIGHTS[judgement]
    known = color != CARD
    edge = color if known else RULE
    if shape == "disc":
        sheet.circle(x, y, RADIUS, facecolor=color, edgecolor=edge)
    elif shape == "diamond":
        r = RADIUS + 1.2
        points = [(x - r, y), (x, y - r), (x + r, y), (x, y + r)]
        sheet.shape(points, facecolor=color, edgecolor=edge)
    else:
        sheet.box(x - 6, y - 6, 12, 12, facecolor=color, edgecolor=edge)
    # Dark ink reaches a contrast of 4.4 or more on each of these hues; white does not.
    # What is not known stays quiet, so that what is known is seen.
    ink, weight = (INK, "bold") if known else (QUIET, "normal")
    sheet.text(x, y + 4, sign, size=11, color=ink, weight=weight, align="center")
