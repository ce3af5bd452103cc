"""The books that ingest keeps beside the batches: searches, plans, dates, what never came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from ketamine_review.model.base import Frozen, validated
from ketamine_review.tables import read_json, read_rows, write_json, write_rows

PLAN = "plan.json"
_FETCHED = ("plan", "batch", "file", "asked", "came", "date")
_MISSING = ("plan", "pmid", "date")


class SearchEntry(Frozen):
    """One search of one protocol, as it was asked and answered.

    Attributes:
        translation: The query as PubMed understood it.
        warnings: PubMed's remarks on it.
        count: What PubMed counted; as many PMIDs stand below.
    """

    schema_version: Literal[1] = 1
    source: Literal["pubmed"] = "pubmed"
    review: str
    date: date
    query: str
    translation: str
    warnings: tuple[str, ...]
    count: int
    pmids: tuple[str, ...]


class Plan(Frozen):
    """Which PMIDs each batch asks for; written before the first one is fetched, and kept."""

    schema_version: Literal[1] = 1
    number: int
    batches: tuple[tuple[str, ...], ...]


class Books:
    """The books of one archive.

    Args:
        folder: The archive, ``data/raw/pubmed``.
    """

    def __init__(self, folder: str | Path):
        self.folder = Path(folder)

    def write_search(self, entry: SearchEntry) -> None:
        """Enter a search; a second one of the same day replaces the first."""
        write_json(self.folder / "searches" / f"{entry.review}.{entry.date}.json", entry)

    def last_search(self, review: str) -> SearchEntry | None:
        """Return a review's latest search."""
        files = sorted(self.folder.glob(f"searches/{review}.*.json"))
        return validated(SearchEntry, read_json(files[-1]), files[-1]) if files else None

    def open_plan(self) -> Plan | None:
        """Return the plan that was not finished, if there is one."""
        path = self.folder / PLAN
        return validated(Plan, read_json(path), path) if path.exists() else None

    def new_plan(self, pmids: list[str], size: int) -> Plan:
        """Cut PMIDs into batches, write the plan down and return it."""
        number = 1 + self._last_number()
        cuts = range(0, len(pmids), size)
        plan = Plan(number=number, batches=tuple(tuple(pmids[i : i + size]) for i in cuts))
        write_json(self.folder / PLAN, plan)
        return plan

    def _last_number(self) -> int:
        """Return the highest number that any trace of a plan has, lest a batch be overwritten."""
        names = [*self.folder.glob("plans/*.json"), *self.folder.glob("batches/*.gz")]
        numbers = [int(path.name[:4]) for path in names if path.name[:4].isdecimal()]
        numbers += [int(row["plan"]) for row in self._rows("fetched.tsv", _FETCHED)]
        return max(numbers, default=0)

    def close_plan(self, plan: Plan) -> None:
        """Put a finished plan with the former ones."""
        path = self.folder / "plans" / f"{plan.number:04d}.json"
        path.parent.mkdir(exist_ok=True)
        (self.folder / PLAN).replace(path)

    def fetched(self, plan: Plan) -> set[int]:
        """Return the numbers of a plan's batches that are done."""
        rows = self._rows("fetched.tsv", _FETCHED)
        return {int(row["batch"]) for row in rows if row["plan"] == str(plan.number)}

    def enter_batch(
        self, plan: Plan, batch: int, file: str, missing: Sequence[str], day: date
    ) -> None:
        """Enter a batch as done, and what of it did not come.

        Args:
            plan: The plan.
            batch: Its number within the plan, from 1.
            file: The file that holds it, empty where nothing in it was new.
            missing: Which of its PMIDs did not come.
            day: The day; it stands here and not in the batch, so that batches know no clock.
        """
        asked = plan.batches[batch - 1]
        stamp = {"plan": plan.number, "batch": batch, "date": day.isoformat()}
        before = self._rows("missing.tsv", _MISSING)
        lost = [row for row in before if row["pmid"] not in asked]
        lost += [{**stamp, "pmid": pmid} for pmid in missing]
        if lost != before:
            write_rows(self.folder / "missing.tsv", lost, _MISSING)
        done = {**stamp, "file": file, "asked": len(asked), "came": len(asked) - len(missing)}
        rows = [*self._rows("fetched.tsv", _FETCHED), done]
        write_rows(self.folder / "fetched.tsv", rows, _FETCHED)

    def missing(self) -> set[str]:
        """Return all PMIDs that did not come when they were last asked for."""
        return {row["pmid"] for row in self._rows("missing.tsv", _MISSING)}

    def _rows(self, name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
        path = self.folder / name
        return read_rows(path, required=columns) if path.exists() else []
