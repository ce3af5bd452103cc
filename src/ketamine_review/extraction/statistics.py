"""Statistics: what a report says its brackets and plus-or-minus signs hold."""

from __future__ import annotations

from dataclasses import dataclass

from ketamine_review.extraction.document import Sentence
from ketamine_review.model.quantity import Interval, Spread


@dataclass(frozen=True)
class Statistics:
    """The notation of a report, as far as it has been told up to a sentence.

    Attributes:
        spread: What follows a plus-or-minus sign, or stands alone in brackets after a mean.
        interval: What two numbers in brackets after another are.
        median: True where centres are medians.
    """

    spread: Spread = Spread.UNNAMED
    interval: Interval | None = None
    median: bool = False

    def after(self, sentence: Sentence) -> Statistics:
        """Return the notation as it stands once a sentence has been read."""
        kinds = sentence.shape
        spread, interval, median = self.spread, self.interval, self.median
        if "S" in kinds or "E" in kinds:
            spread = Spread.SE if "E" in kinds and "S" not in kinds else Spread.SD
        last = max("CQR", key=kinds.rfind)
        if last in kinds:
            interval = {"C": Interval.CI, "Q": Interval.IQR, "R": Interval.RANGE}[last]
            if last == "R" and "D" not in kinds:
                interval = self.interval
        if "D" in kinds or "M" in kinds:
            median = kinds.rfind("D") > kinds.rfind("M")
        return Statistics(spread, interval, median)
