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
        row_id: Row of evidence it stands for.
        report_id: Report in the ledger.
        study_id: The set of patients.
        label: Study name as a reader cites it, ``Schwenk 2018``.
        year: Year of the report.
        centre: Where the patients were treated, as far as the report says.
        design: Design of the study.
        condition: Diagnosis of the patients.
        population: Adults or children.
        setting: Where they were treated.
        drug: What they were given.
        route: How it was given.
        comparator: What a contrast compares it with.
        course_days: Length of the course in days.
        outcome: Term of the vocabulary.
        definition: The outcome as the report defines it, in our own words.
        days: Days after the anchor; None where the clock is not printed.
        anchor: What the days are counted from.
        unit: What a count counts.
        group: Subgroup of the figure.
        events: Those with the outcome.
        n: Denominator; of a contrast, both arms together.
        estimate: Share (0 to 1), points on a 0-10 scale, or days; None where not estimable.
        low: Lower 95% limit, in the unit of ``estimate``.
        high: Upper 95% limit.
        se: Standard error in the unit of ``estimate``, where one was computed.
        counts: Events and n with ketamine, events and n with the comparator (risk differences).
        rows: All rows of evidence that it was built from.
        method: How estimate and limits were obtained, with the source of the formula.
        reported: The figure as printed.
        not_estimable: Why there is no estimate.
        weight: Percent of the primary pool, None where nothing is pooled.
        readings: Range of shares that the printed figures allow, where the denominator is unknown.
        status: ``confirmed`` or ``provisional``.
        by: Who read the row.
        marks: Trust marks of the row.
        source: Address the figure was seen at.
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
        label: Name for readers.
        k: Studies.
        n: Patients in them.
        estimate: In the unit of the studies' estimates.
        low: Lower 95% limit.
        high: Upper 95% limit.
        prediction_low: Lower limit of the prediction interval, None where not estimable.
        prediction_high: Upper limit of the prediction interval.
        prediction_note: Why there is no prediction interval, where there is none.
        tau2: Between-study variance on the scale of the analysis.
        tau2_low: Lower limit by profiling Q.
        tau2_high: Upper limit; None where unbounded.
        i2: Percent of the variation that is not sampling error.
        q: Cochran's Q, or the likelihood-ratio statistic of a binomial-normal model.
        q_p: Its P value.
        converged: Whether the search for the model's parameters ended.
        boundary: True where tau2 was estimated as 0, which is no proof of agreement.
        warnings: What a reader must know.
        methods: How it was made, in one sentence.
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
        id: Short name.
        label: Name for readers.
        k: Studies with an estimate.
        estimate: Estimate under this choice, None where there is none.
        low: Lower 95% limit.
        high: Upper 95% limit.
        because: What leads to the choice.
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
        k: Studies with an estimate.
        n: Patients (or what the unit counts) in them; None where rows overlap.
        one_centre: True where all of them were treated at one centre.
        studies: One effect per study, or per figure of a study.
        pools: The first is the primary one.
        sensitivity: The answer under each other defensible choice.
        excluded: Rows that matched and were not counted, with the reason.
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
    """A synthesis of the protocol with its two results, side by side.

    Attributes:
        id: Short name in the protocol.
        title: Title for readers.
        question: What is asked.
        measure: What is measured, see ``model.protocol.Synthesis``.
        role: ``benefit``, ``harm`` or ``course``.
        because: Why it is pooled, or only listed.
        confirmed: The answer from ledger rows alone.
        provisional: The answer as if every queued finding were confirmed.
        methods: How it was made, built from the answer.
    """

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
    """All that one review found; ``prisma`` and ``rows`` are counts that add up.

    Attributes:
        title: Title of the protocol.
        question: The review's question.
        dated: Day of the protocol's first version.
        prisma: Counts of the flow diagram.
        excluded_reports: Excluded reports by reason.
        rows: Rows of evidence: ``total``, ``used``, ``listed``, ``excluded``.
        syntheses: Each question of the protocol by its id.
    """

    title: str
    question: str
    dated: str
    prisma: dict[str, int]
    excluded_reports: dict[str, int]
    rows: dict[str, int]
    syntheses: dict[str, SynthesisEntry]


class Results(Frozen):
    """The whole of results.json.

    Attributes:
        schema_version: Raised by one when a field changes its meaning or goes away.
        software: Name and version of the library that wrote it.
        reviews: Each review by its id.
    """

    schema_version: int = SCHEMA_VERSION
    software: str
    reviews: dict[str, ReviewResult]
