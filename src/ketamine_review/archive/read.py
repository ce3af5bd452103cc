"""One batch or import file of any format as a stream of items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import TypeAdapter

from ketamine_review.archive.item import Deleted, Item
from ketamine_review.archive.manifest import sha256_of
from ketamine_review.archive.medline import read_medline
from ketamine_review.archive.other import read_other
from ketamine_review.archive.pubmed_xml import read_pubmed_xml
from ketamine_review.archive.ris import read_ris
from ketamine_review.kept import Kept

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


#: A list of items, told apart by their fields.
_ITEMS = TypeAdapter(list[Item])

#: Larger files, such as NLM's yearly ones, are streamed each time: they would fill the memory.
MOST_BYTES_KEPT = 4_000_000


def items_of(path: str | Path, archive: str, kept: Kept) -> Iterable[Item]:
    """Return what a file holds, as `read_batch`; from the kept results where it was read before."""
    if Path(path).stat().st_size > MOST_BYTES_KEPT:
        return read_batch(path, archive)
    key = f"{Path(path).as_posix()}@{sha256_of(path)}"
    return kept.result_of(key, _ITEMS, lambda: list(read_batch(path, archive)))


def count_records(path: str | Path) -> int:
    """Return how many records a file holds, readable or not, as a manifest counts them."""
    return sum(not isinstance(item, Deleted) for item in read_batch(path, ""))
