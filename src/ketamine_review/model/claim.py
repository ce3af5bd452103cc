"""Claim: what a page says, as data; never what was found."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Literal, Self

from pydantic import field_validator, model_validator

from ketamine_review.errors import ReviewError
from ketamine_review.model.base import Frozen, validated
from ketamine_review.model.context import Context
from ketamine_review.model.quantity import Quantity
from ketamine_review.tables import read_yaml

#: A fragment only finds the place on the page; more than this would copy it.
MOST_WORDS_OF_A_FRAGMENT = 8


class Asserts(StrEnum):
    """What sort of statement a claim makes."""

    SHARE = "share"
    EFFECT = "effect"
    HARM = "harm"
    REPORT = "report"
    MECHANISM = "mechanism"
    FACT = "fact"
    OPINION = "opinion"
    PRACTICE = "practice"
    OWN_RESULTS = "own_results"
    REFERENCE = "reference"


class Bound(StrEnum):
    """How a claim's number is meant."""

    EXACT = "exact"
    ABOUT = "about"
    ALMOST = "almost"
    UP_TO = "up_to"
    AT_LEAST = "at_least"
    OVER = "over"
    UNDER = "under"


class Naming(StrEnum):
    """How a page names the source of a claim."""

    NAMED = "named"
    UNMISTAKABLE = "unmistakable"
    INFERRED = "inferred"
    NONE = "none"


class ClaimedSource(Frozen):
    """The source that a claim leans on.

    Attributes:
        naming: ``named`` (journal, author or title is told), ``unmistakable`` (only one report
            fits), ``inferred`` (we think we know which is meant) or ``none``.
        report_id: The report in the ledger; None where nobody knows.
        journal: Journal as the page tells it.
        year: Year as the page tells it.
        rows: Rows of evidence of that report which hold what the claim retells.
        condition: Condition that the page says the source studied.
        because: Why we take this report to be the source.
    """

    naming: Naming = Naming.NONE
    report_id: str | None = None
    journal: str | None = None
    year: int | None = None
    rows: tuple[str, ...] = ()
    condition: str | None = None
    because: str | None = None

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        if (self.naming is Naming.NONE) != (self.report_id is None and self.journal is None):
            raise ValueError("a source that is named or meant needs a report_id, and none no other")
        return self


class Hedge(Frozen):
    """A place where the page itself limits what it says.

    Attributes:
        fragment: At most eight words of the page, to find the place.
        covers: The limits that a reader learns of there, see ``LIMITS``.
    """

    fragment: str
    covers: tuple[str, ...]

    @field_validator("fragment")
    @classmethod
    def _short(cls, text: str) -> str:
        return _fragment(text)

    @field_validator("covers")
    @classmethod
    def _known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in LIMITS:
                raise ValueError(f"'{name}' is not a limit; limits are {', '.join(LIMITS)}")
        return names


#: What may stand between the evidence and what a page says; axes name them, hedges disclose them.
LIMITS = {
    "no_control": "the studies had no control group",
    "not_shown": "the controlled trials do not show it",
    "few_studies": "the studies are few or small",
    "condition": "patients with another condition were studied",
    "mix": "a narrower or mixed group of patients was studied",
    "population": "people of another age were studied",
    "setting": "they were treated in another setting",
    "route": "the drug was given by another route",
    "course": "the treatment course was of another length",
    "outcome": "another outcome was measured",
    "time": "the benefit was measured at another time",
    "share": "the share that had it is not told",
    "number": "the number is another one",
    "wording": "the wording goes further than the evidence",
}


class Claim(Frozen):
    """One statement of a page.

    Attributes:
        id: Short name, unique within its page.
        number: Number in the list of checkable claims of the five pages, such as ``S0-5``.
        topic: ``efficacy``, ``onset``, ``durability``, ``regimen``, ``harms``, ``source`` ...
        says: What the page says, in our own words.
        fragment: At most eight words of the page, to find the place.
        asserts: What sort of statement it is.
        stance: Whether it speaks ``for`` the treatment, or is ``cautious``; a cautious statement
            cannot promise more than was studied.
        context: In whom, given what, which outcome, when; only what the page states.
        quantity: The number, where there is one; ``low`` and ``high`` hold a range.
        bound: How the number is meant.
        tells_share: Whether the page says which share of the patients had it.
        word: A word in place of a number (``many``, ``well_tolerated``), which the protocol reads.
        source: The source that it leans on.
        hedges: Limits that the page states with this claim.
        against: Syntheses that it is held against, as ``<review>/<synthesis>``.
    """

    id: str
    number: str | None = None
    topic: str
    says: str
    fragment: str
    asserts: Asserts
    stance: Literal["for", "cautious"] = "for"
    context: Context = Context()
    quantity: Quantity | None = None
    bound: Bound = Bound.EXACT
    tells_share: bool = False
    word: str | None = None
    source: ClaimedSource = ClaimedSource()
    hedges: tuple[Hedge, ...] = ()
    against: tuple[str, ...] = ()

    @field_validator("fragment")
    @classmethod
    def _short(cls, text: str) -> str:
        return _fragment(text)

    @field_validator("against")
    @classmethod
    def _review_and_synthesis(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name.count("/") != 1:
                raise ValueError(f"'{name}' is not of the form review/synthesis")
        return names

    @model_validator(mode="after")
    def _one_number(self) -> Self:
        if self.quantity is not None and self.word is not None:
            raise ValueError("give 'quantity' or 'word', not both")
        return self


class Page(Frozen):
    """A clinic's page with all that it claims; the file's name is its id.

    Attributes:
        clinic: Name of the clinic or the publisher of the page.
        title: Title of the page.
        copy_seen: Day on which the copy was handed to the project.
        captured: Day on which the page was captured, None where the copy does not say.
        sha256: Hash of the copy that was read.
        about: What sort of page it is, one sentence.
        sells: What is offered there; a claim that does not say otherwise is read in this light.
        hedges: Limits that the page states for all of its claims.
        claims: Its statements.
    """

    id: str
    clinic: str
    title: str
    copy_seen: date
    captured: date | None = None
    sha256: str
    about: str
    sells: Context = Context()
    hedges: tuple[Hedge, ...] = ()
    claims: tuple[Claim, ...]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        ids = [claim.id for claim in self.claims]
        twice = next((name for name in ids if ids.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"the id '{twice}' stands twice")
        return self


def _fragment(text: str) -> str:
    if len(text.split()) > MOST_WORDS_OF_A_FRAGMENT:
        raise ValueError(f"a fragment has at most {MOST_WORDS_OF_A_FRAGMENT} words")
    return text


def load_page(path: str | Path) -> Page:
    """Return the claims of ``config/claims/<page>.yaml``.

    Raises:
        ReviewError: names file, claim and field.
    """
    data = read_yaml(path) or {}
    if isinstance(data, dict) and isinstance(data.get("claims"), list):
        # Each claim is checked apart first, so that a slip names the claim and not its position.
        for position, entry in enumerate(data["claims"], start=1):
            if not isinstance(entry, dict):
                raise ReviewError(
                    "A claim is not a list of keys and values",
                    where=f"{path}: claim {position}",
                    mend="write '- id: ...' and indent what follows",
                )
            validated(Claim, entry, f"{path}: claim '{entry.get('id', position)}'")
    return validated(Page, {"id": Path(path).stem, **data}, path)
