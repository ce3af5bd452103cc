"""Terms: the vocabulary's labels for what a study's fields hold, and what sets rows apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ketamine_review.model.results import StudyEffect
from ketamine_review.model.vocabulary import Vocabulary
from ketamine_review.wording import days_text

#: Fields that may tell two rows of a figure apart, in the order in which they are written.
_TELLING = (
    "drug",
    "comparator",
    "route",
    "setting",
    "population",
    "condition",
    "outcome",
    "unit",
    "when",
)

#: Fields whose terms may make the subgroups of a synthesis.
_GROUPING = ("setting", "outcome", "comparator", "drug", "unit", "condition", "population",
             "route", "design", "study_id")  # fmt: skip

#: Paths of a Context that a study's effect calls by a shorter name.
_PATHS = {"drug": "regimen.drug", "route": "regimen.route", "anchor": "time.anchor"}

#: How a group is called whose field is empty.
_NONE = ("None", "not_stated", None)


@dataclass(frozen=True)
class Labels:
    """Reads terms as their labels; a term that is not listed is shown as it stands."""

    vocabulary: Vocabulary

    def of(self, field: str, term: str | None) -> str:
        """Return the label of a field's term; ``Not stated`` where there is none."""
        label = self.vocabulary.label(_PATHS.get(field, field), None if term in _NONE else term)
        return label[:1].upper() + label[1:]

    def when(self, study: StudyEffect) -> str:
        """Return when an outcome was measured: ``at discharge``, ``38.1 days after the start``."""
        anchor = "" if study.anchor is None else self.of("anchor", study.anchor).lower()
        if study.days is None:
            return anchor or "time not printed"
        if study.days == 0:
            return anchor or "at once"
        if anchor.startswith("at "):
            return f"{days_text(study.days)} from discharge"
        return f"{days_text(study.days)} {anchor}".strip()

    def group(self, study: StudyEffect, field: str | None) -> str | None:
        """Return the heading of the subgroup that a study stands in, None where there is none."""
        if study.group is None:
            return None
        if field == "study_id":
            return study.label
        return self.of(field or "", study.group)

    def detail(self, study: StudyEffect, fields: Sequence[str]) -> str:
        """Return what these fields of a study say, joined by dots."""
        words = [
            self.when(study) if field == "when" else self.of(field, getattr(study, field))
            for field in fields
            if field == "when" or getattr(study, field) is not None
        ]
        # The dot stays at the end of its line.
        return "\u00a0· ".join(words)


def grouping_field(studies: Sequence[StudyEffect]) -> str | None:
    """Return the field whose terms are the studies' groups, None where there are no groups."""
    grouped = [study for study in studies if study.group is not None]
    return next(
        (f for f in _GROUPING if grouped and all(_stands_in_its_group(s, f) for s in grouped)),
        None,
    )


def _stands_in_its_group(study: StudyEffect, field: str) -> bool:
    value = getattr(study, field)
    return study.group == value or (value is None and study.group in _NONE)


def telling_fields(studies: Sequence[StudyEffect], group: str | None) -> list[str]:
    """Return the fields in which the rows differ, apart from the one that groups them."""
    return [
        field
        for field in _TELLING
        if field != group and len({_value(study, field) for study in studies}) > 1
    ]


def _value(study: StudyEffect, field: str) -> object:
    return (study.days, study.anchor) if field == "when" else getattr(study, field)
