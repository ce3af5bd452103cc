"""Statistics: what a report says its brackets and plus-or-minus signs hold."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ketamine_review.extraction.document import Sentence
from ketamine_review.extraction.tokens import Token
from ketamine_review.model.quantity import Interval, Spread

#: A sentence that says nothing of notation.
_SILENT = re.compile("[^CQRSEMDO]*")
#: "between-group difference, LS mean [95% CI]": the estimates of the sentence are contrasts.
_CONTRAST = re.compile(r"(?P<what>[dO])[^NW;]{0,6}(?:N%-?)?C(?![^NW;]{0,4}[NW])")
#: "7.1 (6.5-7.7)": limits in brackets that nothing names.
_BARE = re.compile(r"N[uTx%]?\(N[-t,]N")
#: "95% CI 6.5 to 7.7": limits that are named one by one say nothing of those before them.
_NAMED = re.compile(r"C[^NW;]{0,4}[NW][uTx%]?[-t,;]")


@dataclass(frozen=True)
class Statistics:
    """The notation of a report, as far as it has been told up to a sentence.

    Attributes:
        spread: What follows a plus-or-minus sign, or stands alone in brackets after a mean.
        interval: What two numbers in brackets after another are.
        median: True where centres are medians.
        contrast: The word that makes contrasts of all estimates with limits, such as "OR"; None
            where they are centres.
    """

    spread: Spread = Spread.UNNAMED
    interval: Interval | None = None
    median: bool = False
    contrast: Token | None = None

    def after(self, sentence: Sentence) -> Statistics:
        """Return the notation as it stands once a sentence has been read."""
        kinds = sentence.shape
        if _SILENT.fullmatch(kinds):
            return self
        spread, interval, median = self.spread, self.interval, self.median
        if "S" in kinds or "E" in kinds:
            spread = Spread.SE if "E" in kinds and "S" not in kinds else Spread.SD
        telling = _telling(kinds)
        last = max("CQR", key=telling.rfind)
        if last in telling:
            interval = {"C": Interval.CI, "Q": Interval.IQR, "R": Interval.RANGE}[last]
            if last == "R" and "D" not in kinds:
                interval = self.interval
        if "D" in kinds or "M" in kinds:
            median = kinds.rfind("D") > kinds.rfind("M")
        return Statistics(spread, interval, median, self._contrast(sentence))

    def _contrast(self, sentence: Sentence) -> Token | None:
        if match := _CONTRAST.search(sentence.shape):
            return sentence.tokens[match.start("what")]
        centred = "M" in sentence.shape or "D" in sentence.shape
        return None if centred else self.contrast


def _telling(kinds: str) -> str:
    """Return the shape without the named intervals that follow limits which nothing names."""
    bare = _BARE.search(kinds)
    if bare is None:
        return kinds
    return kinds[: bare.start()] + _NAMED.sub("", kinds[bare.start() :])
