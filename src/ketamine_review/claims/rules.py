"""The ordered rules of the evidence verdict; docs/verdicts.md is generated from this table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ketamine_review.claims.carry_over import CarryOver
from ketamine_review.claims.compare import Fit
from ketamine_review.claims.held import Held
from ketamine_review.model.claim import Asserts
from ketamine_review.model.verdict import Axis, EvidenceVerdict

#: Outcome of a judged axis where a primary source says otherwise.
REFUTED = "contradicted by a primary source"


@dataclass(frozen=True)
class Case:
    """A claim with its axes, as the rules see it.

    Attributes:
        limits: What stands between the evidence and the page, by name.
        open_limits: Those that neither the page discloses nor the protocol calls immaterial.
    """

    held: Held
    number: Axis
    design: Axis
    carry_over: Axis
    limits: Mapping[str, str]
    open_limits: Mapping[str, str]


@dataclass(frozen=True)
class Rule:
    """One rule: the first whose condition holds gives the verdict."""

    verdict: EvidenceVerdict
    name: str
    when: str
    holds: Callable[[Case], bool]


def _is_reference(case: Case) -> bool:
    return case.held.claim.asserts is Asserts.REFERENCE


def _cannot_be_checked(case: Case) -> bool:
    needs_judgement = case.held.claim.asserts in (Asserts.MECHANISM, Asserts.FACT)
    return not case.held.checkable or (needs_judgement and not case.held.judged)


def _number_is_contradicted(case: Case) -> bool:
    return case.number.outcome == Fit.EXCEEDS and case.carry_over.outcome == CarryOver.CARRIES


def _effect_is_contradicted(case: Case) -> bool:
    refuted = int(case.design.numbers.get("refuting") or 0) > 0
    return refuted and case.carry_over.outcome != CarryOver.NOT


def _fact_is_contradicted(case: Case) -> bool:
    return case.design.outcome == REFUTED


def _nothing_was_found(case: Case) -> bool:
    return not case.held.judged and not any(answer.studies for answer in case.held.answers)


def _limits_are_open(case: Case) -> bool:
    return bool(case.open_limits)


def _limits_are_told(case: Case) -> bool:
    return bool(case.limits) or case.number.outcome == Fit.IMPRECISE


RULES = (
    Rule(
        EvidenceVerdict.REFERENCE,
        "reference fact",
        "The statement is about epidemiology, regulation, history or practice and no reference "
        "fact has been entered for it yet.",
        _is_reference,
    ),
    Rule(
        EvidenceVerdict.NOT_CHECKABLE,
        "not checkable",
        "The statement is an opinion, the page's own practice or its own results that it does not "
        "show, or a mechanism or fact that nobody has judged against a primary source.",
        _cannot_be_checked,
    ),
    Rule(
        EvidenceVerdict.CONTRADICTED,
        "number excluded by direct evidence",
        "Evidence that carries over fully excludes the number on its unfavourable side, by "
        "interval and margin.",
        _number_is_contradicted,
    ),
    Rule(
        EvidenceVerdict.CONTRADICTED,
        "effect excluded by a controlled trial",
        "A controlled contrast against placebo or no treatment, of adequate size, excludes a "
        "difference that would matter to patients. Not beating an active drug, and a null trial "
        "below that size, contradict nothing.",
        _effect_is_contradicted,
    ),
    Rule(
        EvidenceVerdict.CONTRADICTED,
        "fact refuted by a primary source",
        "A reader has judged that a primary source says otherwise.",
        _fact_is_contradicted,
    ),
    Rule(
        EvidenceVerdict.UNSUPPORTED,
        "nothing eligible",
        "No eligible report that bears on it was found by the stated search.",
        _nothing_was_found,
    ),
    Rule(
        EvidenceVerdict.OVERSTATED,
        "a limit that the page does not state",
        "The number exceeds interval and margin, or an effect, a duration or a scope is asserted "
        "beyond the evidence, and the page does not say so.",
        _limits_are_open,
    ),
    Rule(
        EvidenceVerdict.CAVEATS,
        "limits that the page states, or that would not change a decision",
        "Number and direction hold, and each limit is stated on the page or stands on the "
        "protocol's list of limits that would not change a reader's decision; or the evidence is "
        "too imprecise to tell the number from others.",
        _limits_are_told,
    ),
    Rule(
        EvidenceVerdict.SUPPORTED,
        "nothing material remains",
        "Number, direction and scope hold as stated.",
        lambda case: True,
    ),
)


def first_rule(case: Case) -> Rule:
    """Return the first rule that fits."""
    return next(rule for rule in RULES if rule.holds(case))
