"""Counting comparisons: per quantity how many, the worst difference and where, and what is left."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

CLOSED = 1e-12
ITERATIVE = 1e-8
AT_ZERO = 1e-7
GLMM = 1e-5


@dataclass
class Line:
    """What was compared of one quantity."""

    tolerance: float
    compared: int = 0
    over: int = 0
    worst: float = 0.0
    where: str = ""


class Tally:
    """All comparisons of a run."""

    def __init__(self) -> None:
        self.lines: dict[str, Line] = {}
        self.not_covered: Counter[str] = Counter()
        self.limited: list[str] = []

    def skip(self, what: str, times: int = 1) -> None:
        """Note something that is not compared."""
        self.not_covered[what] += times

    def compare(
        self,
        quantity: str,
        ours: Any,
        theirs: Any,
        where: str,
        *,
        tolerance: float = CLOSED,
        floor: Any = 0.0,
    ) -> None:
        """Compare numbers; a difference is relative to theirs, or to ``floor`` if that is larger.

        Args:
            quantity: Row of the report.
            ours: A number, None, or an array.
            theirs: The same from the file.
            where: File and place.
            tolerance: Largest difference that passes.
            floor: A scale below which differences do not matter, such as the standard error for
                an estimate that may be zero.
        """
        line = self.lines.setdefault(quantity, Line(tolerance))
        line.tolerance = min(line.tolerance, tolerance)
        for a, b, f in np.broadcast(numbers(ours), numbers(theirs), numbers(floor)):
            line.compared += 1
            gap = difference(float(a), float(b), float(f))
            line.over += gap > tolerance
            if gap > line.worst or not line.where:
                line.worst, line.where = gap, where

    @property
    def failed(self) -> bool:
        """Whether any difference is over its tolerance."""
        return any(line.over for line in self.lines.values())

    def report(self) -> str:
        """Return the report as text."""
        width = max((len(name) for name in self.lines), default=10)
        head = f"{'quantity':<{width}}  compared  worst diff  tolerance  where"
        rows = [head, "-" * len(head)]
        rows += [
            f"{name:<{width}}  {line.compared:8d}  {line.worst:10.1e}  {line.tolerance:9.0e}  "
            f"{line.where}" + (f"   <-- {line.over} OVER" if line.over else "")
            for name, line in self.lines.items()
        ]
        if self.limited:
            rows += ["", "metafor's optimiser is the limit (our log-likelihood is higher):"]
            rows += [f"  {text}" for text in self.limited]
        rows += ["", "not covered:"]
        rows += [f"  {count:6d}  {what}" for what, count in sorted(self.not_covered.items())]
        total = sum(line.compared for line in self.lines.values())
        over = sum(line.over for line in self.lines.values())
        note = "(tolerance: the smallest of the row; README.md says where it is larger)"
        return "\n".join([*rows, "", f"{total} numbers compared, {over} over tolerance {note}"])


def numbers(value: Any) -> np.ndarray:
    """Return a value of a file as floats: null becomes NaN, "Inf" infinite."""
    if isinstance(value, (list, tuple)):
        return np.array([float(numbers(item)) for item in value])
    return np.asarray(math.nan if value is None else value, dtype=float)


def log_of(p: Any) -> Any:
    """Return the logarithm of a P value, minus infinity for 0, None for None."""
    if p is None:
        return None
    return math.log(p) if p > 0 else -math.inf


def difference(ours: float, theirs: float, floor: float) -> float:
    """Return the relative difference; infinite where only one of the two is missing."""
    if math.isnan(ours) or math.isnan(theirs):
        return 0.0 if math.isnan(ours) and math.isnan(theirs) else math.inf
    if ours == theirs:
        return 0.0
    if math.isinf(ours) or math.isinf(theirs):
        return math.inf
    return abs(ours - theirs) / max(abs(theirs), floor)
