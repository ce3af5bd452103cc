"""Axis number: is the claimed number compatible with the evidence, by the protocol's margin?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ketamine_review.claims.compare import Claimed, Fit, fit, together
from ketamine_review.claims.held import Answer, Held
from ketamine_review.model.claim import Bound
from ketamine_review.model.protocol import Measure
from ketamine_review.model.quantity import Kind, Quantity
from ketamine_review.model.record import DAYS_PER
from ketamine_review.model.results import StudyEffect
from ketamine_review.model.verdict import Axis
from ketamine_review.wording import counted, days_text, listed, percent, percent_interval, points

#: A visit counts as "at" a claimed time from this share of it on: clocks of visits are means.
CLOCK = 0.9


@dataclass(frozen=True)
class _Unit:
    """One estimate that a number is compared with: a pool, or one study's own interval."""

    label: str
    estimate: float
    low: float
    high: float
    rows: tuple[str, ...]


def number_axis(held: Held) -> Axis:
    """Return whether the claimed number holds, with the numbers it was compared with."""
    claimed = claimed_number(held)
    if claimed is None:
        return Axis(outcome=Fit.NO_NUMBER, sentence="The page gives no number.")
    quantity = held.claim.quantity
    if quantity is not None and quantity.kind is Kind.FOLLOW_UP_DURATION:
        return _durability(held, claimed)
    if quantity is not None and quantity.kind is Kind.TREATMENT_DURATION:
        return _course(held, claimed)
    return _agreement(held, claimed)


def claimed_number(held: Held) -> Claimed | None:
    """Return the claim's number in the unit of the evidence: a share, points of 0-10, or days."""
    claim = held.claim
    if claim.word is not None:
        word = held.rules.words[claim.word]
        return Claimed(word.value / 100, word.value / 100, Bound(word.bound))
    quantity = claim.quantity
    if quantity is None:
        return None
    low = quantity.number("low") if quantity.low is not None else quantity.number()
    high = quantity.number("high") if quantity.high is not None else quantity.number()
    if low is None or high is None:
        return None
    factor = _factor(quantity)
    return Claimed(low * factor, high * factor, claim.bound)


def claimed_text(held: Held) -> str:
    """Return the claimed number in words, ``up to 3 months``."""
    return _value(claimed_number(held), claimed_measure(held))


def claimed_measure(held: Held) -> Measure:
    """Return what the claim's number measures: a share, a fall, a difference or a time."""
    quantity = held.claim.quantity
    kinds = (Kind.FOLLOW_UP_DURATION, Kind.TREATMENT_DURATION)
    return "duration" if quantity is not None and quantity.kind in kinds else _measure(held)


def _factor(quantity: Quantity) -> float:
    scale = (quantity.scale or "").removesuffix("s")
    if scale in DAYS_PER:
        return DAYS_PER[scale]
    return 0.01 if quantity.kind is Kind.PROPORTION or scale == "percent" else 1.0


# ---- shares, falls and times: agreement within the margin


def _agreement(held: Held, claimed: Claimed) -> Axis:
    measure = _measure(held)
    answers = held.answers_that_measure(measure)
    units = [unit for answer in answers for unit in _units(held, answer)]
    if not units:
        return Axis(
            outcome=Fit.NO_EVIDENCE,
            sentence="No eligible report gives a number that this one can be compared with.",
        )
    margin = _margin(held, measure)
    better = _higher_is_better(held, measure, answers)
    fits = [fit(claimed, u.estimate, u.low, u.high, margin, better) for u in units]
    outcome = together(fits)
    return Axis(
        outcome=outcome,
        sentence=_sentence(claimed, units, measure, outcome),
        numbers=_numbers(claimed, units, margin),
        rows=tuple(row for unit in units for row in unit.rows),
        limits=_limits(outcome),
    )


