"""Axis carry-over: the patients, course, route and setting studied against those of the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Difference:
    """A field in which a study differs from what the page speaks of.

    Attributes:
        noun: The field in a reader's words.
        studied: What was studied.
        wanted: What the page speaks of.
        weight: 1 where the two share something, 2 where they do not.
    """

    noun: str
    studied: str
    wanted: str
    weight: int = 1

    def __str__(self) -> str:
        """Return both sides, ``setting (inpatient; the page: outpatient)``."""
        return f"{self.noun} ({self.studied}; the page: {self.wanted})"


Differences = Mapping[str, Difference]


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
    said = listed([str(difference) for difference in differences.values()])
    return Axis(
        outcome=CarryOver.NOT if not_at_all else CarryOver.PARTLY,
        sentence=f"The closest study ({closest.label}) differs in {said}.",
        numbers={"differences": len(differences)},
        rows=closest.rows,
        limits={
            name: f"The {d.noun} studied: {d.studied}; on the page: {d.wanted}."
            for name, d in differences.items()
        },
    )


def _distance(differences: Differences) -> tuple[int, int]:
    return sum(difference.weight for difference in differences.values()), len(differences)


#: Fields of terms that are compared, and what a reader calls them.
_NOUNS = {"condition": "patients", "population": "age", "setting": "setting"}


def _differences(held: Held, effect: StudyEffect) -> Iterator[tuple[str, Difference]]:
    """Yield the limits that a study's differences from the page make, with both sides in words."""
    claim, sells, words = held.claim.context, held.page.sells, held.vocabulary
    for field, noun in _NOUNS.items():
        wanted, studied = getattr(claim, field) or getattr(sells, field), getattr(effect, field)
        weight = _apart(words.terms_of(field) or {}, wanted, studied)
        if weight:
            name = "mix" if field == "condition" and weight == 1 else field
            labels = [words.label(field, term).lower() for term in (studied, wanted)]
            yield name, Difference(noun, *labels, weight)
    route = claim.regimen.route or sells.regimen.route
    if route and effect.route and route != effect.route:
        labels = [words.label("regimen.route", name).lower() for name in (effect.route, route)]
        yield "route", Difference("route", *labels, 2)
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


def _course(held: Held, effect: StudyEffect) -> Iterator[tuple[str, Difference]]:
    wanted = _wanted_course(held)
    if wanted is None or effect.course_days is None:
        return
    low, high = wanted
    if max(low / effect.course_days, effect.course_days / high) > ALIKE_COURSES:
        course = days_text(low) if low == high else f"{days_text(low)} to {days_text(high)}"
        yield "course", Difference("length of the course", days_text(effect.course_days), course)


def _wanted_course(held: Held) -> tuple[float, float] | None:
    for regimen in (held.claim.context.regimen, held.page.sells.regimen):
        if regimen.course_days is not None:
            return regimen.course_days, regimen.course_days
        if regimen.course_days_low is not None and regimen.course_days_high is not None:
            return regimen.course_days_low, regimen.course_days_high
    return None


def _outcome(held: Held, effect: StudyEffect) -> Iterator[tuple[str, Difference]]:
    outcomes, wanted = held.vocabulary.outcomes, held.claim.context.outcome
    if wanted is None or wanted == effect.outcome:
        return
    if outcomes[wanted].group != outcomes[effect.outcome].group:
        labels = [outcomes[name].label.lower() for name in (effect.outcome, wanted)]
        yield "outcome", Difference("outcome", *labels)
