"""Sensitivity: other defensible choices, one study left out, and the answer year by year."""

from __future__ import annotations

from collections.abc import Sequence

from ketamine_review.figures.content import Forest, Row, Section
from ketamine_review.figures.flags import claimed_values
from ketamine_review.figures.measures import scale_of, value_heading
from ketamine_review.figures.terms import Labels
from ketamine_review.figures.words import sentence
from ketamine_review.model.results import SensitivityRow, SynthesisEntry
from ketamine_review.model.verdict import ClaimLine

#: What was varied, in the order in which a reader should meet it.
HEADINGS = {
    "estimator": "Model",
    "count": "Reading of a printed count",
    "denominator": "Reading of a denominator",
    "precedence": "Report of the same patients",
    "selection": "Selection of studies",
    "correlation": "Correlation of pain before and after",
    "status": "Findings that were not confirmed yet",
}


def sensitivity_forest(
    entry: SynthesisEntry, labels: Labels, claims: Sequence[ClaimLine] = ()
) -> Forest | None:
    """Return the figure of a synthesis' other choices; None where there is none to show.

    Args:
        entry: The synthesis; its confirmed result is shown.
        labels: The vocabulary's labels.
        claims: Claimed numbers, in the unit of the estimates.
    """
    rows = [row for row in entry.confirmed.sensitivity if row.choice in HEADINGS]
    groups = {choice: [row for row in rows if row.choice == choice] for choice in HEADINGS}
    sections = [(HEADINGS[choice], members) for choice, members in groups.items() if members]
    # The models alone are told by the forest plot, and rows without a figure need no figure.
    if not any(row.choice != "estimator" and row.estimate is not None for row in rows):
        return None
    return _forest(entry, labels, claims, f"Other choices: {entry.title}", sections)


def leave_one_out_forest(
    entry: SynthesisEntry, labels: Labels, claims: Sequence[ClaimLine] = ()
) -> Forest | None:
    """Return the figure of the pool without each study in turn; None below three studies."""
    rows = [row for row in entry.confirmed.sensitivity if row.choice == "leave_one_out"]
    title = f"Leaving one study out: {entry.title}"
    return _forest(entry, labels, claims, title, [(None, rows)]) if rows else None


def cumulative_forest(
    entry: SynthesisEntry, labels: Labels, claims: Sequence[ClaimLine] = ()
) -> Forest | None:
    """Return the figure of the pool as studies came in; a display, no sequential test."""
    rows = [row for row in entry.confirmed.sensitivity if row.choice == "cumulative"]
    title = f"As the studies came in: {entry.title}"
    return _forest(entry, labels, claims, title, [(None, rows)]) if rows else None


def _forest(
    entry: SynthesisEntry,
    labels: Labels,
    claims: Sequence[ClaimLine],
    title: str,
    sections: list[tuple[str | None, list[SensitivityRow]]],
) -> Forest:
    claims = [line for line in claims if line.measure == entry.measure]
    rows = [row for _, members in sections for row in members]
    pools = entry.confirmed.pools[:1]
    scale = scale_of(entry, labels, [(r.estimate, r.low, r.high) for r in (*rows, *pools)], claims)
    shared = {row.because for row in rows} if len(rows) > 1 else set()
    common = shared.pop() if len(shared) == 1 else ""
    guide = pools[0].estimate if pools else None
    return Forest(
        title=title,
        subtitle=entry.question,
        scale=scale,
        sections=tuple(
            Section(heading, tuple(_row(row, common) for row in members))
            for heading, members in sections
        ),
        name_heading="Choice",
        columns=("Studies",),
        value_heading=value_heading(entry.measure),
        guide=guide,
        square=9.0,
        claims=tuple(claims),
        notes=(sentence(common),) if common else (),
        key=(
            "study",
            *(("guide",) if pools else ()),
            *(("claim",) if claimed_values(claims) else ()),
        ),
    )


def _row(row: SensitivityRow, common: str) -> Row:
    missing = row.estimate is None
    return Row(
        name=row.label,
        detail="" if row.because == common else sentence(row.because),
        cells=(str(row.k),),
        estimate=row.estimate,
        weight=1.0,
        low=row.low,
        high=row.high,
        reason="No single figure under this choice." if missing else "",
    )
