"""The stage changes: the kept state and the present results in, changes.json and changes.md out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ketamine_review.changes.compare import AnswerChange, Changes, RecordChange, compare_states
from ketamine_review.changes.flow import update_flow
from ketamine_review.changes.state import Answer, load_state, read_state
from ketamine_review.tables import number_text, read_rows, rounded, write_json, write_text

_KINDS = {
    "came": "came",
    "changed": "changed",
    "retracted": "were retracted",
    "fell_away": "fell away",
    "decided": "are judged otherwise",
}


def tell_changes(
    former: Sequence[str],
    records: str,
    decisions: Sequence[str],
    results: str,
    verdicts: str,
    changes: str,
    page: str,
) -> str:
    """Say what the last update changed.

    Args:
        former: The state kept before it, in a list that may be empty.
        records: records.jsonl of the stage parse.
        decisions: decisions.csv of each review.
        results: results.json.
        verdicts: verdicts.json.
        changes: Output, every difference (JSON).
        page: Output, the same for people (Markdown).

    Raises:
        ReviewError: an input is not of its schema.
    """
    before = load_state(former)
    found = Changes(since=None)
    if before is not None:
        after = read_state(records, decisions, results, verdicts)
        found = compare_states(before, after, Path(former[0]).stem)
        reviews = {Path(path).parent.name: read_rows(path) for path in decisions}
        flows = {name: update_flow(before.records, name, rows) for name, rows in reviews.items()}
        found = found.model_copy(update={"flows": flows})
    write_json(changes, found)
    write_text(page, markdown(found))
    if before is None:
        return "no former state to compare with"
    verdicts_changed = sum(one.changed for one in found.verdicts)
    return f"{len(found.records)} records and {verdicts_changed} verdicts changed"


def markdown(changes: Changes) -> str:
    """Return the change page in Markdown; what changed stands first."""
    from jinja2 import Environment, PackageLoader

    def of(kind: str) -> list[RecordChange]:
        return [record for record in changes.records if record.what == kind]

    # Markdown, not HTML: the page is read as a file, and GitHub and the like clean it.
    environment = Environment(
        loader=PackageLoader("ketamine_review", "changes"), autoescape=False, trim_blocks=True
    )
    return environment.get_template("changes.md.j2").render(
        changes=changes,
        kinds=_KINDS,
        count=lambda kind: len(of(kind)),
        eligible=lambda kind: [record for record in of(kind) if record.eligible],
        changed=lambda entries: sum(one.changed for one in entries),
        first_changed=lambda entries: sorted(entries, key=lambda one: not one.changed),
        cells=_cells,
    )


def _cells(one: AnswerChange) -> str:
    sides = (
        one.confirmed_before,
        one.confirmed_after,
        one.provisional_before,
        one.provisional_after,
    )
    return " | ".join(map(_cell, sides))


def _cell(answer: Answer | str | None) -> str:
    """Return an answer in the space of a cell: ``pooled, k = 3: 0.54 (0.31 to 0.75)``."""
    if answer is None:
        return "-"
    if isinstance(answer, str):
        return answer
    words = f"{answer.presentation}, k = {answer.k}"
    if answer.estimate is None:
        return words
    numbers = [answer.estimate, answer.low, answer.high]
    estimate, low, high = ("?" if x is None else number_text(rounded(x, 3)) for x in numbers)
    return f"{words}: {estimate} ({low} to {high})"
