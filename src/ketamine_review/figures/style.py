"""Style: one palette, one family of letters, a few sizes; all figures sit on a white card."""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

#: Width of every figure in pixels; one pixel is one point of the PDF.
WIDTH = 1000.0
MARGIN = 18.0

#: Sizes of letters in pixels.
TITLE, BODY, SMALL, TINY = 16.0, 13.0, 11.5, 10.0

#: Ink on the card. Hues are Okabe and Ito's (2008), which colour-blind readers can tell apart;
#: the two text colours are darkened until they reach a contrast of 4.5 on white.
CARD = "#ffffff"
INK = "#1b1f24"
QUIET = "#59616b"
RULE = "#c9ced6"
LANE = "#f4f6f8"
GRID = "#eceff2"
STUDY = "#0072b2"
POOL = "#0b3c5d"
PREDICTION = "#56b4e9"
CLAIM = "#d55e00"
CLAIM_TEXT = "#a84300"
CLAIM_BAND = "#fbe6d6"
GREEN, ORANGE, PURPLE = "#009e73", "#e69f00", "#cc79a7"

#: Matplotlib measures with this family, which it brings along. It is wide: what fits in it fits in
#: the narrower letters that a browser takes from ``BROWSER_FAMILY``.
FAMILY = "DejaVu Sans"
BROWSER_FAMILY = "'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"

_RC = {
    "svg.fonttype": "none",
    "svg.hashsalt": "ketamine-review",
    # Letters as outlines with their characters: text that can be searched and copied. Type 42
    # would take fontTools four times as long per figure.
    "pdf.fonttype": 3,
    "font.family": [FAMILY],
    "text.parse_math": False,
    "path.simplify": False,
    "figure.dpi": 72,
    "savefig.dpi": 72,
}


@contextmanager
def applied() -> Iterator[None]:
    """Draw with these settings whatever a reader's own matplotlibrc says."""
    import matplotlib

    with matplotlib.rc_context(), warnings.catch_warnings():
        # A browser has letters that the measuring family lacks.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_RC)
        yield


@lru_cache(maxsize=20_000)
def text_width(text: str, size: float = BODY, weight: str = "normal") -> float:
    """Return the width of a line of text in pixels."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    letters = FontProperties(family=FAMILY, size=size, weight=weight)
    return text_to_path.get_text_width_height_descent(printable(text), letters, False)[0]


def printable(text: str) -> str:
    """Return a text on one line without control and direction marks, which would hide or turn it.

    Markup and dollar signs stay as they are: they are letters here.
    """
    spaced = "".join(" " if character.isspace() else character for character in text)
    return "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))


def shortened(text: str, width: float, size: float = BODY, weight: str = "normal") -> str:
    """Return a text that is no wider than ``width`` pixels, with an ellipsis where it was cut."""
    if text_width(text, size, weight) <= width:
        return text
    kept = len(text)
    while kept > 0 and text_width(text[:kept].rstrip() + "…", size, weight) > width:
        kept -= 1
    return text[:kept].rstrip() + "…"


def wrapped(
    text: str, width: float, size: float = BODY, weight: str = "normal", lines: int | None = None
) -> list[str]:
    """Return a text broken at its spaces into lines no wider than ``width`` pixels.

    A single word that is wider is cut; with ``lines``, what does not fit ends in an ellipsis.
    """
    found: list[str] = []
    line = ""
    # No-break spaces hold their words together.
    for word in re.split(r"[ \t\r\n]+", text.strip()):
        longer = f"{line} {word}" if line else word
        if line and text_width(longer, size, weight) > width:
            found.append(line)
            longer = word
        line = longer
    found.append(line)
    if lines is not None and len(found) > lines:
        found = [*found[: lines - 1], " ".join(found[lines - 1 :])]
    return [shortened(line, width, size, weight) for line in found if line]


def elided(text: str, width: float, size: float, lines: int) -> list[str]:
    """Return a name on so many lines; where it is too long its middle goes, not its end.

    The end of a study's name is its year and kind of report, which a reader needs.
    """
    words = text.split()
    tail = next((i for i, word in enumerate(words) if re.search(r"\d{4}", word)), len(words) - 1)
    shown = wrapped(text, width, size)
    for kept in range(tail - 1, 0, -1):
        if len(shown) <= lines:
            break
        shown = wrapped(" ".join([*words[:kept], "…", *words[tail:]]), width, size)
    return shown if len(shown) <= lines else wrapped(text, width, size, lines=lines)
