"""Certainty: GRADE's domains for two questions apart, the share who improve and an effect.

The share follows GRADE for prognosis (Iorio et al 2015, BMJ 350:h870), in which a series of
patients starts at high; the effect follows GRADE for interventions (Guyatt et al 2011, J Clin
Epidemiol 64:383-394), in which a question without a comparator starts, and ends, at very low.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ketamine_review.claims.carry_over import CarryOver
from ketamine_review.claims.held import Held
from ketamine_review.model.results import StudyEffect
from ketamine_review.model.verdict import Axis, Certainty, Domain
from ketamine_review.synthesis.allowed import may_decide, may_show
from ketamine_review.wording import counted

LEVELS = ("very low", "low", "moderate", "high")
NONE, SERIOUS, VERY_SERIOUS, NOT_ASSESSED = "none", "serious", "very serious", "not assessed"
_STEPS = {NONE: 0, SERIOUS: 1, VERY_SERIOUS: 2, NOT_ASSESSED: 0}

#: Judgements of the tools for the risk of bias that count against a study.
_AGAINST = ("high", "serious", "critical")


def certainty(
    held: Held, carry_over: Axis, bias: Mapping[str, Mapping[str, str]]
) -> tuple[Certainty, ...]:
    """Return the certainty of the share and of the effect, where the claim is held against them.

    Args:
        held: The claim with its evidence.
        carry_over: Its carry-over axis, which is GRADE's indirectness.
        bias: Judgement by domain, by report id.
    """
    shares = [e for a in held.answers_that_measure("proportion") for e in a.studies]
    contrasts = [
        e for a in held.answers_that_measure("difference", "risk_difference") for e in a.studies
    ]
    found = []
    if shares:
        found.append(_share(held, held.relevant(shares), carry_over, bias))
    if shares or contrasts:
        found.append(_effect(held, contrasts, carry_over, bias))
    return tuple(found)


def _share(
    held: Held,
    studies: Sequence[StudyEffect],
    carry_over: Axis,
    bias: Mapping[str, Mapping[str, str]],
) -> Certainty:
    margin = held.rules.agreement_margin.value / 100
    domains = (
        _risk_of_bias(studies, bias),
        _inconsistency(studies, 2 * margin),
        _indirectness(carry_over),
        _imprecision_of_share(studies, margin),
        _publication_bias(studies),
    )
    return Certainty(
        question="share", level=_level("high", domains), starts_at="high", domains=domains
    )


def _effect(
    held: Held,
    contrasts: Sequence[StudyEffect],
    carry_over: Axis,
    bias: Mapping[str, Mapping[str, str]],
) -> Certainty:
    if not contrasts:
        domain = Domain(
            name="comparator",
            concern=VERY_SERIOUS,
            because="No controlled figure: a change is seen, not an effect.",
        )
        return Certainty(
            question="effect", level="very low", starts_at="very low", domains=(domain,)
        )
    domains = (
        _risk_of_bias(contrasts, bias),
        _inconsistency_of_contrasts(contrasts),
        _indirectness(carry_over),
        _imprecision_of_effect(held, contrasts),
        _publication_bias(contrasts),
    )
    return Certainty(
        question="effect", level=_level("high", domains), starts_at="high", domains=domains
    )


def _level(start: str, domains: Sequence[Domain]) -> str:
    steps = sum(_STEPS[domain.concern] for domain in domains)
    return LEVELS[max(0, LEVELS.index(start) - steps)]


def _risk_of_bias(studies: Sequence[StudyEffect], bias: Mapping[str, Mapping[str, str]]) -> Domain:
    """Return serious where nothing could be judged; an abstract never shows a low risk."""
    reports = {study.report_id for study in studies}
    against = [r for r in reports if set(bias.get(r, {}).values()) & set(_AGAINST)]
    if against:
        because = f"{len(against)} of {counted(len(reports), 'report')} at high risk in a domain"
        concern = VERY_SERIOUS if len(against) == len(reports) else SERIOUS
        return Domain(name="risk of bias", concern=concern, because=f"{because}.")
    return Domain(
        name="risk of bias",
        concern=SERIOUS,
        because="Only abstracts were seen; they do not say enough to call the risk low.",
    )


def _inconsistency(studies: Sequence[StudyEffect], width: float) -> Domain:
    values = [study.estimate for study in studies if study.estimate is not None]
    if not may_decide("heterogeneity", len({study.study_id for study in studies})):
        return _not_assessed("inconsistency", "needs three studies")
    apart = max(values) - min(values)
    concern = SERIOUS if apart > width else NONE
    because = f"The shares lie {100 * apart:.0f} percentage points apart."
    return Domain(name="inconsistency", concern=concern, because=because)


def _inconsistency_of_contrasts(studies: Sequence[StudyEffect]) -> Domain:
    ends = [(s.low, s.high) for s in studies if s.low is not None and s.high is not None]
    if not may_decide("heterogeneity", len(ends)):
        return _not_assessed("inconsistency", "needs three trials")
    if len({study.comparator for study in studies}) > 1:
        return _not_assessed("inconsistency", "the trials have unlike comparators")
    parted = max(low for low, _ in ends) > min(high for _, high in ends)
    because = "Two of the intervals do not overlap." if parted else "All intervals overlap."
    return Domain(name="inconsistency", concern=SERIOUS if parted else NONE, because=because)


def _indirectness(carry_over: Axis) -> Domain:
    concern = {
        CarryOver.CARRIES: NONE,
        CarryOver.PARTLY: SERIOUS,
        CarryOver.NOT: VERY_SERIOUS,
    }.get(carry_over.outcome, NOT_ASSESSED)
    return Domain(name="indirectness", concern=concern, because=carry_over.sentence)


def _imprecision_of_share(studies: Sequence[StudyEffect], margin: float) -> Domain:
    widths = [s.high - s.low for s in studies if s.low is not None and s.high is not None]
    if not widths:
        because = "No study prints a count with its denominator."
        return Domain(name="imprecision", concern=VERY_SERIOUS, because=because)
    narrowest = min(widths)
    concern = NONE if narrowest <= 2 * margin else SERIOUS
    concern = VERY_SERIOUS if narrowest > 4 * margin else concern
    because = f"The narrowest interval is {100 * narrowest:.0f} percentage points wide."
    return Domain(name="imprecision", concern=concern, because=because)


def _imprecision_of_effect(held: Held, contrasts: Sequence[StudyEffect]) -> Domain:
    n = sum(study.n or 0 for study in contrasts)
    size = held.rules.adequate_trial_size.value
    largest = max((study.n or 0 for study in contrasts), default=0)
    crosses = all(s.low is None or s.low < 0 < s.high for s in contrasts)
    concern = SERIOUS if largest < size else NONE
    if largest < size and crosses:
        concern = VERY_SERIOUS
    because = (
        f"{n} patients in all, the largest trial {largest}; {size:g} in one would be adequate."
    )
    return Domain(name="imprecision", concern=concern, because=because)


def _publication_bias(studies: Sequence[StudyEffect]) -> Domain:
    few = not may_show("asymmetry", len({study.study_id for study in studies}))
    return _not_assessed("publication bias", "needs ten studies" if few else "no test was run")


def _not_assessed(name: str, why: str) -> Domain:
    return Domain(name=name, concern=NOT_ASSESSED, because=f"Not assessed: {why}.")
