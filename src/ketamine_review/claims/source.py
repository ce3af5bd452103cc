"""Axis source: is the source that a page leans on told right?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from ketamine_review.claims.held import Held
from ketamine_review.curation.reports import cite
from ketamine_review.model.claim import Naming
from ketamine_review.model.evidence import Evidence
from ketamine_review.model.quantity import Kind
from ketamine_review.model.record import Report
from ketamine_review.model.verdict import Axis, SourceVerdict
from ketamine_review.wording import listed


class Telling(StrEnum):
    """How a source is told."""

    FAITHFUL = "faithful"
    SLIP = "minor slip"
    MATERIAL = "material error"
    NONE = "none named"


def source_axis(held: Held) -> Axis:
    """Return how the named source is told, with every slip and error in words."""
    source = held.claim.source
    if source.naming is Naming.NONE:
        return Axis(outcome=Telling.NONE, sentence="The page names no source.")
    report = held.reports.get(source.report_id or "")
    if report is None:
        return Axis(
            outcome=Telling.NONE,
            sentence="No report that fits what the page names was found.",
        )
    slips, errors = list(_slips(held, report)), list(_errors(held, report))
    outcome = Telling.MATERIAL if errors else (Telling.SLIP if slips else Telling.FAITHFUL)
    meant = {
        Naming.NAMED: "The page names its source",
        Naming.UNMISTAKABLE: "The source is not named but unmistakable",
        Naming.INFERRED: "The source is not named; probably meant is",
    }[source.naming]
    name = (
        f"{meant} {cite(report)}"
        if source.naming is Naming.INFERRED
        else (f"{meant} ({cite(report)})")
    )
    told = listed([*errors, *slips]) or "what is told of it is right"
    return Axis(outcome=outcome, sentence=f"{name}; {told}.", rows=source.rows)


def source_verdict(held: Held, axis: Axis) -> SourceVerdict:
    """Return the verdict on the source; an inferred source accuses nobody."""
    if axis.outcome == Telling.NONE or held.claim.source.naming in (Naming.NONE, Naming.INFERRED):
        return SourceVerdict.NONE_NAMED
    return {
        Telling.FAITHFUL: SourceVerdict.FAITHFUL,
        Telling.SLIP: SourceVerdict.MINOR_SLIP,
        Telling.MATERIAL: SourceVerdict.MISATTRIBUTED,
    }[Telling(axis.outcome)]


def _slips(held: Held, report: Report) -> Iterator[str]:
    source = held.claim.source
    if source.year is not None and report.year is not None and source.year != report.year:
        yield f"it is of {report.year}, not of {source.year}"
    if source.journal and report.journal and not same_journal(source.journal, report.journal):
        yield f"it stands in {report.journal}, not in {source.journal}"
    if _number_apart(held) == 1:
        yield f"its number is {_printed_numbers(held)}"


def _errors(held: Held, report: Report) -> Iterator[str]:
    told = held.claim.source.condition
    if told is not None and report.condition is not None and told != report.condition:
        terms = held.vocabulary.conditions
        studied = terms[report.condition]
        if told not in (*studied.within, *studied.overlaps):
            yield f"it studied {studied.label.lower()}, not {terms[told].label.lower()}"
    if _number_apart(held) == 2:
        yield f"its number is {_printed_numbers(held)}"


def _number_apart(held: Held) -> int:
    """Return 0 where a told share is its source's within rounding, 1 within the margin, else 2."""
    quantity = held.claim.quantity
    shares = [share for row in _told_rows(held) if (share := row.quantity.share) is not None]
    if quantity is None or quantity.kind is not Kind.PROPORTION or not shares:
        return 0
    apart = min(abs(quantity.number() - 100 * share) for share in shares)
    if apart <= held.rules.rounding.value:
        return 0
    return 1 if apart <= held.rules.agreement_margin.value else 2


def _told_rows(held: Held) -> list[Evidence]:
    return [held.rows[name] for name in held.claim.source.rows if name in held.rows]


def _printed_numbers(held: Held) -> str:
    from ketamine_review.questions.study import as_reported

    return listed([as_reported(row.quantity) for row in _told_rows(held)], last="or")


def same_journal(told: str, known: str) -> bool:
    """Return whether two names of a journal agree, either of them abbreviated."""
    first, second = _words(told), _words(known)
    return len(first) == len(second) and all(
        a.startswith(b) or b.startswith(a) for a, b in zip(first, second, strict=True)
    )


def _words(name: str) -> list[str]:
    small = {"of", "and", "the", "in", "for", "on"}
    return [word for word in re.findall(r"\w+", name.casefold()) if word not in small]
