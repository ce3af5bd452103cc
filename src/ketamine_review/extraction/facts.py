"""Study facts of one record: what it says of condition, population, setting, design and so on."""

from __future__ import annotations

from ketamine_review.extraction.read import read_record
from ketamine_review.extraction.study import Basis, StudyFacts
from ketamine_review.model.record import Record

__all__ = ["Basis", "StudyFacts", "study_facts"]


def study_facts(record: Record) -> StudyFacts:
    """Return what a record's text, MeSH headings and publication types say of its study.

    Each fact that is not None stands in ``basis`` with what it rests on.
    """
    return read_record(record).facts
