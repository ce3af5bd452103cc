"""Protocol: what a review decided before it saw a result; one dated YAML file per review."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from ketamine_review.model.base import Frozen, validated
from ketamine_review.model.context import Context
from ketamine_review.tables import read_yaml

#: What a selector may name besides the paths of a Context: fields of Evidence.
EVIDENCE_FIELDS = ("design", "arm", "study_id", "report_id")

#: What a criterion may name besides the paths of a Context: fields of a Report.
REPORT_FIELDS = ("design", "report_type", "topic", "study_id", "report_id")

#: For a field of terms, the terms that are taken; for a number, its lowest and highest value.
Selector = dict[str, tuple[str, ...] | tuple[float, float]]

NUMBER_FIELDS = (
    "time.days",
    *(path for path in Context.paths() if path.startswith("regimen.course")),
)


def _check_fields(names: Iterable[str], besides: tuple[str, ...]) -> None:
    known = (*Context.paths(), *besides)
    for name in names:
        if name not in known:
            raise ValueError(f"'{name}' is not a field; fields are {', '.join(known)}")


def _check_selector(selector: Selector) -> None:
    _check_fields(selector, EVIDENCE_FIELDS)
    for name, wanted in selector.items():
        numbers = all(isinstance(value, float) for value in wanted)
        if (name in NUMBER_FIELDS) != (numbers and len(wanted) == 2):
            raise ValueError(
                f"'{name}' takes "
                + ("two numbers, the lowest and the highest" if name in NUMBER_FIELDS else "terms")
            )


Measure = Literal[
    "proportion", "risk_difference", "difference", "change", "relative_change", "duration"
]


class Amendment(Frozen):
    """A later change of the protocol."""

    date: date
    change: str
    reason: str


class Criterion(Frozen):
    """One eligibility criterion.

    Attributes:
        include: Terms that pass; give this, or ``exclude``, or ``at_least``.
        exclude: Terms that fail.
        at_least: Lowest number that passes.
        unknown: Whether a report whose field is empty passes.
        companions: True where a report that fails only here is kept as a companion of an included
            report of its study (a registry record of a published trial).
        reason: Why a report that fails is excluded.
    """

    id: str
    field: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    at_least: float | None = None
    unknown: Literal["include", "exclude"] = "include"
    companions: bool = False
    reason: str

    @model_validator(mode="after")
    def _one_list(self) -> Self:
        _check_fields([self.field], REPORT_FIELDS)
        if sum((bool(self.include), bool(self.exclude), self.at_least is not None)) != 1:
            raise ValueError("give one of 'include', 'exclude' and 'at_least'")
        return self

    def passes(self, value: str | float | None) -> bool:
        """Return whether a report with this value meets the criterion."""
        if value is None:
            return self.unknown == "include"
        if self.at_least is not None:
            return float(value) >= self.at_least
        return value not in self.exclude and (not self.include or value in self.include)


class Precedence(Frozen):
    """Which report of a study, or which of its rows, is counted where they disagree.

    Attributes:
        study: The study_id.
        outcome: The outcome concerned; None for all.
        prefer: Row ids or report ids, the first that has a figure is counted.
        because: Why.
    """

    study: str
    outcome: str | None = None
    prefer: tuple[str, ...]
    because: str


class Reading(Frozen):
    """Another defensible reading of one row's numbers, entered as a sensitivity variant.

    Attributes:
        id: Short name, used in the sensitivity table.
        row_id: The row of evidence it re-reads.
        events: Count under this reading.
        n: Denominator under this reading.
        because: Which printed figures lead to it.
        choice: What sort of choice it is (``count``, ``denominator`` or ``precedence``).
    """

    id: str
    row_id: str
    events: int
    n: int
    because: str
    choice: Literal["count", "denominator", "precedence"]


class Variant(Frozen):
    """A sensitivity analysis that selects other rows than the main one.

    Attributes:
        select: Fields that differ from the main selector; null drops a field.
    """

    id: str
    label: str
    select: dict[str, tuple[str, ...] | tuple[float, float] | None]
    because: str


class Synthesis(Frozen):
    """Which rows answer one question, and what may be done with them.

    Attributes:
        measure: ``proportion`` (events of n), ``risk_difference`` (share with ketamine minus share
            with the comparator), ``difference`` (ketamine minus comparator in points of a 0-10
            scale, negative favours ketamine), ``change`` (fall within an arm in points),
            ``relative_change`` (fall as a share of its start) or ``duration`` (days).
        select: For each field, the terms that are taken; all fields must match.
        present: ``pool`` where a pooled estimate may be shown, ``list`` where it may not.
        because: Why it is pooled, or why it is only listed.
        role: ``benefit``, ``harm`` or ``course`` (how treatment was given).
        group_by: Field whose terms become subgroups of the figure.
        per_study: ``one`` row per study (pools, forests of one time point), or ``all`` matching
            rows (points in time, several harms).
        denominator: What the counts of this synthesis are shares of.
        readings: Sensitivity: other readings of single rows.
        variants: Sensitivity: other selections.
    """

    id: str
    title: str
    question: str
    measure: Measure
    select: Selector
    present: Literal["pool", "list"]
    because: str
    role: Literal["benefit", "harm", "course"] = "benefit"
    group_by: str | None = None
    per_study: Literal["one", "all"] = "one"
    denominator: Literal["all_treated", "responders", "attenders"] = "all_treated"
    readings: tuple[Reading, ...] = ()
    variants: tuple[Variant, ...] = ()

    @model_validator(mode="after")
    def _fields_exist(self) -> Self:
        _check_selector(self.select)
        for variant in self.variants:
            _check_selector(self.selector_of(variant))
        if self.group_by is not None:
            _check_fields([self.group_by], EVIDENCE_FIELDS)
        return self

    def selector_of(self, variant: Variant) -> Selector:
        """Return the main selector with a variant's fields in their place."""
        merged = {**self.select, **variant.select}
        return {name: wanted for name, wanted in merged.items() if wanted is not None}


