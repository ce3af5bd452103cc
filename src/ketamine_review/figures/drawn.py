"""Drawn: which findings and pools of a synthesis a figure shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ketamine_review.model.results import Pool, StudyEffect, SynthesisEntry

#: The primary pool and the one beside it; further models are a matter of the sensitivity figure.
MOST_POOLS = 2


@dataclass(frozen=True)
class DrawnPool:
    """A pool as it is drawn.

    Attributes:
        descriptive: True where no verdict may use it.
        main: True for the first.
        provisional: True where findings that nobody confirmed went into it.
    """

    pool: Pool
    descriptive: bool
    main: bool
    provisional: bool = False


def drawn_studies(entry: SynthesisEntry) -> list[StudyEffect]:
    """Return all findings in the order of results.json; a confirmed one as it was confirmed."""
    studies = {study.row_id: study for study in entry.provisional.studies}
    return list((studies | {study.row_id: study for study in entry.confirmed.studies}).values())


def drawn_pools(entry: SynthesisEntry) -> Iterator[DrawnPool]:
    """Yield the confirmed pools, then the one with provisional findings where there are any."""
    confirmed, new = entry.confirmed, entry.provisional
    for place, pool in enumerate(confirmed.pools[:MOST_POOLS]):
        yield DrawnPool(pool, confirmed.presentation == "descriptive", main=place == 0)
    if new.pools and any(study.status == "provisional" for study in new.studies):
        yield DrawnPool(new.pools[0], True, main=not confirmed.pools, provisional=True)
