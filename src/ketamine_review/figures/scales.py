"""Scales: where a value lies on an axis, its natural ticks, and how it is written in a table."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Literal

from ketamine_review.figures.words import tick
from ketamine_review.model.record import DAYS_PER
from ketamine_review.wording import days_text, percent, points

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_FORWARD: dict[str, Callable[[float], float]] = {
    "linear": lambda value: value,
    "log": math.log,
    "logit": lambda value: math.log(value / (1 - value)),
}

#: Values that a log or logit axis can show; what lies beyond is drawn at the axis' end.
_DOMAIN = {"linear": (-math.inf, math.inf), "log": (0.0, math.inf), "logit": (0.0, 1.0)}


@dataclass(frozen=True)
class Scale:
    """An axis.

    Attributes:
        kind: Spacing of the axis.
        low: Value at its left end, in the unit of the estimates.
        high: Value at its right end.
        ticks: Values with their labels.
        title: What the axis shows, with its unit.
        write: Writes one value in a table.
        write_interval: Writes two limits in a table.
        no_effect: The value that means no difference; None for a single group's figure.
    """

    kind: Literal["linear", "log", "logit"]
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    title: str
    write: Callable[[float], str]
    write_interval: Callable[[float, float], str]
    no_effect: float | None = None

    def fraction(self, value: float) -> float:
        """Return where a value lies between the left end (0) and the right end (1).

        A value beyond an end lies at that end.
        """
        if not self.holds(value):
            return 0.0 if value <= self.low else 1.0
        forward = _FORWARD[self.kind]
        start = forward(self.low)
        return (forward(self.clamped(value)) - start) / (forward(self.high) - start)

    def holds(self, value: float) -> bool:
        """Return whether a value lies on the axis; rounding at its ends is forgiven."""
        floor, ceiling = _DOMAIN[self.kind]
        if self.kind != "linear" and not floor < value < ceiling:
            return False
        slack = 1e-9 * max(abs(self.low), abs(self.high))
        return self.low - slack <= value <= self.high + slack

    def clamped(self, value: float) -> float:
        """Return the value, or the end of the axis beyond which it lies."""
        return min(max(value, self.low), self.high)

    def text(self, estimate: float, low: float | None = None, high: float | None = None) -> str:
        """Return an estimate with its interval, as a forest plot's right column has it."""
        if low is None or high is None:
            return self.write(estimate)
        return f"{self.write(estimate)} ({self.write_interval(low, high)})"

    def span(self, low: float, high: float) -> str:
        """Return two values that stand alone, ``31% to 41%``; one where they read the same."""
        low_text, high_text = self.write(low), self.write(high)
        return low_text if low_text == high_text else f"{low_text} to {high_text}"

    def apply_to(self, axes: Axes) -> None:
        """Give Axes this scale's spacing and limits."""
        axes.set_xscale(self.kind)
        axes.set_xlim(self.low, self.high)


def share_scale(values: Iterable[float], title: str, *, logit: bool = False) -> Scale:
    """Return an axis of shares: 0 to 100%, or to a round number where all values are small.

    Args:
        values: Every estimate, limit and claimed number that should be seen (0 to 1).
        title: Title of the axis.
        logit: Space it by the log of the odds, which a pool of proportions works on; then 0 and
            100% have no place and are drawn as arrows.
    """
    values = list(values)
    if logit:
        return _logit_scale(values, title)
    top = max(values, default=1.0)
    high = next(limit for limit in (0.05, 0.1, 0.2, 0.4, 1.0) if top <= limit or limit == 1.0)
    ticks = tuple((high * i / 4, f"{tick(25 * high * i)}%") for i in range(5))
    return Scale("linear", 0.0, high, ticks, title, percent, _share_interval)


def _logit_scale(values: Sequence[float], title: str) -> Scale:
    inside = [value for value in values if 0 < value < 1] or [0.5]
    steps = (0.001, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99, 0.999)
    low, high = _ends_among(steps, min(inside), max(inside))
    ticks = tuple((s, f"{tick(100 * s)}%") for s in steps if low <= s <= high)
    return Scale("logit", low, high, ticks, title, percent, _share_interval)


def _share_interval(low: float, high: float) -> str:
    return f"{percent(low)[:-1]} to {percent(high)[:-1]}"


def linear_scale(
    intervals: Sequence[tuple[float, float, float]],
    also: Iterable[float],
    title: str,
    *,
    percents: bool = False,
    unit: str = "",
    no_effect: float | None = 0.0,
) -> Scale:
    """Return a linear axis for differences and changes.

    Args:
        intervals: Estimate, lower and upper limit of everything that is drawn.
        also: Values that must be seen, such as a claimed number.
        title: Title of the axis.
        percents: Write shares (-1 to 1) times a hundred.
        unit: What stands behind an estimate in the table, ``%``.
        no_effect: Value that means no difference, None where there is no such value.
    """
    from matplotlib.ticker import MaxNLocator

    must = [*also, *([] if no_effect is None else [no_effect])]
    low, high = _window(intervals, must)
    steps = MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    factor, digits = (100.0, 0) if percents else (1.0, 1)

    def write(value: float) -> str:
        return points(factor * value, digits)

    return Scale(
        "linear",
        float(steps[0]),
        float(steps[-1]),
        tuple((float(s), tick(factor * float(s))) for s in steps),
        title,
        lambda value: f"{write(value)}{unit}",
        lambda low, high: f"{write(low)} to {write(high)}",
        no_effect,
    )


