"""Scale: the verdicts in the order in which the page shows them, and what each one means."""

from __future__ import annotations

from dataclasses import dataclass

from ketamine_review.claims.rules import RULES
from ketamine_review.model.verdict import EvidenceVerdict, SourceVerdict

#: From the best borne out to the least, then those that the evidence was not asked about.
ORDER = (
    EvidenceVerdict.SUPPORTED,
    EvidenceVerdict.CAVEATS,
    EvidenceVerdict.OVERSTATED,
    EvidenceVerdict.UNSUPPORTED,
    EvidenceVerdict.CONTRADICTED,
    EvidenceVerdict.NOT_CHECKABLE,
    EvidenceVerdict.REFERENCE,
)

#: Verdicts of statements that were not held against the evidence.
NOT_HELD = (EvidenceVerdict.NOT_CHECKABLE, EvidenceVerdict.REFERENCE)

#: What a verdict leaves open, so that nobody reads more into it.
_LEAVES_OPEN = {
    EvidenceVerdict.CAVEATS: "What limits it stands on the page, or would not change a decision.",
    EvidenceVerdict.OVERSTATED: "It does not say that the treatment fails.",
    EvidenceVerdict.UNSUPPORTED: "It may be true; nobody was found to have measured it.",
    EvidenceVerdict.CONTRADICTED: "Said only where direct evidence excludes the statement.",
    EvidenceVerdict.NOT_CHECKABLE: "No literature could bear it out or refute it.",
    EvidenceVerdict.REFERENCE: "Nothing is said about it yet.",
}

SOURCES = {
    SourceVerdict.FAITHFUL: "The source that the page leans on is told right.",
    SourceVerdict.MINOR_SLIP: "It is told right but for a detail: a journal, a year, a rounding.",
    SourceVerdict.MISATTRIBUTED: "It is told wrong in a way that matters: another number, other "
    "patients, or the other direction. Only said of a source that is named or unmistakable.",
    SourceVerdict.NONE_NAMED: "The page names no source, or one can only be guessed.",
}


@dataclass(frozen=True)
class Degree:
    """An evidence verdict as the page shows it.

    Attributes:
        slug: Name of its colour in the style sheet.
        held: Whether the statement was held against the evidence.
        when: When it is given, one sentence per rule.
        leaves_open: What it does not say.
    """

    name: str
    slug: str
    held: bool
    when: tuple[str, ...]
    leaves_open: str


DEGREES = tuple(
    Degree(
        name=str(verdict),
        slug=verdict.name.lower().replace("_", "-"),
        held=verdict not in NOT_HELD,
        when=tuple(rule.when for rule in RULES if rule.verdict is verdict),
        leaves_open=_LEAVES_OPEN.get(verdict, ""),
    )
    for verdict in ORDER
)

BY_NAME = {degree.name: degree for degree in DEGREES}


def rule_text(name: str) -> str:
    """Return when a rule fits, in one sentence."""
    return next(rule.when for rule in RULES if rule.name == name)
