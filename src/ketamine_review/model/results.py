"""Results: the content of results.json, the only source of numbers for page, figures and prose."""

from __future__ import annotations

from typing import Literal

from ketamine_review.model.base import Frozen
from ketamine_review.model.protocol import Measure

#: Raised by one whenever a field changes its meaning or goes away.
SCHEMA_VERSION = 1


class StudyEffect(Frozen):
    """One study's figure within a synthesis.

    Attributes:
        label: Study name as a reader cites it, ``Schwenk 2018``.
        estimate: Share (0 to 1), points on a 0-10 scale, or days; None where not estimable.
        low: Lower 95% limit, in the unit of ``estimate``.
        high: Upper 95% limit.
        method: How estimate and limits were obtained, with the source of the formula.
        reported: The figure as printed.
        se: Standard error in the unit of ``estimate``, where one was computed.
        counts: Events and n with ketamine, events and n with the comparator (risk differences).
        rows: All rows of evidence that it was built from.
        not_estimable: Why there is no estimate.
        weight: Percent of the primary pool, None where nothing is pooled.
        readings: Range of shares that the printed figures allow, where the denominator is unknown.
        marks: Trust marks of the row.
    """

    row_id: str
    report_id: str
    study_id: str
    label: str
    year: int | None
    centre: str | None
    design: str | None
    condition: str | None
    population: str | None
    setting: str | None
    drug: str | None
    route: str | None
    comparator: str | None
    course_days: float | None
    outcome: str
    definition: str | None
    days: float | None
    anchor: str | None
    unit: str | None
    group: str | None = None
    events: int | None = None
    n: int | None = None
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    se: float | None = None
    counts: tuple[int, int, int, int] | None = None
    rows: tuple[str, ...] = ()
    method: str | None = None
    reported: str = ""
    not_estimable: str | None = None
    weight: float | None = None
    readings: tuple[float, float] | None = None
    status: Literal["confirmed", "provisional"] = "confirmed"
    by: str
    marks: tuple[str, ...] = ()
    source: str | None = None


class Pool(Frozen):
    """One pooled estimate of a synthesis under one model.

    Attributes:
        model: Short name, ``glmm``, ``logit_reml_hk``, ``freeman_tukey`` ...
        estimate: In the unit of the studies' estimates.
        prediction_note: Why there is no prediction interval, where there is none.
    """

    model: str
    label: str
    k: int
    n: int | None = None
    estimate: float
    low: float
    high: float
    prediction_low: float | None = None
    prediction_high: float | None = None
    prediction_note: str | None = None
    tau2: float | None = None
    tau2_low: float | None = None
    tau2_high: float | None = None
    i2: float | None = None
    q: float | None = None
    q_p: float | None = None
    converged: bool = True
    boundary: bool = False
    warnings: tuple[str, ...] = ()
    methods: str = ""


class SensitivityRow(Frozen):
    """One row of a synthesis' sensitivity battery.

    Attributes:
        choice: What was varied: ``estimator``, ``count``, ``denominator``, ``precedence``,
            ``selection``, ``leave_one_out``, ``cumulative``, ``status`` or ``correlation``.
        rows: The row ids it used.
    """

    choice: str
    id: str
    label: str
    k: int
    estimate: float | None
    low: float | None
    high: float | None
    because: str = ""
    rows: tuple[str, ...] = ()


class Exclusion(Frozen):
    """A row of evidence that matched a synthesis and was not counted, or counts nowhere."""

    row_id: str
    reason: str


class SynthesisResult(Frozen):
    """What a set of rows adds up to.

    Attributes:
        presentation: ``pooled``; ``descriptive`` (a pool at k = 2 that no verdict may use);
            ``single`` (one study); ``listed`` (the protocol forbids a pool) or ``empty``.
        statement: What may be said at this number of studies, in one or two sentences.
        pools: The first is the primary one.
    """

    presentation: Literal["pooled", "descriptive", "single", "listed", "empty"]
    statement: str
    k: int
    n: int | None
    one_centre: bool
    studies: tuple[StudyEffect, ...]
    pools: tuple[Pool, ...] = ()
    sensitivity: tuple[SensitivityRow, ...] = ()
    excluded: tuple[Exclusion, ...] = ()


class SynthesisEntry(Frozen):
    """A synthesis of the protocol with its two results, side by side."""

    id: str
    title: str
    question: str
    measure: Measure
    role: Literal["benefit", "harm", "course"]
    because: str
    confirmed: SynthesisResult
    provisional: SynthesisResult
    methods: str = ""


class ReviewResult(Frozen):
    """All that one review found; ``prisma`` and ``rows`` are counts that add up."""

    title: str
    question: str
    dated: str
    prisma: dict[str, int]
    excluded_reports: dict[str, int]
    rows: dict[str, int]
    syntheses: dict[str, SynthesisEntry]


class Results(Frozen):
    """The whole of results.json."""

    schema_version: int = SCHEMA_VERSION
    software: str
    reviews: dict[str, ReviewResult]
