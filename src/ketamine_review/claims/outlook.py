"""Outlook: what would change a verdict, said before it happens."""

from __future__ import annotations

from ketamine_review.claims.held import Held
from ketamine_review.model.verdict import EvidenceVerdict, Judgement

#: What would take each limit away: evidence of another kind, or a sentence on the page.
_WOULD = {
    "no_control": "a controlled trial against placebo of at least {size} patients that shows it",
    "not_shown": "a controlled trial against placebo of at least {size} patients that shows it",
    "few_studies": "more or larger studies",
    "condition": "a study of the patients whom the page speaks to",
    "mix": "a study of the patients whom the page speaks to",
    "population": "a study of people of the same age",
    "setting": "a study in the setting that the page offers",
    "route": "a study of the route that the page offers",
    "course": "a study of a course as long as the one that the page offers",
    "outcome": "a study that measures what the page speaks of",
    "time": "a study that measures at the time of which the page speaks",
    "share": "a word on the page on how many of the treated had it",
    "number": "a number on the page within the evidence and its margin",
    "wording": "a wording no stronger than the evidence",
}


def changes_if(held: Held, judgement: Judgement) -> tuple[str, ...]:
    """Return what would lift each open limit, in plain words."""
    if judgement.evidence_verdict in (EvidenceVerdict.REFERENCE, EvidenceVerdict.NOT_CHECKABLE):
        return ()
    if judgement.evidence_verdict is EvidenceVerdict.UNSUPPORTED:
        return ("any eligible report that measures it",)
    size = f"{held.rules.adequate_trial_size.value:g}"
    axes = (judgement.number, judgement.design, judgement.carry_over)
    limits = [name for axis in axes for name in axis.limits if name not in judgement.disclosed]
    said = dict.fromkeys(_WOULD[name].format(size=size) for name in limits)
    if limits and "number" not in limits:
        said["a sentence on the page that says so"] = None
    return tuple(said)
