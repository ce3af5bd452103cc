"""Plan: which figures a review has, in order, each with what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ketamine_review.curation.risk_of_bias import BiasJudgement
from ketamine_review.figures.bias import draw_bias_table
from ketamine_review.figures.content import Forest
from ketamine_review.figures.drawn import drawn_studies
from ketamine_review.figures.durability import draw_durability, is_durability
from ketamine_review.figures.forest import draw_forest
from ketamine_review.figures.funnel import FEWEST, draw_funnel
from ketamine_review.figures.prisma import draw_prisma, origin_of
from ketamine_review.figures.sensitivity import (
    cumulative_forest,
    leave_one_out_forest,
    sensitivity_forest,
)
from ketamine_review.figures.syntheses import synthesis_forest
from ketamine_review.figures.terms import Labels
from ketamine_review.figures.words import sentence
from ketamine_review.model.results import ReviewResult, SynthesisEntry
from ketamine_review.model.verdict import ClaimLine, Verdicts
from ketamine_review.wording import counted, listed

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: So many rows are read aloud; the table on the page has them all.
MOST_ROWS_IN_WORDS = 12


@dataclass(frozen=True)
class Planned:
    """A figure that will be drawn.

    Attributes:
        id: Unique name, also of its files.
        synthesis: Id of the synthesis it shows, None where it shows the whole review.
        kind: ``forest``, ``durations``, ``sensitivity``, ``leave_one_out``, ``cumulative``,
            ``funnel``, ``durability``, ``prisma``, ``prisma_update`` or ``risk_of_bias``.
        caption: What it shows and how to read it.
        alt: What it shows, in words, for those who do not see it.
        draw: Draws it.
    """

    id: str
    review: str
    synthesis: str | None
    kind: str
    title: str
    caption: str
    alt: str
    draw: Callable[[], Figure]


def plan_review(
    name: str,
    review: ReviewResult,
    lines: Mapping[str, Sequence[ClaimLine]],
    labels: Labels,
    judgements: Sequence[BiasJudgement],
) -> Iterator[Planned]:
    """Yield the figures of a review: its flow, its syntheses in order, its risk of bias.

    Args:
        name: Id of the review.
        review: Its results.
        lines: Claimed numbers by ``review/synthesis``.
        labels: The vocabulary's labels.
        judgements: The ledger of the risk of bias.
    """
    yield _prisma(name, review)
    widest = _widest_durability(name, review, lines, labels)
    for entry in review.syntheses.values():
        claims = lines.get(f"{name}/{entry.id}", ())
        yield from _of_synthesis(name, entry, claims, labels, judgements)
        if entry.id == widest:
            yield _durability(name, entry, claims, labels)
    yield from _bias(name, review, judgements)


def lines_by_synthesis(verdicts: Verdicts) -> dict[str, list[ClaimLine]]:
    """Return the claimed numbers that may be drawn across each ``review/synthesis``."""
    lines: dict[str, list[ClaimLine]] = {}
    for verdict in verdicts.verdicts:
        for name in verdict.against if verdict.line is not None else ():
            if verdict.line not in lines.setdefault(name, []):
                lines[name].append(verdict.line)
    return lines


def _of_synthesis(
    name: str,
    entry: SynthesisEntry,
    claims: Sequence[ClaimLine],
    labels: Labels,
    judgements: Sequence[BiasJudgement],
) -> Iterator[Planned]:
    main = synthesis_forest(entry, labels, claims, judgements, f"{name}/{entry.id}")
    kind = "durations" if entry.measure == "duration" else "forest"
    caption = f"{sentence(entry.question)} {sentence(entry.confirmed.statement)}"
    yield _forest(name, entry, kind, main, caption)
    others = (
        ("sensitivity", sensitivity_forest, "What the answer would be under other choices."),
        ("leave_one_out", leave_one_out_forest, "The pool without each study in turn."),
        ("cumulative", cumulative_forest, "The pool as studies were published; descriptive."),
    )
    for kind, build, caption in others:
        forest = build(entry, labels, claims)
        if forest is not None:
            yield _forest(name, entry, kind, forest, caption)
    if entry.confirmed.pools and entry.confirmed.k >= FEWEST:
        yield Planned(
            f"{name}.{entry.id}.funnel", name, entry.id, "funnel", f"Funnel plot: {entry.title}",
            "Estimates against the size of their studies; gaps on one side may mean that studies "
            "are missing, or that small ones differ.",
            f"Funnel plot of {counted(entry.confirmed.k, 'study')}.",
            lambda: draw_funnel(entry, labels),
        )  # fmt: skip


def _forest(name: str, entry: SynthesisEntry, kind: str, forest: Forest, caption: str) -> Planned:
    return Planned(
        f"{name}.{entry.id}.{kind}", name, entry.id, kind, forest.title, caption,
        forest_in_words(forest), lambda: draw_forest(forest),
    )  # fmt: skip


def forest_in_words(forest: Forest) -> str:
    """Return what a forest plot shows, row by row, with the claimed numbers across it."""
    rows = forest.rows
    if not rows:
        return f"{sentence(forest.title)} {forest.empty}"
    told = [f"{row.name}: {forest.value_of(row) or row.reason.rstrip('.')}" for row in rows]
    if len(told) > MOST_ROWS_IN_WORDS:
        rest = len(told) - MOST_ROWS_IN_WORDS
        told = [*told[:MOST_ROWS_IN_WORDS], f"and {rest} more"]
    pools = [f"{pool.name}: {forest.value_of(pool)}" for pool in forest.summaries]
    claims = [line.label for line in forest.claims]
    return " ".join(
        part
        for part in (
            f"{sentence(forest.title)} {forest.scale.title}, {counted(len(rows), 'row')}.",
            sentence("; ".join(told)),
            sentence("; ".join(pools)),
            sentence(f"Lines across mark {listed(claims)}") if claims else "",
        )
        if part
    )


def _widest_durability(
    name: str, review: ReviewResult, lines: Mapping[str, Sequence[ClaimLine]], labels: Labels
) -> str | None:
    """Return the synthesis that shows most shares over time, None where none does.

    Of two that show as many, the one across which pages claim more times.
    """
    fitting = [entry for entry in review.syntheses.values() if is_durability(entry, labels)]

    def width(entry: SynthesisEntry) -> tuple[int, int]:
        claimed = lines.get(f"{name}/{entry.id}", ())
        times = sum(line.measure == "duration" for line in claimed)
        return len(drawn_studies(entry)), times

    widest = max(fitting, key=width, default=None)
    return None if widest is None else widest.id


def _durability(
    name: str, entry: SynthesisEntry, claims: Sequence[ClaimLine], labels: Labels
) -> Planned:
    studies = drawn_studies(entry)
    told = [
        f"{study.label} {labels.when(study)}: "
        + (f"{study.events} of {study.n}" if study.events is not None else study.reported)
        for study in studies[:MOST_ROWS_IN_WORDS]
    ]
    times = [line.label for line in claims if line.measure == "duration"]
    alt = f"{sentence(entry.title)} {sentence('; '.join(told))}"
    if times:
        alt += f" {sentence(f'Lines across mark {listed(times)}')}"
    return Planned(
        f"{name}.{entry.id}.durability", name, entry.id, "durability", f"{entry.title}, over time",
        "Each marker is one report's share at one time and carries its denominator; no line joins "
        "them. Open ranges: the denominator is not printed.",
        alt, lambda: draw_durability(entry, labels, claims),
    )  # fmt: skip


def _prisma(name: str, review: ReviewResult) -> Planned:
    counts = review.prisma
    alt = (
        f"Flow of reports: {counts['identified']} held, {counts['screened']} screened, "
        f"{counts['excluded']} excluded, {counted(counts['studies'], 'study')} included in "
        f"{counted(counts['included'] + counts['companion'], 'report')}."
    )
    return Planned(
        f"{name}.prisma", name, None, "prisma", f"Flow of reports: {review.title}",
        f"PRISMA 2020 flow diagram of {origin_of(counts)}.",
        alt, lambda: draw_prisma(review.title, counts, review.excluded_reports),
    )  # fmt: skip


def update_figure(name: str, title: str, flow: Mapping[str, Mapping[str, int]]) -> Planned:
    """Return the flow diagram of what an update brought, beside the studies of the version before.

    Args:
        name: Id of the review.
        title: Its title.
        flow: ``counts`` and ``excluded`` of changes.json.
    """
    counts, excluded = flow["counts"], flow["excluded"]
    alt = (
        f"Flow of the update: {counts['identified']} new, {counts['excluded']} excluded, "
        f"{counted(counts['studies'], 'new study')} beside {counts['previous_studies']} before."
    )
    return Planned(
        f"{name}.prisma_update", name, None, "prisma_update", f"Flow of the update: {title}",
        "PRISMA 2020 flow diagram of an updated review: new reports, and the earlier ones kept.",
        alt, lambda: draw_prisma(title, counts, excluded),
    )  # fmt: skip


def _bias(
    name: str, review: ReviewResult, judgements: Sequence[BiasJudgement]
) -> Iterator[Planned]:
    studies = {
        study.report_id: study.label
        for entry in review.syntheses.values()
        for study in drawn_studies(entry)
    }
    judged = {j.report_id for j in judgements}
    rows = sorted(
        ((report, label) for report, label in studies.items() if report in judged),
        key=lambda row: (row[1], row[0]),
    )
    if rows:
        title = f"Risk of bias: {review.title}"
        yield Planned(
            f"{name}.risk_of_bias", name, None, "risk_of_bias", title,
            "Judgements per study and domain, with the tool that was used.",
            f"{sentence(title)} {counted(len(rows), 'study')} judged.",
            lambda: draw_bias_table(title, rows, judgements),
        )  # fmt: skip
