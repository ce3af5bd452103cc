"""Checks of counts: percents, arms that make up a total, and lengths of time."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

from ketamine_review.arithmetic.check import (
    Check,
    Outcome,
    Repair,
    before_rounding,
    decimals,
    printed_like,
)

#: A percent of n patients is a mean of n zeros and ones, so the GRIM argument applies to it.
_GRIM = "Brown and Heathers 2017"
_HANDBOOK = "Cochrane Handbook, chapter 6"


def check_percent(
    events: int | None, n: int | None, percent: str | None, other_counts: Sequence[int] = ()
) -> Check:
    """Check a printed percent against its count and denominator.

    Args:
        events: Count of those with the outcome.
        n: Denominator.
        percent: The percent as printed, 0 to 100.
        other_counts: Other counts of the same report; one of them may be the true denominator.

    Returns:
        A mismatch names as repairs the nearest count, the nearest denominator (those among
        ``other_counts`` first) and the percent that the counts give.
    """
    if events is None or not n or percent is None:
        missing = "count" if events is None else "denominator" if not n else "percent"
        return Check("percent", Outcome.NOT_CHECKABLE, f"No {missing} is printed", source=_GRIM)
    if _fits(events, n, percent):
        return Check("percent", Outcome.OK, f"{events}/{n} is {percent}%", source=_GRIM)
    share = Fraction(100 * events, n)
    repairs = (
        *_other_denominators(events, percent, other_counts),
        *_nearest_events(events, n, percent),
        *_nearest_denominator(events, n, percent),
        Repair("value", events, n, printed_like(share, percent)),
    )
    unique = tuple(dict.fromkeys(repairs))
    readings = [f"{r.events}/{r.n} gives {percent}%" for r in unique if r.changed != "value"]
    said = f"{events}/{n} is {printed_like(share, percent, more=1)}%, printed {percent}%"
    if _cut_off(events, n, percent):
        readings.append("it fits if cut off instead of rounded")
    sentence = f"{said}; {', '.join(readings)}" if readings else said
    return Check("percent", Outcome.MISMATCH, sentence, unique, _GRIM)


def _fits(events: int, n: int, percent: str) -> bool:
    low, high = before_rounding(percent)
    return n > 0 and low <= Fraction(100 * events, n) <= high


def _cut_off(events: int, n: int, percent: str) -> bool:
    unit = Fraction(1, 10 ** decimals(percent))
    return 0 <= Fraction(100 * events, n) - Fraction(percent) < unit


def _nearest_events(events: int, n: int, percent: str) -> list[Repair]:
    low, high = (end * n / 100 for end in before_rounding(percent))
    nearest = min(max(events, ceil(low)), floor(high))
    fits = 0 <= nearest <= n and _fits(nearest, n, percent)
    return [Repair("events", nearest, n, percent)] if fits else []


def _nearest_denominator(events: int, n: int, percent: str) -> list[Repair]:
    low, high = before_rounding(percent)
    if events == 0 or low <= 0:
        return []
    nearest = min(max(n, ceil(100 * events / high)), floor(100 * events / low))
    fits = nearest >= events and _fits(events, nearest, percent)
    return [Repair("n", events, nearest, percent)] if fits else []


def _other_denominators(events: int, percent: str, counts: Sequence[int]) -> list[Repair]:
    return [
        Repair("n", events, count, percent)
        for count in sorted(set(counts), reverse=True)
        if count >= events and _fits(events, count, percent)
    ]


def check_whole_count(n: int | None, percent: str | None) -> Check:
    """Check whether any whole count out of n rounds to a printed percent (GRIM for percents).

    Args:
        n: Denominator.
        percent: The percent as printed, 0 to 100.

    Returns:
        A mismatch names as repairs the counts below and above, with the percents they give;
        `whole_counts` returns the counts that fit.
    """
    if not n or percent is None:
        missing = "denominator" if not n else "percent"
        return Check("whole_count", Outcome.NOT_CHECKABLE, f"No {missing} is printed", source=_GRIM)
    if n >= 100 * 10 ** decimals(percent):
        sentence = f"Any percent with so few decimals is possible among {n}"
        return Check("whole_count", Outcome.NOT_CHECKABLE, sentence, source=_GRIM)
    counts = whole_counts(n, percent)
    if counts:
        shown = " or ".join(str(count) for count in counts)
        return Check("whole_count", Outcome.OK, f"{percent}% of {n} is {shown}", source=_GRIM)
    below = floor(Fraction(percent) * n / 100)
    repairs = tuple(
        Repair("value", count, n, printed_like(Fraction(100 * count, n), percent))
        for count in (below, below + 1)
        if 0 <= count <= n
    )
    near = " and ".join(f"{r.events}/{n} is {r.value}%" for r in repairs)
    sentence = f"No whole count out of {n} gives {percent}%; {near}"
    return Check("whole_count", Outcome.MISMATCH, sentence, repairs, _GRIM)


def whole_counts(n: int, percent: str) -> tuple[int, ...]:
    """Return every count out of n that rounds to the printed percent."""
    low, high = (end * n / 100 for end in before_rounding(percent))
    return tuple(range(max(0, ceil(low)), min(n, floor(high)) + 1))


def check_arms_against_total(arms: Sequence[int], total: int | None) -> Check:
    """Check that the sizes of the arms make up the total.

    Args:
        arms: Size of each arm at one stage of the study (randomised, or analysed).
        total: Size of the whole study at the same stage.
    """
    if len(arms) < 2 or total is None:
        sentence = "Not every arm and the total are printed"
        return Check("arms_against_total", Outcome.NOT_CHECKABLE, sentence, source=_HANDBOOK)
    together = sum(arms)
    said = f"{' + '.join(map(str, arms))} = {together}"
    if together == total:
        return Check("arms_against_total", Outcome.OK, said, source=_HANDBOOK)
    repairs = (Repair("n", n=together),)
    sentence = f"{said}, but the total is printed as {total}"
    return Check("arms_against_total", Outcome.MISMATCH, sentence, repairs, _HANDBOOK)


def check_follow_up(treatment_days: float | None, follow_up_days: float | None) -> Check:
    """Check that a follow-up counted from the start is not shorter than the treatment.

    Args:
        treatment_days: Length of the treatment course in days.
        follow_up_days: Last assessment in days after the start.
    """
    if treatment_days is None or follow_up_days is None:
        sentence = "Length of treatment or of follow-up is not printed"
        return Check("follow_up", Outcome.NOT_CHECKABLE, sentence, source=_HANDBOOK)
    fits = follow_up_days >= treatment_days
    sentence = (
        f"Follow-up of {follow_up_days:g} days {'covers' if fits else 'is shorter than'} "
        f"the treatment of {treatment_days:g} days"
    )
    outcome = Outcome.OK if fits else Outcome.MISMATCH
    return Check("follow_up", outcome, sentence, source=_HANDBOOK)
