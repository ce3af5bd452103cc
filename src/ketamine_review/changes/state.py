"""The state of a review at one time, small enough to be kept: what a change is measured from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from ketamine_review.model.base import Frozen, validated
from ketamine_review.model.record import Record, text_hash
from ketamine_review.model.results import Results, SynthesisResult
from ketamine_review.model.verdict import Verdicts
from ketamine_review.tables import read_json, read_lines, read_rows, write_json

#: Which kept state the next change page is measured from.
POINTER = "former.json"


class RecordState(Frozen):
    """A report as an archive holds it.

    Attributes:
        text: Hash of title, abstract and links, which says whether it was changed.
        decisions: What each review decided on it.
    """

    title: str
    archive: str
    text: str
    retracted: bool
    decisions: dict[str, str]


class Answer(Frozen):
    """A synthesis in one line."""

    presentation: str
    k: int
    n: int | None = None
    estimate: float | None = None
    low: float | None = None
    high: float | None = None


class Two(Frozen):
    """The same thing from confirmed rows alone, and with the provisional ones.

    For a verdict both are terms; for a synthesis, answers.
    """

    title: str
    confirmed: Answer | str
    provisional: Answer | str


class State(Frozen):
    """What stood at one time.

    Attributes:
        records: By report_id, or record_id where the ledger does not know the report.
        syntheses: By ``review/synthesis``.
        verdicts: By claim_id.
    """

    schema_version: int = 1
    records: dict[str, RecordState]
    syntheses: dict[str, Two]
    verdicts: dict[str, Two]


def read_state(records: str | Path, decisions: Sequence[str], results: str, verdicts: str) -> State:
    """Return the state that the pipeline's outputs describe.

    Args:
        records: records.jsonl.
        decisions: decisions.csv of each review, in a folder of the review's name.
        results: results.json.
        verdicts: verdicts.json.

    Raises:
        ReviewError: a file is missing or is not of its schema.
    """
    decided: dict[str, dict[str, str]] = {}
    names: dict[str, str] = {}
    for path in decisions:
        for row in read_rows(path, required=("record_id", "report_id", "decision")):
            names[row["record_id"]] = row["report_id"]
            decided.setdefault(row["record_id"], {})[Path(path).parent.name] = row["decision"]
    held = (Record.model_validate(line) for line in read_lines(records))
    answered = validated(Results, read_json(results), results)
    judged = validated(Verdicts, read_json(verdicts), verdicts)
    return State(
        records={
            names.get(record.record_id, record.record_id): _record_state(
                record, decided.get(record.record_id, {})
            )
            for record in held
        },
        syntheses={
            f"{review}/{name}": Two(
                title=entry.title,
                confirmed=_answer(entry.confirmed),
                provisional=_answer(entry.provisional),
            )
            for review, result in answered.reviews.items()
            for name, entry in result.syntheses.items()
        },
        verdicts={
            verdict.claim_id: Two(
                title=verdict.says,
                confirmed=str(verdict.confirmed.evidence_verdict),
                provisional=str(verdict.provisional.evidence_verdict),
            )
            for verdict in judged.verdicts
        },
    )


def _record_state(record: Record, decisions: dict[str, str]) -> RecordState:
    links = [f"{link.kind} {link.pmid or link.source}" for link in record.corrections]
    return RecordState(
        title=record.title,
        archive=record.archive,
        text=text_hash("\n".join([s.text for s in record.sections] + links)),
        retracted=record.retracted,
        decisions=decisions,
    )


def _answer(result: SynthesisResult) -> Answer:
    shown = result.pools or (result.studies if result.presentation == "single" else ())
    numbers = {} if not shown else {n: getattr(shown[0], n) for n in ("estimate", "low", "high")}
    return Answer(presentation=result.presentation, k=result.k, n=result.n, **numbers)


def keep_state(processed: str | Path, history: str | Path) -> str | None:
    """Keep the state of the pipeline's outputs under its hash, as the one to measure from.

    Called before an update, because Snakemake removes outputs before it makes them anew.

    Returns:
        The hash; None where the outputs are not complete, and the former pointer stays.
    """
    processed, history = Path(processed), Path(history)
    parts = [processed / name for name in ("records.jsonl", "results.json", "verdicts.json")]
    decisions = sorted(processed.glob("*/decisions.csv"))
    if not decisions or not all(part.exists() for part in parts):
        return None
    state = read_state(parts[0], list(map(str, decisions)), str(parts[1]), str(parts[2]))
    name = hashlib.sha256(state.model_dump_json().encode()).hexdigest()[:16]
    write_json(history / f"{name}.json", state)
    write_json(history / POINTER, {"schema_version": 1, "state": name})
    return name


def former_state(history: str | Path) -> list[str]:
    """Return the path of the kept state to measure from, in a list that may be empty."""
    pointer = Path(history) / POINTER
    if not pointer.exists():
        return []
    return [(Path(history) / f"{read_json(pointer)['state']}.json").as_posix()]


def load_state(paths: Iterable[str]) -> State | None:
    """Return the state kept in the first of these files, None where there is none."""
    path = next(iter(paths), None)
    return None if path is None else validated(State, read_json(path), path)
