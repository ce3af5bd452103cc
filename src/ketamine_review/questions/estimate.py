"""Estimate: one figure of a question, with the rows of evidence it was built from."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ketamine_review.model.evidence import Evidence
from ketamine_review.model.quantity import Quantity, Spread


@dataclass(frozen=True)
class Estimate:
    """One study's figure.

    Attributes:
        row: The row it stands for; its context is the figure's context.
        others: Further rows that went into it (the other arm, the level at the start).
        figures: ``estimate``, ``low``, ``high``, ``method``, ``n`` ... as StudyEffect names them,
            or ``not_estimable`` with the reason.
    """

    row: Evidence
    others: tuple[Evidence, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)

    @property
    def estimable(self) -> bool:
        """Return whether there is an estimate."""
        return self.figures.get("estimate") is not None

    @property
    def status(self) -> str:
        """Return ``provisional`` where any of its rows is a finding that nobody confirmed."""
        rows = (self.row, *self.others)
        return "provisional" if any(r.status == "provisional" for r in rows) else "confirmed"


def not_estimable(why: str, **figures: Any) -> dict[str, Any]:
    """Return figures that say why there is no estimate."""
    return {**figures, "not_estimable": why}


def scale_factor(scale: str | None) -> float | None:
    """Return what turns points of a printed scale into points of 0-10; None where not printed."""
    top = re.search(r"\b0\s*[-–]\s*(\d+)", scale or "")
    return 10 / float(top.group(1)) if top and float(top.group(1)) > 0 else None


def p_text(printed: str) -> str:
    """Return a printed P value as ``P = 0.25``, ``P < 0.001`` or ``P significant``."""
    sign = printed[:1] if printed[:1] in "<>=≤≥" else ("=" if printed[:1].isdecimal() else "")
    return " ".join(part for part in ("P", sign, printed.lstrip("<>=≤≥ ")) if part)


NO_SCALE = "the range of the pain scale is not printed"


def standard_error(quantity: Quantity) -> float | None:
    """Return the standard error of a mean from its printed SD or SE, None where neither is."""
    spread, n = quantity.number("spread"), quantity.n
    if spread is None or quantity.spread_kind in (None, Spread.UNNAMED):
        return None
    if quantity.spread_kind is Spread.SE:
        return spread
    return spread / math.sqrt(n) if n else None
