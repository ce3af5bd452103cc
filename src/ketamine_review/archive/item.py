"""What reading a batch can yield besides a record."""

from __future__ import annotations

from ketamine_review.model.base import Frozen
from ketamine_review.model.record import Record


class SetAside(Frozen):
    """A piece of a batch that could not be read as a record; it is listed, never dropped.

    Attributes:
        file: The batch.
        place: ``line 12`` or ``record 3``.
        name: Its PMID or title, as far as one could be read.
        reason: Why, in one sentence.
    """

    file: str
    place: str
    name: str = ""
    reason: str


class Deleted(Frozen):
    """NLM's notice that a PMID no longer stands for anything (``DeleteCitation``)."""

    pmid: str


Item = Record | SetAside | Deleted