def _measure(held: Held) -> Measure:
    quantity = held.claim.quantity
    if quantity is None or quantity.kind is Kind.PROPORTION:
        return "proportion"
    if quantity.kind is Kind.MEAN_CHANGE:
        return "relative_change" if quantity.scale == "percent" else "change"
    if quantity.kind is Kind.MEAN_DIFFERENCE:
        return "difference"
    return "duration"


def _margin(held: Held, measure: str) -> float:
    if measure in ("proportion", "relative_change"):
        return held.rules.agreement_margin.value / 100
    if measure in ("change", "difference"):
        return held.rules.smallest_important_difference.value
    return 0.0


def _higher_is_better(held: Held, measure: str, answers: Sequence[Answer]) -> bool:
    if measure in ("change", "relative_change"):
        return True  # a greater fall of pain
    if measure == "difference":
        return False  # ketamine minus comparator: negative favours ketamine
    outcomes = {effect.outcome for answer in answers for effect in answer.studies}
    return all(held.vocabulary.outcomes[name].direction != "lower" for name in outcomes)


def _units(held: Held, answer: Answer) -> list[_Unit]:
    """Return the pool from three studies on; below, or where only listed, each study's own."""
    if answer.result.presentation == "pooled":
        pool = answer.result.pools[0]
        rows = tuple(row for effect in answer.studies for row in effect.rows)
        return [_Unit(f"{pool.k} studies", pool.estimate, pool.low, pool.high, rows)]
    return [_unit(effect) for effect in held.relevant(answer.studies)]


def _unit(effect: StudyEffect) -> _Unit:
    if effect.estimate is None:
        low, high = effect.readings or (0.0, 1.0)
        return _Unit(effect.label, (low + high) / 2, low, high, effect.rows)
    low = effect.estimate if effect.low is None else effect.low
    high = effect.estimate if effect.high is None else effect.high
    return _Unit(effect.label, effect.estimate, low, high, effect.rows)


def _limits(outcome: Fit) -> dict[str, str]:
    if outcome is Fit.EXCEEDS:
        return {"number": "The claimed number is more favourable than the evidence."}
    return {}


def _numbers(
    claimed: Claimed, units: Sequence[_Unit], margin: float
) -> dict[str, float | int | str | None]:
    return {
        "claimed_low": claimed.low,
        "claimed_high": claimed.high,
        "bound": claimed.bound,
        "margin": margin,
        "lowest_estimate": min(unit.estimate for unit in units),
        "highest_estimate": max(unit.estimate for unit in units),
        "units": len(units),
    }


def _sentence(claimed: Claimed, units: Sequence[_Unit], measure: str, outcome: Fit) -> str:
    found = listed([f"{_interval(unit, measure)} in {unit.label}" for unit in units[:4]])
    more = f" and {len(units) - 4} more" if len(units) > 4 else ""
    verb = {
        Fit.COMPATIBLE: "is compatible with",
        Fit.EXCEEDS: "is more favourable than",
        Fit.UNDERSTATES: "is less favourable than",
        Fit.IMPRECISE: "cannot be told from",
    }[outcome]
    return f"The claimed {_value(claimed, measure)} {verb} what was found: {found}{more}."


def _value(claimed: Claimed, measure: str) -> str:
    write = _writer(measure)
    value = write(claimed.low)
    if claimed.high != claimed.low:
        value = f"{value} to {write(claimed.high)}"
    prefix = {
        Bound.EXACT: "",
        Bound.ABOUT: "about ",
        Bound.ALMOST: "almost ",
        Bound.UP_TO: "up to ",
        Bound.AT_LEAST: "at least ",
        Bound.OVER: "more than ",
        Bound.UNDER: "less than ",
    }[claimed.bound]
    return prefix + value


def _writer(measure: str) -> Callable[[float], str]:
    if measure in ("proportion", "relative_change"):
        return percent
    return days_text if measure == "duration" else points


