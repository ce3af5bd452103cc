"""One batch or import file of any format as a stream of items."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ketamine_review.archive.item import Deleted, Item
from ketamine_review.archive.medline import read_medline
from ketamine_review.archive.other import read_other
from ketamine_review.archive.pubmed_xml import read_pubmed_xml
from ketamine_review.archive.ris import read_ris

_READERS = {
    ".json": read_other,
    ".xml": read_pubmed_xml,
    ".xml.gz": read_pubmed_xml,
    ".nbib": read_medline,
    ".txt": read_medline,
    ".ris": read_ris,
}


def read_batch(path: str | Path, archive: str) -> Iterator[Item]:
    """Yield what a file holds, in order.

    Raises:
        ReviewError: the file is damaged, or not of the format that its name promises.
    """
    reader = next(read for suffix, read in _READERS.items() if str(path).endswith(suffix))
    return reader(path, archive)


def count_records(path: str | Path) -> int:
    """Return how many records a file holds, readable or not, as a manifest counts them."""
    return sum(not isinstance(item, Deleted) for item in read_batch(path, ""))
