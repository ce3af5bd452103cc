"""Axis carry-over: the patients, course, route and setting studied against those of the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from ketamine_review.claims.held import Held
from ketamine_review.model.claim import Asserts
from ketamine_review.model.results import StudyEffect
from ketamine_review.model.verdict import Axis
from ketamine_review.model.vocabulary import Term
from ketamine_review.wording import days_text, listed

#: Courses are alike where the longer is no more than this many times the shorter.
ALIKE_COURSES = 2.0


class CarryOver(StrEnum):
    """How far what was studied speaks to what is offered."""

    CARRIES = "carries over"
    PARTLY = "partly"
    NOT = "does not carry over"
    NOT_ASKED = "not asked"


#: Statements in whose light what was studied is compared with what is offered.
_ABOUT_TREATMENT = (
    Asserts.SHARE,
    Asserts.EFFECT,
    Asserts.HARM,
    Asserts.REPORT,
    Asserts.PRACTICE,
    Asserts.OWN_RESULTS,
)

#: Another condition or another route is another question; other differences weaken the answer.
_DECISIVE = {"condition", "route"}

#: From so many differences on, the answer does not carry over.
_TOO_MANY = 3


def carry_over_axis(held: Held) -> Axis:
    """Return how the most direct study lies to what the page speaks of, field by field."""
    found = [effect for answer in held.answers for effect in answer.studies]
    studies = held.relevant(found, fields=("route", "setting"))
    if not studies or held.claim.asserts not in _ABOUT_TREATMENT:
        return Axis(outcome=CarryOver.NOT_ASKED, sentence="There is no study to compare with.")
    compared = [(dict(_differences(held, effect)), effect) for effect in studies]
    # Of studies that are equally close, the one that the page leans on goes first.
    leaned_on = held.claim.source.report_id
    differences, closest = min(
        compared, key=lambda pair: (*_distance(pair[0]), pair[1].report_id != leaned_on)
    )
    if not differences:
        return Axis(
            outcome=CarryOver.CARRIES,
            sentence=f"{closest.label} studied what the page speaks of.",
            rows=closest.rows,
        )
    not_at_all = differences.keys() & _DECISIVE or len(differences) >= _TOO_MANY
    return Axis(
        outcome=CarryOver.NOT if not_at_all else CarryOver.PARTLY,
        sentence=(
            f"The closest study ({closest.label}) differs in "
            f"{listed([text for text, _ in differences.values()])}."
        ),
        numbers={"differences": len(differences)},
        rows=closest.rows,
        limits={field: f"Studied: {text}." for field, (text, _) in differences.items()},
    )


def _distance(differences: Mapping[str, tuple[str, int]]) -> tuple[int, int]:
    return sum(weight for _, weight in differences.values()), len(differences)


def _differences(held: Held, effect: StudyEffect) -> Iterator[tuple[str, tuple[str, int]]]:
    """Yield the fields in which a study differs, with both sides in words and 1 (partly) or 2."""
    claim, sells, words = held.claim.context, held.page.sells, held.vocabulary
    for field in ("condition", "population", "setting"):
        wanted = getattr(claim, field) or getattr(sells, field)
        weight = _apart(words.terms_of(field) or {}, wanted, getattr(effect, field))
        if weight:
            studied = words.label(field, getattr(effect, field)).lower()
            name = "mix" if field == "condition" and weight == 1 else field
            yield name, (f"{studied}, not {words.label(field, wanted).lower()}", weight)
    route = claim.regimen.route or sells.regimen.route
    if route and effect.route and route != effect.route:
        labels = [words.label("regimen.route", name).lower() for name in (effect.route, route)]
        yield "route", (f"{labels[0]}, not {labels[1]}", 2)
    yield from _course(held, effect)
    yield from _outcome(held, effect)


def _apart(terms: Mapping[str, Term], wanted: str | None, studied: str | None) -> int:
    """Return 0 where a studied term answers a wanted one, 1 where partly, 2 where it does not."""
    if wanted is None or studied is None or wanted == studied:
        return 0
    if "mixed" in (wanted, studied):
        return 1
    term = terms[studied]
    if wanted in term.within or wanted in term.overlaps or studied in terms[wanted].within:
        return 1
    return 2


def _course(held: Held, effect: StudyEffect) -> Iterator[tuple[str, tuple[str, int]]]:
    wanted = _wanted_course(held)
    if wanted is None or effect.course_days is None:
        return
    low, high = wanted
    apart = max(low / effect.course_days, effect.course_days / high)
    if apart > ALIKE_COURSES:
        course = days_text(low) if low == high else f"{days_text(low)} to {days_text(high)}"
        yield "course", (f"a course of {days_text(effect.course_days)}, not of {course}", 1)


def _wanted_course(held: Held) -> tuple[float, float] | None:
    for regimen in (held.claim.context.regimen, held.page.sells.regimen):
        if regimen.course_days is not None:
            return regimen.course_days, regimen.course_days
        if regimen.course_days_low is not None and regimen.course_days_high is not None:
            return regimen.course_days_low, regimen.course_days_high
    return None


def _outcome(held: Held, effect: StudyEffect) -> Iterator[tuple[str, tuple[str, int]]]:
    outcomes, wanted = held.vocabulary.outcomes, held.claim.context.outcome
    if wanted is None or wanted == effect.outcome:
        return
    if outcomes[wanted].group != outcomes[effect.outcome].group:
        studied = outcomes[effect.outcome].label.lower()
        yield "outcome", (f"{studied}, not {outcomes[wanted].label.lower()}", 1)
