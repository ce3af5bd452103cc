"""Held: a claim beside all that it is held against; every axis reads from here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ketamine_review.model.base import Frozen
from ketamine_review.model.claim import Asserts, Claim, Hedge, Page
from ketamine_review.model.evidence import Evidence
from ketamine_review.model.protocol import Rules, Synthesis
from ketamine_review.model.record import Report
from ketamine_review.model.results import StudyEffect, SynthesisResult
from ketamine_review.model.vocabulary import Vocabulary


class JudgementRow(Frozen):
    """A row of the ledger of judgements: what a person or a reader decided where code cannot."""

    claim_id: str
    axis: str
    judgement: str
    reason: str
    by: str
    date: str


@dataclass(frozen=True)
class Answer:
    """One synthesis that a claim is held against."""

    id: str
    synthesis: Synthesis
    result: SynthesisResult

    @property
    def measure(self) -> str:
        """Return what the synthesis measures."""
        return self.synthesis.measure

    @property
    def studies(self) -> tuple[StudyEffect, ...]:
        """Return the study effects that say anything: an estimate, or a range of readings."""
        return tuple(
            effect
            for effect in self.result.studies
            if effect.estimate is not None or effect.readings is not None
        )


@dataclass(frozen=True)
class Held:
    """A claim, its page, and the evidence, rules and terms that it is judged by."""

    page: Page
    claim: Claim
    answers: tuple[Answer, ...]
    rules: Rules
    vocabulary: Vocabulary
    reports: Mapping[str, Report] = field(default_factory=dict)
    rows: Mapping[str, Evidence] = field(default_factory=dict)
    judgements: Mapping[str, JudgementRow] = field(default_factory=dict)

    @property
    def claim_id(self) -> str:
        """Return ``<page>/<claim>``."""
        return f"{self.page.id}/{self.claim.id}"

    @property
    def checkable(self) -> bool:
        """Return whether the claim is a statement that evidence can bear out or not."""
        return self.claim.asserts not in NOT_CHECKABLE

    @property
    def judged(self) -> bool:
        """Return whether a reader has judged what the evidence says, or how it is worded."""
        return bool({"design", "wording"} & set(self.judgements))

    @property
    def hedges(self) -> tuple[Hedge, ...]:
        """Return where the page limits this claim, or all of its claims."""
        return (*self.claim.hedges, *self.page.hedges)

    def relevant(
        self,
        effects: Iterable[StudyEffect],
        fields: Sequence[str] = ("outcome", "route", "setting"),
    ) -> list[StudyEffect]:
        """Return the effects that share what the claim itself states, where there are any.

        A claim about outpatients is compared with outpatients as long as some were studied.
        """
        found, context = list(effects), self.claim.context
        stated = {
            "outcome": context.outcome,
            "route": context.regimen.route,
            "setting": context.setting,
        }
        for name in fields:
            wanted = stated[name]
            sharing = [effect for effect in found if getattr(effect, name) == wanted]
            found = sharing if wanted is not None and sharing else found
        return found

    def answers_that_measure(self, *measures: str) -> tuple[Answer, ...]:
        """Return the answers of these measures."""
        return tuple(answer for answer in self.answers if answer.measure in measures)


#: Statements that no literature can bear out or refute.
NOT_CHECKABLE = (
    Asserts.OPINION,
    Asserts.PRACTICE,
    Asserts.OWN_RESULTS,
)
