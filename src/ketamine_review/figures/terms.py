"""Terms: the vocabulary's labels for what a study's fields hold, and what sets rows apart."""

from __future__ import annotations

from collections import Counter
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


@dataclass(frozen=True)
class Details:
    """What sets the rows of a figure apart, in as few words as it takes.

    Attributes:
        labels: The vocabulary's labels.
        fields: Fields in which the rows differ, apart from the one that groups them.
        usual: For some of them, what more than half of the rows have; it is said once in a note,
            and only the other rows say what they have.
    """

    labels: Labels
    fields: tuple[str, ...]
    usual: dict[str, object]

    @classmethod
    def of(cls, labels: Labels, studies: Sequence[StudyEffect]) -> Details:
        """Return the details of a figure with these rows."""
        group = grouping_field(studies)
        fields = [field for field in _TELLING if field != group and _differs(studies, field)]
        usual = {}
        for field in fields:
            values = [_value(study, field) for study in studies]
            value, count = Counter(values).most_common(1)[0]
            if value is not None and 2 * count > len(values):
                usual[field] = value
        return cls(labels, tuple(fields), usual)

    def row(self, study: StudyEffect) -> str:
        """Return what a row says of itself, joined by dots; empty where all is as usual."""
        words = [
            self._text(study, field)
            for field in self.fields
            if _value(study, field) != self.usual.get(field)
        ]
        # The dot stays at the end of its line.
        return "\u00a0· ".join(word for word in words if word)

    def note(self, studies: Sequence[StudyEffect]) -> str:
        """Return the sentence that says what is usual; empty where nothing is."""
        words = [
            self._text(next(s for s in studies if _value(s, field) == value), field).lower()
            for field, value in self.usual.items()
        ]
        return f"Unless a row says otherwise: {', '.join(words)}." if words else ""

    def _text(self, study: StudyEffect, field: str) -> str:
        if field == "when":
            return self.labels.when(study)
        if getattr(study, field) is not None:
            return self.labels.of(field, getattr(study, field))
        return f"{field} not stated" if field in self.usual and field != "comparator" else ""


def _differs(studies: Sequence[StudyEffect], field: str) -> bool:
    return len({_value(study, field) for study in studies} - {None}) > 1


def _value(study: StudyEffect, field: str) -> object:
    return (study.days, study.anchor) if field == "when" else getattr(study, field)
