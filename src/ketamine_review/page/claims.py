"""Claims: every statement of every page with its axes, its two verdicts and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ketamine_review.model.claim import LIMITS
from ketamine_review.page.cited import Cited, Count
from ketamine_review.page.numbers import number, unit_of
from ketamine_review.page.pictures import Picture
from ketamine_review.page.published import Published
from ketamine_review.page.scale import BY_NAME, Degree, rule_text

#: The four axes, with what each asks.
AXES = (
    ("source", "Source", "Is the named source told right?"),
    ("number", "Number", "Is the number compatible with the evidence, within the margin?"),
    ("design", "Design", "Could the studies show what is asserted: a share, or an effect?"),
    ("carry_over", "Carry-over", "Were the patients, route, course and setting those on offer?"),
)

#: How the numbers of an axis are called, and their unit; None is the unit of the claim.
_NUMBERS: dict[str, tuple[str, str | None]] = {
    "claimed_low": ("claimed, from", None),
    "claimed_high": ("claimed, to", None),
    "margin": ("margin", None),
    "lowest_estimate": ("lowest estimate", None),
    "highest_estimate": ("highest estimate", None),
    "units": ("estimates compared", "count"),
    "claimed_days": ("claimed", "days"),
    "longest_days": ("longest follow-up with a benefit", "days"),
    "smallest_share": ("smallest share", "percent"),
    "largest_share": ("largest share", "percent"),
    "courses": ("courses with a stated length", "count"),
    "courses_inside": ("of them within the claim", "count"),
    "uncontrolled": ("figures without a control group", "count"),
    "controlled": ("controlled figures", "count"),
    "refuting": ("trials that exclude a difference that matters", "count"),
    "differences": ("differences from the closest study", "count"),
}


@dataclass(frozen=True)
class AxisView:
    """One axis of a judgement."""

    title: str
    asks: str
    axis: Cited
    numbers: tuple[tuple[str, Markup], ...]


@dataclass(frozen=True)
class JudgementView:
    """The verdicts of a claim, on the ledger alone or with the queued findings too."""

    judgement: Cited
    degree: Degree
    axes: tuple[AxisView, ...]


@dataclass(frozen=True)
class Answered:
    """A question that a claim is held against, with its answer and its figures."""

    review: str
    entry: Cited
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class ClaimView:
    """One statement.

    Attributes:
        source: The source that it leans on, None where it names none.
        hedges: Limits that the page states, for this statement or for all of its own.
        rule: When the rule that gave the verdict fits.
        reasons: The other reasons.
        provisional: The judgement with queued findings, None where it is the same.
    """

    verdict: Cited
    source: Cited | None
    hedges: tuple[tuple[Cited, tuple[str, ...]], ...]
    rule: str
    reasons: tuple[Cited, ...]
    confirmed: JudgementView
    provisional: JudgementView | None
    answers: tuple[Answered, ...]
    choices: Count
    judged: bool

    @property
    def degree(self) -> Degree:
        """Return the evidence verdict."""
        return self.confirmed.degree


@dataclass(frozen=True)
class PageView:
    """A clinic's page with its statements, those held against the evidence first."""

    page: Cited
    sells: Cited | None
    claims: tuple[ClaimView, ...]


def pages(published: Published, pictures: Sequence[Picture]) -> tuple[PageView, ...]:
    """Return every page with all of its statements."""
    return tuple(_page(published, pictures, page) for page in published.verdicts["pages"])


def _page(published: Published, pictures: Sequence[Picture], page: Cited) -> PageView:
    source = published.claims[str(page["id"])]
    by_id = {str(claim["id"]): claim for claim in source["claims"]}
    views = [
        _claim(published, pictures, verdict, by_id[_short(verdict)], source)
        for verdict in published.verdicts["verdicts"]
        if verdict["page"] == page["id"]
    ]
    views.sort(key=lambda view: not view.degree.held)
    return PageView(page=page, sells=source.get("sells"), claims=tuple(views))


def _short(verdict: Cited) -> str:
    return str(verdict["claim_id"]).split("/", 1)[1]


def _claim(
    published: Published, pictures: Sequence[Picture], verdict: Cited, claim: Cited, page: Cited
) -> ClaimView:
    confirmed = _judgement(verdict, "confirmed")
    rule = rule_text(str(confirmed.judgement["rule"]))
    same = verdict["confirmed"].raw == verdict["provisional"].raw
    return ClaimView(
        verdict=verdict,
        source=claim.get("source"),
        hedges=tuple(_hedges(claim, page)),
        rule=rule,
        reasons=tuple(r for r in confirmed.judgement["reasons"] if r != rule),
        confirmed=confirmed,
        provisional=None if same else _judgement(verdict, "provisional"),
        answers=tuple(_answers(published, pictures, verdict)),
        choices=Count(verdict["choices"]),
        judged=any(view.axis["judged_by"] for view in confirmed.axes),
    )


def _hedges(claim: Cited, page: Cited) -> Iterator[tuple[Cited, tuple[str, ...]]]:
    for hedge in [*(claim.get("hedges") or ()), *(page.get("hedges") or ())]:
        yield hedge["fragment"], tuple(LIMITS[str(name)] for name in hedge["covers"])


def _judgement(verdict: Cited, which: str) -> JudgementView:
    judgement = verdict[which]
    line = verdict["line"]
    unit = unit_of(str(line["measure"])) if line else "printed"
    return JudgementView(
        judgement=judgement,
        degree=BY_NAME[str(judgement["evidence_verdict"])],
        axes=tuple(_axis(judgement[name], title, asks, unit) for name, title, asks in AXES),
    )


def _axis(axis: Cited, title: str, asks: str, unit: str) -> AxisView:
    return AxisView(title, asks, axis, tuple(_numbers(axis["numbers"], unit)))


def _numbers(numbers: Cited, unit: str) -> Iterator[tuple[str, Markup]]:
    one = "claimed_low" in numbers.raw and numbers["claimed_low"] == numbers["claimed_high"]
    for name, value in numbers.pairs():
        if not isinstance(value.raw, (int, float)) or (one and name == "claimed_high"):
            continue
        label, own = _NUMBERS.get(name, (name.replace("_", " "), "printed"))
        if name == "margin" and unit == "percent":
            label, own = "margin, percentage points", "share"
        yield "claimed" if one and name == "claimed_low" else label, number(value, own or unit)


def _answers(
    published: Published, pictures: Sequence[Picture], verdict: Cited
) -> Iterator[Answered]:
    for name in verdict["against"]:
        review, synthesis = str(name).split("/")
        of_answer = [
            picture
            for picture in pictures
            if (picture.review, picture.synthesis) == (review, synthesis) and picture.filled
        ]
        yield Answered(
            review=review,
            entry=published.results.at("reviews", review, "syntheses", synthesis),
            pictures=tuple(_telling(verdict, of_answer)),
        )


def _telling(verdict: Cited, pictures: Sequence[Picture]) -> list[Picture]:
    """Return the figures on which a claim's number can be seen, else the one of the studies."""
    line = verdict["line"]
    of_time = line and line["measure"] == "duration"
    timed = [p for p in pictures if p.kind in ("durations", "durability")]
    return (
        timed if of_time and timed else [p for p in pictures if p.kind in ("forest", "durations")]
    )
