"""Quantity: how much was reported, with the numbers kept as they were printed."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import model_validator

from ketamine_review.model.base import Frozen, Printed


class Kind(StrEnum):
    """What sort of number a quantity is."""

    PROPORTION = "proportion"
    MEAN = "mean"
    MEDIAN = "median"
    MEAN_CHANGE = "mean_change"
    MEAN_DIFFERENCE = "mean_difference"
    SMD = "smd"
    RELATIVE_RISK = "relative_risk"
    ODDS_RATIO = "odds_ratio"
    HAZARD_RATIO = "hazard_ratio"
    NUMBER_NEEDED = "number_needed"
    P_VALUE = "p_value"
    CONFIDENCE_INTERVAL = "confidence_interval"
    SAMPLE_SIZE = "sample_size"
    TREATMENT_DURATION = "treatment_duration"
    FOLLOW_UP_DURATION = "follow_up_duration"
    DOSE = "dose"
    WORDING = "wording"


class Interval(StrEnum):
    """What the two ends of ``low`` and ``high`` are."""

    CI = "ci"
    IQR = "iqr"
    RANGE = "range"


class Spread(StrEnum):
    """What a plus-or-minus value is; ``unnamed`` where the report does not say."""

    SD = "sd"
    SE = "se"
    UNNAMED = "unnamed"


class Quantity(Frozen):
    """A reported number.

    Attributes:
        kind: What sort of number it is.
        as_printed: The characters of the source, where they were seen.
        events: Count of those with the outcome; None where not printed.
        n: Denominator; None where not printed.
        value: Percent (0 to 100) for a proportion, else the estimate, as printed.
        low: Lower end of the interval named by ``interval``, as printed.
        high: Upper end of the interval named by ``interval``, as printed.
        interval: ``ci``, ``iqr`` or ``range``.
        spread: The value after a plus-or-minus sign, or a stated SD or SE, as printed.
        spread_kind: ``sd``, ``se`` or ``unnamed``.
        p_value: P value as printed with its sign, such as ``<0.001``.
        scale: Scale or unit, such as ``NRS 0-10`` or ``mg/kg``.
    """

    kind: Kind
    as_printed: str | None = None
    events: int | None = None
    n: int | None = None
    value: Printed | None = None
    low: Printed | None = None
    high: Printed | None = None
    interval: Interval | None = None
    spread: Printed | None = None
    spread_kind: Spread | None = None
    p_value: str | None = None
    scale: str | None = None

    @model_validator(mode="after")
    def _counts_fit(self) -> Self:
        for name in ("events", "n"):
            count = getattr(self, name)
            if count is not None and count < 0:
                raise ValueError(f"{name} = {count} is negative")
        if self.events is not None and self.n is not None and self.events > self.n:
            raise ValueError(f"events = {self.events} is greater than n = {self.n}")
        return self

    def number(self, field: str = "value") -> float | None:
        """Return a printed field as a float, None where it is empty."""
        printed = getattr(self, field)
        return None if printed is None else float(printed)

    @property
    def share(self) -> float | None:
        """Return events / n, or the printed percent as a share, or None."""
        if self.events is not None and self.n:
            return self.events / self.n
        percent = self.number()
        return percent / 100 if self.kind is Kind.PROPORTION and percent is not None else None
