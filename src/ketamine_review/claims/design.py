"""Axis design: what is asserted, a share that improved or an effect, against what was studied."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from ketamine_review.claims.held import Held
from ketamine_review.model.claim import Asserts
from ketamine_review.model.results import StudyEffect
from ketamine_review.model.verdict import Axis
from ketamine_review.wording import counted, listed, percent, points


class Design(StrEnum):
    """What the studies' design allows."""

    SUPPORTS = "supports"
    SHARE_ONLY = "supports the share, not the effect"
    NOT = "does not support"
    NOT_ASKED = "not asked"


def design_axis(held: Held) -> Axis:
    """Return whether the studies could, and do, show what the claim asserts."""
    asserts = held.claim.asserts
    if asserts in (Asserts.MECHANISM, Asserts.FACT):
        return Axis(
            outcome=Design.NOT_ASKED, sentence="No clinical study of this review can show it."
        )
    if not held.checkable or asserts is Asserts.REFERENCE:
        return Axis(outcome=Design.NOT_ASKED, sentence="The statement is not one about evidence.")
    shares = [e for a in held.answers if not _is_contrast(a.measure) for e in a.studies]
    contrasts = [e for a in held.answers if _is_contrast(a.measure) for e in a.studies]
    if asserts is Asserts.EFFECT:
        return _effect(held, shares, contrasts)
    return _share(shares, contrasts)


def _is_contrast(measure: str) -> bool:
    return measure in ("difference", "risk_difference")


def _share(shares: Sequence[StudyEffect], contrasts: Sequence[StudyEffect]) -> Axis:
    found = [*shares, *contrasts]
    if not found:
        return Axis(outcome=Design.NOT, sentence="No eligible report counts it.")
    randomised = [effect for effect in found if (effect.design or "").startswith("rct")]
    controlled = (
        f"{len(randomised)} of them randomised" if randomised else "none of them randomised"
    )
    return Axis(
        outcome=Design.SUPPORTS,
        sentence=(
            f"It asserts something that can be counted or measured in those treated; "
            f"{_reports(found)} did, {controlled}."
        ),
        numbers={"uncontrolled": len(found) - len(randomised), "controlled": len(randomised)},
        rows=_rows(found),
    )


def _effect(held: Held, shares: Sequence[StudyEffect], contrasts: Sequence[StudyEffect]) -> Axis:
    numbers = {"uncontrolled": len(shares), "controlled": len(contrasts)}
    favours = [effect for effect in contrasts if _favours_ketamine(effect)]
    refutes = [effect for effect in contrasts if refutes_an_effect(held, effect)]
    if favours and not refutes:
        sentence = f"Controlled trials show a difference: {_contrast_texts(held, favours)}."
        return Axis(
            outcome=Design.SUPPORTS, sentence=sentence, numbers=numbers, rows=_rows(favours)
        )
    if contrasts:
        return Axis(
            outcome=Design.NOT,
            sentence=(
                f"It asserts an effect; the controlled trials with a figure do not show one: "
                f"{_contrast_texts(held, contrasts)}."
            ),
            numbers={**numbers, "refuting": len(refutes)},
            rows=_rows(contrasts),
            limits={"not_shown": "The controlled trials do not show the effect."},
        )
    if shares:
        return Axis(
            outcome=Design.SHARE_ONLY,
            sentence=(
                f"It asserts an effect of ketamine; {_reports(shares)} without a control group "
                f"show that patients improved, not that ketamine did it."
            ),
            numbers=numbers,
            rows=_rows(shares),
            limits={"no_control": "No controlled trial of it was found."},
        )
    return Axis(
        outcome=Design.NOT,
        sentence="It asserts an effect; no eligible report measured it.",
        numbers=numbers,
        limits={"no_control": "No study of it was found."},
    )


def _favours_ketamine(effect: StudyEffect) -> bool:
    """Return whether the interval of a contrast lies on ketamine's side of no difference."""
    if effect.low is None or effect.high is None:
        return False
    # Shares: more is better; points of pain: less is better.
    return effect.low > 0 if effect.counts is not None else effect.high < 0


def refutes_an_effect(held: Held, effect: StudyEffect) -> bool:
    """Return whether a contrast contradicts an effect.

    It does where the comparator is inert, the trial is of adequate size, and its interval excludes
    a difference that would matter to patients. Not beating an active drug contradicts nothing.
    """
    comparator = held.vocabulary.drugs.get(effect.comparator or "")
    if comparator is None or not comparator.inert or effect.low is None or effect.high is None:
        return False
    if (effect.n or 0) < held.rules.adequate_trial_size.value:
        return False
    if effect.counts is not None:
        return effect.high < held.rules.agreement_margin.value / 100
    return effect.low > -held.rules.smallest_important_difference.value


def _contrast_texts(held: Held, effects: Sequence[StudyEffect]) -> str:
    return listed([_contrast_text(held, effect) for effect in effects])


def _contrast_text(held: Held, effect: StudyEffect) -> str:
    against = held.vocabulary.label("comparator", effect.comparator).lower()
    who = f"{effect.label} against {against} (n = {effect.n or 'not stated'})"
    if effect.counts is not None:
        events_1, n_1, events_2, n_2 = effect.counts
        return f"{percent(events_1 / n_1)} against {percent(events_2 / n_2)} in {who}"
    if effect.low is None or effect.high is None:
        return f"{points(effect.estimate)} points in {who}"
    side = "less" if effect.estimate < 0 else "more"
    size = points(abs(effect.estimate))
    low, high = points(effect.low), points(effect.high)
    return f"{size} points {side} pain ({low} to {high}) in {who}"


def _reports(effects: Sequence[StudyEffect]) -> str:
    return counted(len({effect.report_id for effect in effects}), "report")


def _rows(effects: Sequence[StudyEffect]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row for effect in effects for row in effect.rows))
