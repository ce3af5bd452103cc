"""What a forest plot shows, in plain terms; nothing of how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from ketamine_review.figures.marks import LARGEST
from ketamine_review.figures.scales import Scale
from ketamine_review.model.verdict import ClaimLine


@dataclass(frozen=True)
class Row:
    """A line of the table.

    Attributes:
        name: Study, as a reader cites it.
        detail: What sets it apart from its neighbours, in small letters below the name.
        cells: Texts of the further columns, see `Forest.columns`.
        estimate: None where there is none; ``low`` and ``high`` may be missing beside it.
        weight: What its square's area stands for: the weight in the pool, or patients.
        value: Text of the column at the right, where it is not the estimate with its interval.
        share: Text of the weight column.
        readings: Range of estimates that the printed figures allow, drawn as an open band.
        reason: Why there is no estimate, in words.
        hollow: True for a finding that was not confirmed yet.
        lights: Judgements of the risk of bias, in the order of `Forest.domains`.
    """

    name: str
    detail: str = ""
    cells: tuple[str, ...] = ()
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    weight: float | None = None
    value: str = ""
    share: str = ""
    readings: tuple[float, float] | None = None
    reason: str = ""
    hollow: bool = False
    lights: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """Rows under one heading, such as a subgroup; None where there are no subgroups."""

    heading: str | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Summary:
    """A pooled estimate.

    Attributes:
        detail: Numbers behind it: studies, patients, heterogeneity.
        descriptive: True where no verdict may use it; drawn open and dashed.
        main: False for a pool that stands beside the primary one.
        prediction: Prediction interval, None where there is none.
        prediction_text: What the prediction row says at the right; no row where it is empty.
    """

    name: str
    detail: str
    estimate: float
    low: float
    high: float
    descriptive: bool = False
    main: bool = True
    prediction: tuple[float, float] | None = None
    prediction_text: str = ""


@dataclass(frozen=True)
class Forest:
    """All that a forest plot shows.

    Attributes:
        columns: Headings of the columns between the study's name and the panel.
        value_heading: Heading of the estimates at the right.
        share_heading: Heading of the weights; no such column where it is empty.
        domains: Letters of the risk-of-bias domains; no such columns where it is empty.
        directions: What lies left and right of no effect.
        guide: A value that a dotted line marks, such as the primary estimate.
        claims: Claimed numbers to draw as lines across.
        notes: Small print below.
        empty: The sentence that stands in place of rows where there are none.
        key: Marks to explain, see `figures.key.WORDS`.
        square: Side of the heaviest study's square in pixels.
    """

    title: str
    scale: Scale
    sections: tuple[Section, ...]
    subtitle: str = ""
    name_heading: str = "Study"
    columns: tuple[str, ...] = ()
    value_heading: str = "Estimate (95% CI)"
    share_heading: str = ""
    domains: tuple[str, ...] = ()
    summaries: tuple[Summary, ...] = ()
    directions: tuple[str, str] | None = None
    guide: float | None = None
    claims: tuple[ClaimLine, ...] = ()
    notes: tuple[str, ...] = ()
    empty: str = "No study reports this."
    key: tuple[str, ...] = ()
    square: float = LARGEST

    @property
    def rows(self) -> list[Row]:
        """Return all rows, whatever their section."""
        return [row for section in self.sections for row in section.rows]

    def value_of(self, row: Row | Summary) -> str:
        """Return what the column of estimates says of a row or a pool."""
        if isinstance(row, Row) and (row.value or row.estimate is None):
            return row.value
        return self.scale.text(row.estimate, row.low, row.high)
