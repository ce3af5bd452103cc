"""Judge: the four axes of a claim, and the two verdicts that follow from them by the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ketamine_review.claims.carry_over import carry_over_axis
from ketamine_review.claims.compare import Fit
from ketamine_review.claims.design import design_axis
from ketamine_review.claims.held import Held
from ketamine_review.claims.number import number_axis
from ketamine_review.claims.rules import Case, Rule, first_rule
from ketamine_review.claims.source import source_axis, source_verdict
from ketamine_review.model.claim import LIMITS, Asserts
from ketamine_review.model.verdict import Axis, Judgement

AXES = ("source", "number", "design", "carry_over")

#: Axis name in the ledger of judgements under which a reader judges a wording.
WORDING = "wording"
GOES_FURTHER = "goes further"

#: Axis name under which a reader names a limit that no figure shows.
LIMIT = "limit"


def judge(held: Held) -> Judgement:
    """Return the axes, the verdicts, the rule that gave them, and the reasons in sentences."""
    axes: dict[str, Callable[[Held], Axis]] = {
        "source": source_axis,
        "number": number_axis,
        "design": design_axis,
        "carry_over": carry_over_axis,
    }
    found = {name: _judged(held, name, axis) for name, axis in axes.items()}
    limits = _limits(held, found)
    told = {name for hedge in held.hedges for name in hedge.covers}
    immaterial = _immaterial(held)
    case = Case(
        held=held,
        number=found["number"],
        design=found["design"],
        carry_over=found["carry_over"],
        limits=limits,
        open_limits={n: s for n, s in limits.items() if n not in told and n not in immaterial},
    )
    rule = first_rule(case)
    return Judgement(
        **found,
        source_verdict=source_verdict(held, found["source"]),
        evidence_verdict=rule.verdict,
        rule=rule.name,
        reasons=tuple(_reasons(case, rule, told)),
        disclosed=tuple(name for name in limits if name in told),
        marks=("understated",) if found["number"].outcome == Fit.UNDERSTATES else (),
    )


def _judged(held: Held, name: str, axis: Callable[[Held], Axis]) -> Axis:
    """Return an axis as computed, or as a reader judged it, with the reader named."""
    row = held.judgements.get(name)
    computed = axis(held)
    if row is None:
        return computed
    return computed.model_copy(
        update={
            "outcome": row.judgement,
            "sentence": row.reason,
            "judged_by": row.by,
            "limits": {},
        }
    )


def _limits(held: Held, axes: dict[str, Axis]) -> dict[str, str]:
    """Return what stands between the evidence and the page, the gravest first.

    What was studied need not be what is sold where a statement is cautious: it promises nothing.
    """
    binding = [axis for name, axis in axes.items() if not (cautious(held) and name == "carry_over")]
    found = {name: text for axis in binding for name, text in axis.limits.items()}
    wording = held.judgements.get(WORDING)
    if wording is not None and wording.judgement == GOES_FURTHER:
        found["wording"] = wording.reason
    judged = held.judgements.get(LIMIT)
    if judged is not None:
        found[judged.judgement] = judged.reason
    if held.claim.asserts is Asserts.REFERENCE or not held.checkable:
        return {}
    return dict(sorted(found.items(), key=lambda item: GRAVEST_FIRST.index(item[0])))


#: Order in which limits are told.
GRAVEST_FIRST = tuple(
    dict.fromkeys(
        ("number", "not_shown", "no_control", "wording", "condition", "route", "share", *LIMITS)
    )
)


def _immaterial(held: Held) -> set[str]:
    return {
        name
        for limit in held.rules.limits_that_do_not_matter
        for name in limit.limits
        if not limit.asserts or held.claim.asserts in limit.asserts
    }


def cautious(held: Held) -> bool:
    """Return whether a statement speaks of limits and not for the treatment."""
    return held.claim.stance == "cautious"


def _reasons(case: Case, rule: Rule, told: set[str]) -> Iterator[str]:
    yield rule.when
    for text in case.open_limits.values():
        yield f"Not said on the page: {text}"
    if case.number.outcome != Fit.NO_NUMBER:
        yield case.number.sentence
    if case.held.answers or case.design.judged_by:
        yield case.design.sentence
    if case.held.answers:
        yield case.carry_over.sentence
    for name, text in case.limits.items():
        if name in told:
            yield f"Said on the page itself: {text}"
        elif name not in case.open_limits:
            yield f"Would not change a decision, by the protocol: {text}"