class Threshold(Frozen):
    """A number on which verdicts turn, with the source that proposes it."""

    value: float
    unit: str
    source: str
    grid: tuple[float, ...] = ()


class Limit(Frozen):
    """Something a page leaves unsaid that would not change a reader's decision.

    Attributes:
        limits: The limits it makes immaterial, see ``model.claim.LIMITS``; none where a margin or
            a rounding already does.
        asserts: The sorts of claims it holds for, see ``model.claim.Asserts``; none for all.
    """

    id: str
    limits: tuple[str, ...] = ()
    asserts: tuple[str, ...] = ()
    text: str
    because: str


class Word(Frozen):
    """How a word in place of a number is read.

    Attributes:
        value: Percent of patients (0 to 100).
        bound: How the value is meant, see ``model.claim.Bound``.
        because: Why it is read so.
    """

    value: float
    bound: Literal["exact", "about", "almost", "up_to", "at_least", "over", "under"]
    because: str


class Rules(Frozen):
    """The numbers by which claims are judged, fixed before verdicts are computed.

    Attributes:
        smallest_important_difference: On the 0-10 pain scale, in points.
        agreement_margin: How far a claimed share may lie from the evidence, in percentage points.
        rounding: How far a retold share may lie from its source's, in percentage points.
        adequate_trial_size: Patients in a controlled contrast below which a null result
            contradicts nothing.
        correlation: Assumed before-after correlation where none is printed, with its grid.
        words: How words in place of numbers are read.
        limits_that_do_not_matter: Undisclosed limits that would not change a decision.
    """

    smallest_important_difference: Threshold
    agreement_margin: Threshold
    rounding: Threshold
    adequate_trial_size: Threshold
    correlation: Threshold
    words: dict[str, Word] = Field(default_factory=dict)
    limits_that_do_not_matter: tuple[Limit, ...] = ()


class Search(Frozen):
    """The search of one source."""

    source: Literal["pubmed"]
    query: str
    since: str | None = None


class Protocol(Frozen):
    """A review's protocol; the file's name is its id."""

    id: str
    title: str
    question: str
    dated: date
    amendments: tuple[Amendment, ...] = ()
    search: tuple[Search, ...]
    eligibility: tuple[Criterion, ...]
    precedence: tuple[Precedence, ...] = ()
    rules: Rules
    syntheses: tuple[Synthesis, ...]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        for entries in (self.syntheses, self.eligibility):
            ids = [entry.id for entry in entries]
            twice = next((name for name in ids if ids.count(name) > 1), None)
            if twice is not None:
                raise ValueError(f"the id '{twice}' stands twice")
        return self


def load_protocol(path: str | Path) -> Protocol:
    """Return the protocol of ``config/reviews/<id>.yaml``.

    Raises:
        ReviewError: names file and field.
    """
    data = read_yaml(path) or {}
    return validated(Protocol, {"id": Path(path).stem, **data}, path)