def _interval(unit: _Unit, measure: str) -> str:
    if measure in ("proportion", "relative_change"):
        if unit.low == unit.high:
            return percent(unit.estimate)
        return percent_interval(unit.estimate, unit.low, unit.high)
    write = _writer(measure)
    if unit.low == unit.high:
        return write(unit.estimate)
    return f"{write(unit.estimate)} ({write(unit.low)} to {write(unit.high)})"


# ---- how long a benefit lasted: was it seen at that time, and in which share?


def _durability(held: Held, claimed: Claimed) -> Axis:
    shares = [e for a in held.answers_that_measure("proportion") for e in a.studies]
    timed = [
        effect
        for effect in held.relevant(shares)
        if effect.days is not None and effect.days > 0 and _largest_share(effect) > 0
    ]
    if not timed:
        return Axis(
            outcome=Fit.NO_EVIDENCE,
            sentence="No eligible report gives a benefit at a stated time after treatment.",
        )
    reached = [effect for effect in timed if effect.days >= CLOCK * claimed.high]
    longest = max(effect.days for effect in timed)
    shown = reached or [effect for effect in timed if effect.days == longest]
    said = listed([f"{_share_text(e)} at {days_text(e.days)} in {e.label}" for e in shown])
    if reached:
        outcome, start = Fit.COMPATIBLE, f"A benefit at {days_text(claimed.high)} was reported"
    else:
        outcome, start = (
            Fit.EXCEEDS,
            f"No benefit was reported as late as {days_text(claimed.high)}",
        )
    return Axis(
        outcome=outcome,
        sentence=f"{start}: {said}.",
        numbers={
            "claimed_days": claimed.high,
            "longest_days": longest,
            "smallest_share": min(_smallest_share(e) for e in shown),
            "largest_share": max(_largest_share(e) for e in shown),
        },
        rows=tuple(row for effect in shown for row in effect.rows),
        limits=_limits(outcome) or _share_limit(held, shown),
    )


def _share_limit(held: Held, shown: Sequence[StudyEffect]) -> dict[str, str]:
    """Return the limit that a minority had it, unless the claim says which share."""
    smallest = min(_smallest_share(effect) for effect in shown)
    if smallest >= 0.5 or held.claim.tells_share:
        return {}
    return {"share": f"Only part of the patients had it ({percent(smallest)} in one series)."}


def _smallest_share(effect: StudyEffect) -> float:
    return effect.estimate if effect.estimate is not None else (effect.readings or (0, 0))[0]


def _largest_share(effect: StudyEffect) -> float:
    return effect.estimate if effect.estimate is not None else (effect.readings or (0, 0))[1]


def _share_text(effect: StudyEffect) -> str:
    low, high = _smallest_share(effect), _largest_share(effect)
    if effect.estimate is not None:
        return f"{percent(effect.estimate)} ({effect.events}/{effect.n})"
    return percent(low) if low == high else f"{percent(low)} to {percent(high)} by reading"


# ---- how long treatment took


def _course(held: Held, claimed: Claimed) -> Axis:
    studies = [e for a in held.answers_that_measure("duration") for e in a.studies]
    if not studies:
        return Axis(outcome=Fit.NO_EVIDENCE, sentence="No eligible report states its course.")
    inside = [
        effect
        for effect in studies
        if claimed.low <= (effect.high or effect.estimate)
        and (effect.low or effect.estimate) <= claimed.high
    ]
    spans = [end for e in studies for end in (e.low or e.estimate, e.high or e.estimate)]
    return Axis(
        outcome=Fit.COMPATIBLE if inside else Fit.OUTSIDE,
        sentence=(
            f"{len(inside)} of {counted(len(studies), 'course')} with a stated length lie within "
            f"the claimed {_value(claimed, 'duration')}; all of them run from "
            f"{days_text(min(spans))} to {days_text(max(spans))}."
        ),
        numbers={
            "claimed_low": claimed.low,
            "claimed_high": claimed.high,
            "courses": len(studies),
            "courses_inside": len(inside),
        },
        rows=tuple(row for effect in inside for row in effect.rows),
        limits={} if inside else {"course": "No studied course was of this length."},
    )
