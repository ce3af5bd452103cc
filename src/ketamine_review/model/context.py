"""Context: in whom, given what, against what, which outcome, when, counted per what."""

from __future__ import annotations

from ketamine_review.model.base import Frozen


class Regimen(Frozen):
    """What was given.

    Attributes:
        drug: Term of the vocabulary (``ketamine``, ``placebo``, ``lidocaine`` ...).
        route: ``iv``, ``in``, ``sc``, ``im``, ``oral`` or ``sl``.
        dose: Dose as reported, free text.
        course_days: Length of the treatment course in days.
        course_days_low: Lower end in days where a range of courses is meant.
        course_days_high: Upper end in days where a range of courses is meant.
    """

    drug: str | None = None
    route: str | None = None
    dose: str | None = None
    course_days: float | None = None
    course_days_low: float | None = None
    course_days_high: float | None = None


class Time(Frozen):
    """When an outcome was measured.

    Attributes:
        days: Days after the anchor; None where the clock is unknown.
        anchor: ``after_start``, ``after_end_of_treatment`` or ``at_discharge``.
    """

    days: float | None = None
    anchor: str | None = None


class Context(Frozen):
    """The circumstances of a number; every field holds a vocabulary term, None is "not stated".

    Attributes:
        condition: Diagnosis of the patients.
        population: ``adult``, ``paediatric`` or ``mixed``.
        setting: ``emergency``, ``inpatient``, ``outpatient``, ``home`` or ``mixed``.
        regimen: What the patients of this number were given.
        comparator: What a contrast compares the regimen with; None where there is none.
        outcome: Term of the vocabulary.
        time: When it was measured.
        unit: What a count counts: ``patient``, ``infusion``, ``encounter`` or ``attack``.
    """

    condition: str | None = None
    population: str | None = None
    setting: str | None = None
    regimen: Regimen = Regimen()
    comparator: str | None = None
    outcome: str | None = None
    time: Time = Time()
    unit: str | None = None

    def term(self, path: str) -> str | float | None:
        """Return the value at a dotted path such as ``regimen.route``."""
        value = self
        for part in path.split("."):
            value = getattr(value, part)
        return value

    @classmethod
    def paths(cls) -> list[str]:
        """Return every dotted path of a Context, in order: the fields a selector may name."""
        nested = {"regimen": Regimen, "time": Time}
        return [
            f"{name}.{inner}" if name in nested else name
            for name in cls.model_fields
            for inner in (nested[name].model_fields if name in nested else [None])
        ]
