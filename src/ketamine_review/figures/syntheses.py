"""Syntheses: a synthesis of results.json as the forest plot that shows it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ketamine_review.curation.risk_of_bias import BiasJudgement
from ketamine_review.figures.bias import BiasColumns, bias_columns
from ketamine_review.figures.flags import claimed_values
from ketamine_review.figures.forest import Forest, Row, Section, Summary
from ketamine_review.figures.scales import Scale, duration_scale, linear_scale, share_scale
from ketamine_review.figures.terms import Details, Labels, grouping_field
from ketamine_review.figures.words import p_value, sentence
from ketamine_review.model.results import Pool, StudyEffect, SynthesisEntry
from ketamine_review.model.verdict import ClaimLine
from ketamine_review.wording import counted, points

#: Measures whose estimates are contrasts of two arms.
CONTRASTS = ("difference", "risk_difference")


def synthesis_forest(
    entry: SynthesisEntry,
    labels: Labels,
    claims: Sequence[ClaimLine] = (),
    judgements: Sequence[BiasJudgement] = (),
    name: str = "",
    *,
    logit: bool = False,
) -> Forest:
    """Return the forest plot of a synthesis: confirmed findings filled, provisional ones hollow.

    Args:
        entry: The synthesis.
        labels: The vocabulary's labels.
        claims: Claimed numbers, in the unit of the estimates.
        judgements: The ledger of the risk of bias.
        name: ``review/synthesis``, under which a judgement may be entered.
        logit: Space shares by the log of their odds.
    """
    studies = drawn_studies(entry)
    pools = _drawn_pools(entry)
    figures = [(s.estimate, s.low, s.high) for s in studies]
    figures += [(pool.estimate, pool.low, pool.high) for pool, *_ in pools]
    claims = [line for line in claims if line.measure == entry.measure]
    scale = scale_of(entry, labels, figures, claims, logit=logit)
    bias = bias_columns(judgements, studies, name)
    summaries = tuple(_summary(*pool, scale) for pool in pools)
    rows = _Rows(entry, labels, scale, bias)
    return Forest(
        title=entry.title,
        subtitle=entry.question,
        scale=scale,
        sections=_sections(studies, labels, rows),
        columns=("Design", _count_heading(entry)),
        value_heading=value_heading(entry.measure),
        share_heading="Weight" if any(s.weight is not None for s in studies) else "",
        domains=bias.letters,
        summaries=summaries,
        directions=_directions(entry, labels, studies),
        claims=tuple(claims),
        notes=_notes(entry, rows.note, bias.note) if studies else (),
        empty=sentence(entry.provisional.statement or "No study reports this"),
        key=_key(studies, summaries, scale, claims) if studies else (),
    )


#: The primary pool and the one beside it; further models are a matter of the sensitivity figure.
MOST_POOLS = 2


def drawn_studies(entry: SynthesisEntry) -> list[StudyEffect]:
    """Return all findings in the order of results.json; a confirmed one as it was confirmed."""
    studies = {study.row_id: study for study in entry.provisional.studies}
    return list((studies | {study.row_id: study for study in entry.confirmed.studies}).values())


def _drawn_pools(entry: SynthesisEntry) -> list[tuple[Pool, bool, bool, str]]:
    """Return each pool with: is it descriptive, is it the primary one, what its name adds."""
    descriptive = entry.confirmed.presentation == "descriptive"
    pools = [
        (pool, descriptive, place == 0, "")
        for place, pool in enumerate(entry.confirmed.pools[:MOST_POOLS])
    ]
    new = entry.provisional
    if new.pools and [s.row_id for s in new.studies] != [s.row_id for s in entry.confirmed.studies]:
        pools.append((new.pools[0], True, not pools, ", with findings not confirmed yet"))
    return pools


def scale_of(
    entry: SynthesisEntry,
    labels: Labels,
    figures: Sequence[tuple[float | None, float | None, float | None]],
    claims: Sequence[ClaimLine] = (),
    *,
    logit: bool = False,
) -> Scale:
    """Return the axis of a synthesis' measure, wide enough for what has to be seen.

    Args:
        entry: The synthesis.
        labels: The vocabulary's labels.
        figures: Estimate, lower and upper limit of everything that is drawn; None where missing.
        claims: Claimed numbers, in the unit of the estimates.
        logit: Space shares by the log of their odds.
    """
    studies = drawn_studies(entry)
    drawn = [
        (e, e if low is None else low, e if high is None else high)
        for e, low, high in figures
        if e is not None
    ]
    claimed = claimed_values(claims)
    if entry.measure == "proportion":
        values = [value for row in drawn for value in row] + claimed
        values += [value for study in studies if study.readings for value in study.readings]
        return share_scale(values, _share_title(labels, studies), logit=logit)
    if entry.measure == "duration":
        return duration_scale([value for row in drawn for value in row] + claimed)
    title, percents = _AXES[entry.measure]
    return linear_scale(drawn, claimed, title, percents=percents)


#: Title of a measure's axis, and whether its numbers are shares.
_AXES = {
    "change": ("Fall in pain, points of 0 to 10", False),
    "relative_change": ("Fall in pain, percent of its start", True),
    "risk_difference": ("Risk difference, percentage points", True),
    "difference": ("Difference in pain, points of 0 to 10", False),
}


def _share_title(labels: Labels, studies: Sequence[StudyEffect]) -> str:
    units = {study.unit for study in studies}
    name = labels.of("unit", units.pop()).lower() if len(units) == 1 and None not in units else ""
    return f"Share of {name}" if name else "Share"


def value_heading(measure: str) -> str:
    """Return the heading of the estimates."""
    return {
        "proportion": "Share (95% CI)",
        "difference": "Difference (95% CI)",
        "risk_difference": "Difference (95% CI)",
        "change": "Fall (95% CI)",
        "relative_change": "Fall (95% CI)",
        "duration": "Length (range)",
    }.get(measure, "Estimate (95% CI)")


def _count_heading(entry: SynthesisEntry) -> str:
    return {"proportion": "Events/n", "risk_difference": "Events/n", "duration": "n"}.get(
        entry.measure, "As printed"
    )


class _Rows:
    """Makes the rows of one plot."""

    def __init__(self, entry: SynthesisEntry, labels: Labels, scale: Scale, bias: BiasColumns):
        self.entry, self.labels, self.scale, self.bias = entry, labels, scale, bias
        studies = drawn_studies(entry)
        self.weighted = any(study.weight is not None for study in studies)
        self.details = Details.of(labels, studies)
        self.note = self.details.note(studies)

    def row(self, study: StudyEffect) -> Row:
        hollow = study.status == "provisional"
        return Row(
            name=study.label,
            detail=self.details.row(study),
            cells=(
                "" if study.design is None else self.labels.of("design", study.design),
                self._count(study),
            ),
            estimate=study.estimate,
            low=study.low,
            high=study.high,
            weight=study.weight if self.weighted else study.n,
            value=self._value(study),
            share="" if study.weight is None or hollow else f"{study.weight:.1f}%",
            readings=study.readings,
            reason=sentence(study.not_estimable or ""),
            hollow=hollow,
            lights=self.bias.lights.get(study.row_id, ()),
        )

    def _count(self, study: StudyEffect) -> str:
        if self.entry.measure == "risk_difference" and study.counts is not None:
            return "{}/{} v {}/{}".format(*study.counts)
        if self.entry.measure == "duration":
            return "" if study.n is None else str(study.n)
        if self.entry.measure != "proportion":
            # A hyphen before a digit is a minus sign.
            return re.sub(r"(?<![\w.])-(?=\d)", "−", study.reported)
        if study.events is None and study.n is None:
            return "?/?"
        return f"{'?' if study.events is None else study.events}/{study.n or '?'}"

    def _value(self, study: StudyEffect) -> str:
        if study.estimate is not None:
            return self.scale.text(study.estimate, study.low, study.high)
        if study.readings is None:
            return ""
        return self.scale.span(*study.readings)


def _sections(studies: Sequence[StudyEffect], labels: Labels, rows: _Rows) -> tuple[Section, ...]:
    """Return the rows under their subgroups, in the order in which the subgroups first appear."""
    field = grouping_field(studies)
    groups: dict[str | None, list[Row]] = {}
    for study in studies:
        groups.setdefault(labels.group(study, field), []).append(rows.row(study))
    return tuple(Section(heading, tuple(members)) for heading, members in groups.items())


def _summary(pool: Pool, descriptive: bool, main: bool, added: str, scale: Scale) -> Summary:
    prediction = (
        None
        if pool.prediction_low is None or pool.prediction_high is None
        else (pool.prediction_low, pool.prediction_high)
    )
    said = "not estimable" if prediction is None else scale.span(*prediction)
    return Summary(
        name=pool.label + added,
        detail=("For description only: " if descriptive and not added else "") + _behind(pool),
        estimate=pool.estimate,
        low=pool.low,
        high=pool.high,
        value=scale.text(pool.estimate, pool.low, pool.high),
        descriptive=descriptive,
        main=main,
        prediction=prediction,
        prediction_text=said if main or prediction is not None else "",
    )


def _behind(pool: Pool) -> str:
    """Return studies, patients and heterogeneity of a pool in one line."""
    parts = [counted(pool.k, "study")]
    if pool.n is not None:
        parts.append(f"n = {pool.n:,}")
    # Two studies cannot tell heterogeneity from chance (DESIGN, statistics).
    if pool.k > 2 and pool.tau2 is not None:
        limits = (
            ""
            if pool.tau2_low is None or pool.tau2_high is None
            else f" ({points(pool.tau2_low, 2)} to {points(pool.tau2_high, 2)})"
        )
        parts.append(f"τ² = {points(pool.tau2, 2)}{limits}")
    if pool.k > 2 and pool.i2 is not None:
        parts.append(f"I² = {points(pool.i2, 0)}%")
    if pool.k > 2 and pool.q is not None and pool.q_p is not None:
        parts.append(f"Q = {points(pool.q, 1)}, {p_value(pool.q_p)}")
    if not pool.converged:
        parts.append("did not converge")
    return "; ".join(parts)


def _directions(
    entry: SynthesisEntry, labels: Labels, studies: Sequence[StudyEffect]
) -> tuple[str, str] | None:
    """Return what lies left and right of no effect, by what a lower number means."""
    if entry.measure not in CONTRASTS:
        return None
    drugs = {study.drug for study in studies if study.drug is not None}
    others = {study.comparator for study in studies if study.comparator is not None}
    treated = labels.of("drug", drugs.pop()).lower() if len(drugs) == 1 else "treatment"
    other = labels.of("drug", others.pop()).lower() if len(others) == 1 else "comparator"
    if entry.measure == "risk_difference" and entry.role == "harm":
        return f"fewer with {treated}", f"more with {treated}"
    if entry.measure == "risk_difference":
        return f"favours {other}", f"favours {treated}"
    return f"favours {treated}", f"favours {other}"


def _notes(entry: SynthesisEntry, usual: str, bias: str) -> tuple[str, ...]:
    notes = (usual, sentence(entry.confirmed.statement), bias)
    return tuple(note for note in notes if note)


def _key(
    studies: Sequence[StudyEffect],
    summaries: Sequence[Summary],
    scale: Scale,
    claims: Sequence[ClaimLine],
) -> tuple[str, ...]:
    limits = [v for s in studies for v in (s.low, s.high) if v is not None]
    limits += [v for s in summaries for v in (s.low, s.high)]
    used = {
        "by_weight": any(s.weight is not None for s in studies),
        "by_n": any(s.estimate is not None for s in studies)
        and all(s.weight is None for s in studies),
        "hollow": any(s.status == "provisional" and s.estimate is not None for s in studies),
        "range": any(s.readings is not None and s.estimate is None for s in studies),
        "pool": any(not s.descriptive for s in summaries),
        "descriptive": any(s.descriptive for s in summaries),
        "prediction": any(s.prediction is not None for s in summaries),
        "arrow": any(not scale.holds(value) for value in limits),
        "claim": bool(claims),
        "claimband": any(c.low is not None and c.high is not None for c in claims),
    }
    return tuple(mark for mark, shown in used.items() if shown)