def ratio_scale(
    intervals: Sequence[tuple[float, float, float]], also: Iterable[float], title: str
) -> Scale:
    """Return a logarithmic axis for ratios, with 1 as no effect; arguments as `linear_scale`."""
    logs = [tuple(math.log(v) if v > 0 else -math.inf for v in row) for row in intervals]
    low, high = (math.exp(end) for end in _window(logs, [0.0, *(math.log(v) for v in also)]))
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    leads = (1, 2, 5) if high / low < 3000 else (1,)
    steps = [lead * 10.0**decade for decade in decades for lead in leads]
    first, last = _ends_among(steps, low * 1.001, high * 0.999)
    return Scale(
        "log",
        first,
        last,
        tuple((s, tick(s)) for s in steps if first <= s <= last),
        title,
        lambda value: points(value, 2),
        lambda low, high: f"{points(low, 2)} to {points(high, 2)}",
        1.0,
    )


def _window(
    intervals: Sequence[tuple[float, float, float]], must: Sequence[float]
) -> tuple[float, float]:
    """Return the ends of an axis: all estimates and the limits of all but outlandish intervals.

    One interval ten times as wide as the others would press them into a line; it leaves the axis
    with an arrow instead.
    """
    points = [row[0] for row in intervals if math.isfinite(row[0])]
    points += must
    if not points:
        return -1.0, 1.0
    widths = [high - low for _, low, high in intervals if math.isfinite(high - low)]
    reach = max(max(points) - min(points), 2 * median(widths) if widths else 0.0)
    ends = [end for row in intervals for end in row[1:]]
    low = min(end for end in [*points, *ends] if end >= min(points) - reach)
    high = max(end for end in [*points, *ends] if end <= max(points) + reach)
    return (low, high) if high - low > 1e-6 else (low - 1.0, high + 1.0)


def _ends_among(steps: Sequence[float], least: float, most: float) -> tuple[float, float]:
    """Return the steps that enclose two values, at least one step apart."""
    first = max((i for i, s in enumerate(steps) if s <= least), default=0)
    last = min((i for i, s in enumerate(steps) if s >= most), default=len(steps) - 1)
    if first == last:
        first, last = max(0, first - 1), min(len(steps) - 1, last + 1)
    return steps[first], steps[last]


#: A month in days, as everywhere in the review.
MONTH = DAYS_PER["month"]

#: Lengths of time that a log axis may name, in days.
_DURATIONS = (
    *((m / 1440, f"{m} min") for m in (1, 5, 15)),
    *((h / 24, f"{h} h") for h in (1, 4, 12)),
    *((float(d), f"{d} d") for d in (1, 3)),
    *((7.0 * w, f"{w} wk") for w in (1, 2)),
    *((MONTH * m, f"{m} mo") for m in (1, 3, 12)),
)


def duration_scale(days: Iterable[float]) -> Scale:
    """Return a logarithmic axis of lengths of time, from minutes to months.

    Args:
        days: Every length that should be seen, in days.
    """
    days = [value for value in days if value > 0] or [1.0]
    low, high = _ends_among([d for d, _ in _DURATIONS], min(days), max(days))
    ticks = tuple((d, label) for d, label in _DURATIONS if low <= d <= high)
    title = "Length, log scale (h hours, d days, wk weeks, mo months)"
    return Scale("log", low, high, ticks, title, days_text, _duration_interval)


def _duration_interval(low: float, high: float) -> str:
    first, last = days_text(low).split(" "), days_text(high).split(" ")
    # "2 to 5 days" where both have one unit.
    unit = "" if first[-1].rstrip("s") == last[-1].rstrip("s") else f" {first[-1]}"
    return f"{first[0]}{unit} to {' '.join(last)}"


#: Steps of a linear axis of time, in days, with the length of the unit that its labels count.
_STEPS = (
    (1, 1, "day"),
    (2, 1, "day"),
    (7, 7, "week"),
    *((MONTH * months, MONTH, "month") for months in (1, 2, 3, 6, 12)),
)


def elapsed_scale(days: Iterable[float], title: str) -> Scale:
    """Return a linear axis of days since treatment with ticks at days, weeks or months."""
    last = max(days, default=7.0)
    step, unit, name = next((s for s in _STEPS if last <= 7 * s[0]), _STEPS[-1])
    count = max(1, math.ceil(last / step - 1e-9))
    ticks = tuple(
        (
            float(i * step),
            f"{tick(i * step / unit)} {name}{'' if i * step == unit else 's'}" if i else "0",
        )
        for i in range(count + 1)
    )
    return Scale("linear", 0.0, count * step, ticks, title, days_text, _duration_interval)
