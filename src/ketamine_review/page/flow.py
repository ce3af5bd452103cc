"""Flow: which reports and rows came in, which stayed out, and why; the counts of PRISMA 2020."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from ketamine_review.page.cited import Cited, Count
from ketamine_review.page.published import Published

#: So many reports are named per reason; a search may bring thousands, and a table has them all.
NAMED_AT_MOST = 200


@dataclass(frozen=True)
class Reason:
    """Why reports or rows stayed out, with those that did; without a text each has its own.

    Attributes:
        count: How many there are.
        entries: The first of them.
    """

    text: Cited | None
    count: Count | None
    entries: tuple[Cited, ...]

    @property
    def cut(self) -> bool:
        """Return whether not all of them are named."""
        return self.count is not None and self.count.raw > len(self.entries)


@dataclass(frozen=True)
class FlowView:
    """One review's flow.

    Attributes:
        excluded: Reports that stayed out, by reason.
        companions: Further reports of a study that is counted once.
        rows_out: Rows that stayed out, by reason.
    """

    review: str
    result: Cited
    excluded: tuple[Reason, ...]
    included: tuple[Cited, ...]
    companions: tuple[Cited, ...]
    rows_out: tuple[Reason, ...]


def flows(published: Published) -> tuple[FlowView, ...]:
    """Return the flow of each review."""
    return tuple(
        FlowView(
            review=review,
            result=result,
            excluded=_reasons(published.decisions[review], "decision", "exclude"),
            included=_decided(published, review, "include"),
            companions=_decided(published, review, "companion"),
            rows_out=_reasons(published.accounts[review], "account", "excluded"),
        )
        for review, result in published.results["reviews"].pairs()
    )


def _decided(published: Published, review: str, decision: str) -> tuple[Cited, ...]:
    return tuple(d for d in published.decisions[review] if d["decision"] == decision)


def _reasons(table: Cited, column: str, value: str) -> tuple[Reason, ...]:
    """Return the rows of a table that have a value in a column, by reason, most frequent first.

    Reasons that hold for one row alone come last and together.
    """
    found: dict[str, list[Cited]] = defaultdict(list)
    for row in table:
        if row[column] == value:
            found[str(row["reason"])].append(row)
    shared = sorted(
        (pair for pair in found.items() if len(pair[1]) > 1),
        key=lambda pair: (-len(pair[1]), pair[0]),
    )
    single = tuple(rows[0] for rows in found.values() if len(rows) == 1)
    reasons = [
        Reason(
            rows[0]["reason"],
            Count(table, **{column: value}, reason=reason),
            tuple(rows[:NAMED_AT_MOST]),
        )
        for reason, rows in shared
    ]
    return (*reasons, Reason(None, None, single)) if single else tuple(reasons)
