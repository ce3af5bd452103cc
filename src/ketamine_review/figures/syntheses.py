"""Syntheses: a synthesis of results.json as the forest plot that shows it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ketamine_review.curation.risk_of_bias import BiasJudgement
from ketamine_review.figures.bias import BiasColumns, bias_columns
from ketamine_review.figures.content import Forest, Row, Section, Summary
from ketamine_review.figures.drawn import DrawnPool, drawn_pools, drawn_studies
from ketamine_review.figures.measures import count_heading, directions, scale_of, value_heading
from ketamine_review.figures.scales import Scale
from ketamine_review.figures.terms import Details, Labels, grouping_field
from ketamine_review.figures.words import p_value, sentence
from ketamine_review.model.results import Pool, StudyEffect, SynthesisEntry
from ketamine_review.model.verdict import ClaimLine
from ketamine_review.wording import counted, points


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
    pools = list(drawn_pools(entry))
    figures = [(s.estimate, s.low, s.high) for s in studies]
    figures += [(p.pool.estimate, p.pool.low, p.pool.high) for p in pools]
    claims = [line for line in claims if line.measure == entry.measure]
    scale = scale_of(entry, labels, figures, claims, logit=logit)
    bias = bias_columns(judgements, studies, name)
    summaries = tuple(_summary(pool, scale) for pool in pools)
    rows = _Rows(entry, labels, scale, bias, studies)
    return Forest(
        title=entry.title,
        subtitle=entry.question,
        scale=scale,
        sections=_sections(studies, labels, rows),
        columns=("Design", count_heading(entry.measure)),
        value_heading=value_heading(entry.measure),
        share_heading="Weight" if any(s.weight is not None for s in studies) else "",
        domains=bias.letters,
        summaries=summaries,
        directions=directions(entry, labels, studies),
        claims=tuple(claims),
        notes=_notes(entry, rows.note, bias.note) if studies else (),
        empty=sentence(entry.provisional.statement or "No study reports this"),
        key=_key(studies, summaries, scale, claims) if studies else (),
    )


class _Rows:
    """Makes the rows of one plot."""

    def __init__(
        self,
        entry: SynthesisEntry,
        labels: Labels,
        scale: Scale,
        bias: BiasColumns,
        studies: Sequence[StudyEffect],
    ):
        self.entry, self.labels, self.scale, self.bias = entry, labels, scale, bias
        self.weighted = any(study.weight is not None for study in studies)
        self.details = Details.of(labels, studies)
        self.note = self.details.note(studies)
        self.alike = Counter(self._told(study) for study in studies)

    def row(self, study: StudyEffect) -> Row:
        hollow = study.status == "provisional"
        return Row(
            name=study.label,
            detail=self._detail(study),
            cells=(
                "" if study.design is None else self.labels.of("design", study.design),
                self._count(study),
            ),
            estimate=study.estimate,
            low=study.low,
            high=study.high,
            weight=study.weight if self.weighted else study.n,
            value=self._range(study),
            share="" if study.weight is None or hollow else f"{study.weight:.1f}%",
            readings=study.readings,
            reason=sentence(study.not_estimable or ""),
            hollow=hollow,
            lights=self.bias.lights.get(study.row_id, ()),
        )

    def _detail(self, study: StudyEffect) -> str:
        """Return what sets a row apart; its definition where nothing else tells it from another."""
        detail = self.details.row(study)
        if self.alike[self._told(study)] > 1 and study.definition:
            return f"{detail}\u00a0· {study.definition}" if detail else study.definition
        return detail

    def _told(self, study: StudyEffect) -> tuple[str, str | None, str]:
        return study.label, study.group, self.details.row(study)

    def _range(self, study: StudyEffect) -> str:
        if study.estimate is not None or study.readings is None:
            return ""
        return self.scale.span(*study.readings)

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


def _sections(studies: Sequence[StudyEffect], labels: Labels, rows: _Rows) -> tuple[Section, ...]:
    """Return the rows under their subgroups, in the order in which the subgroups first appear."""
    field = grouping_field(studies)
    groups: dict[str | None, list[Row]] = {}
    for study in studies:
        groups.setdefault(labels.group(study, field), []).append(rows.row(study))
    return tuple(Section(heading, tuple(members)) for heading, members in groups.items())


def _summary(drawn: DrawnPool, scale: Scale) -> Summary:
    pool = drawn.pool
    prediction = None
    if pool.prediction_low is not None and pool.prediction_high is not None:
        prediction = (pool.prediction_low, pool.prediction_high)
    said = "not estimable" if prediction is None else scale.span(*prediction)
    only = "For description only: " if drawn.descriptive and not drawn.provisional else ""
    return Summary(
        name=pool.label + (", with findings not confirmed yet" if drawn.provisional else ""),
        detail=only + _behind(pool),
        estimate=pool.estimate,
        low=pool.low,
        high=pool.high,
        descriptive=drawn.descriptive,
        main=drawn.main,
        prediction=prediction,
        prediction_text=said if drawn.main or prediction is not None else "",
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
