"""Verdict: what the evidence says to a claim; the content of verdicts.json."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from ketamine_review.model.base import Frozen
from ketamine_review.model.protocol import Measure

#: Raised by one whenever a field changes its meaning or goes away.
SCHEMA_VERSION = 1


class SourceVerdict(StrEnum):
    """Is the source that the page leans on told right?"""

    FAITHFUL = "faithful"
    MINOR_SLIP = "minor slip"
    MISATTRIBUTED = "misattributed"
    NONE_NAMED = "none named"


class EvidenceVerdict(StrEnum):
    """Does the evidence bear the claim out? In the order in which the rules are tried."""

    REFERENCE = "reference fact, not checked yet"
    NOT_CHECKABLE = "not checkable"
    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"
    OVERSTATED = "overstated"
    CAVEATS = "supported with caveats"
    SUPPORTED = "supported"


class Axis(Frozen):
    """One of the four axes.

    Attributes:
        outcome: Term of the axis.
        sentence: The outcome in one plain sentence, with its numbers.
        numbers: The numbers it turned on, by name.
        rows: Rows of evidence that it used.
        limits: Limits it found, see ``model.claim.LIMITS``, each with its sentence.
        judged_by: Who judged, where the axis was not computed.
    """

    outcome: str
    sentence: str
    numbers: dict[str, float | int | str | None] = Field(default_factory=dict)
    rows: tuple[str, ...] = ()
    limits: dict[str, str] = Field(default_factory=dict)
    judged_by: str | None = None


class Judgement(Frozen):
    """The four axes and the two verdicts that follow from them.

    Attributes:
        source: Is the source told right?
        number: Is the number compatible with the evidence?
        design: Does the design allow what is asserted?
        carry_over: Was studied what the page speaks of?
        source_verdict: Verdict on the source.
        evidence_verdict: Verdict on the evidence.
        rule: The rule that gave the evidence verdict, in words.
        reasons: Plain sentences, most important first.
        disclosed: Limits that the page itself states.
        marks: ``understated``, ``outdated``.
    """

    source: Axis
    number: Axis
    design: Axis
    carry_over: Axis
    source_verdict: SourceVerdict
    evidence_verdict: EvidenceVerdict
    rule: str
    reasons: tuple[str, ...]
    disclosed: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


class Alternative(Frozen):
    """The verdict under another defensible choice."""

    choice: str
    label: str
    evidence_verdict: EvidenceVerdict
    because: str = ""


class Domain(Frozen):
    """One domain of GRADE: ``none``, ``serious``, ``very serious`` or ``not assessed``."""

    name: str
    concern: str
    because: str


class Certainty(Frozen):
    """Certainty of the evidence by GRADE's domains, for one question.

    Attributes:
        question: ``share`` (who improves) or ``effect`` (of ketamine).
        level: Certainty after all domains.
        starts_at: Certainty before any domain.
        domains: Each domain with its concern and the reason.
    """

    question: Literal["share", "effect"]
    level: Literal["high", "moderate", "low", "very low", "not assessed"]
    starts_at: str
    domains: tuple[Domain, ...]


class ClaimLine(Frozen):
    """The claim's number as a figure draws it, in the unit of the synthesis' estimates.

    Attributes:
        measure: What the number measures; a figure draws it only on an axis of that measure.
    """

    label: str
    measure: Measure = "proportion"
    value: float | None = None
    low: float | None = None
    high: float | None = None
    bound: str = "exact"


class Verdict(Frozen):
    """What is said to one claim.

    Attributes:
        claim_id: ``<page>/<claim>``.
        page: Id of the page.
        clinic: Name of the clinic or publisher.
        number: Number in the list of checkable claims.
        topic: What it is about.
        asserts: What sort of statement it is, see ``model.claim.Asserts``.
        says: What the page says, in our own words.
        fragment: A fragment of the page, to find the place.
        against: Syntheses it was held against.
        confirmed: Axes and verdicts from ledger rows alone.
        provisional: The same as if every queued finding were confirmed.
        fragile: True where another defensible choice gives another evidence verdict.
        choices: The verdict under each other defensible choice.
        flips: The choices that do.
        certainty: Certainty of the evidence, by GRADE's domains.
        changes_if: What would change the verdict, in plain words.
        line: Its number for figures; ``against`` names the syntheses it may be drawn across.
    """

    claim_id: str
    page: str
    clinic: str
    number: str | None
    topic: str
    asserts: str
    says: str
    fragment: str
    against: tuple[str, ...]
    confirmed: Judgement
    provisional: Judgement
    fragile: bool = False
    choices: tuple[Alternative, ...] = ()
    flips: tuple[Alternative, ...] = ()
    certainty: tuple[Certainty, ...] = ()
    changes_if: tuple[str, ...] = ()
    line: ClaimLine | None = None


class Verdicts(Frozen):
    """The whole of verdicts.json.

    Attributes:
        schema_version: Raised by one when a field changes its meaning or goes away.
        software: Name and version of the library that wrote it.
        pages: The pages that were read: id, clinic, title, about, copy_seen, captured, sha256.
        verdicts: One entry per claim.
    """

    schema_version: int = SCHEMA_VERSION
    software: str
    pages: tuple[dict[str, str | None], ...]
    verdicts: tuple[Verdict, ...]
