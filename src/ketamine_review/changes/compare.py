"""Two states side by side: which records came, changed or went, and which answers with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from ketamine_review.changes.state import Answer, RecordState, State, Two
from ketamine_review.model.base import Frozen

#: What a review decides on a report that it uses.
ELIGIBLE = ("include", "companion")


class RecordChange(Frozen):
    """What happened to one record.

    Attributes:
        what: ``retracted`` goes before ``changed``; ``decided`` is a record that stayed as it was
            and is now judged otherwise.
        eligible: Reviews that use it now, or used it before it fell away.
    """

    report_id: str
    what: Literal["came", "changed", "retracted", "fell_away", "decided"]
    title: str
    archive: str
    eligible: tuple[str, ...] = ()
    decisions_before: dict[str, str]
    decisions_after: dict[str, str]


class AnswerChange(Frozen):
    """A synthesis or a verdict before and after; None where it did not exist."""

    id: str
    title: str
    changed: bool
    confirmed_before: Answer | str | None
    confirmed_after: Answer | str | None
    provisional_before: Answer | str | None
    provisional_after: Answer | str | None


class UpdateFlow(Frozen):
    """What an update did to the flow of one review.

    Attributes:
        counts: Boxes of the diagram for the new reports, with ``previous_studies`` and
            ``previous_reports`` for those that the former version used and this one still does.
        excluded: New reports excluded, by reason.
    """

    counts: dict[str, int]
    excluded: dict[str, int]


class Changes(Frozen):
    """The whole of changes.json.

    Attributes:
        since: Hash of the state that is compared with; None where none was kept.
        flows: What the update did to the flow of each review.
    """

    schema_version: int = 1
    since: str | None
    records: tuple[RecordChange, ...] = ()
    syntheses: tuple[AnswerChange, ...] = ()
    verdicts: tuple[AnswerChange, ...] = ()
    flows: dict[str, UpdateFlow] = Field(default_factory=dict)


def compare_states(before: State, after: State, since: str) -> Changes:
    """Return what differs between two states; every synthesis and verdict is listed."""
    return Changes(
        since=since,
        records=tuple(_records(before.records, after.records)),
        syntheses=tuple(_answers(before.syntheses, after.syntheses)),
        verdicts=tuple(_answers(before.verdicts, after.verdicts)),
    )


def _records(
    before: Mapping[str, RecordState], after: Mapping[str, RecordState]
) -> Iterator[RecordChange]:
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        what = _what(old, new)
        if what is not None:
            shown = new or old
            yield RecordChange(
                report_id=name,
                what=what,
                title=shown.title,
                archive=shown.archive,
                eligible=tuple(r for r, d in shown.decisions.items() if d in ELIGIBLE),
                decisions_before=old.decisions if old else {},
                decisions_after=new.decisions if new else {},
            )


def _what(old: RecordState | None, new: RecordState | None) -> str | None:
    if old is None:
        return "came"
    if new is None:
        return "fell_away"
    if new.retracted and not old.retracted:
        return "retracted"
    if (new.text, new.archive) != (old.text, old.archive):
        return "changed"
    return "decided" if new.decisions != old.decisions else None


def _answers(before: Mapping[str, Two], after: Mapping[str, Two]) -> Iterator[AnswerChange]:
    for name in [*after, *(name for name in before if name not in after)]:
        old, new = before.get(name), after.get(name)
        yield AnswerChange(
            id=name,
            title=(new or old).title,
            changed=_both(old) != _both(new),
            confirmed_before=old.confirmed if old else None,
            confirmed_after=new.confirmed if new else None,
            provisional_before=old.provisional if old else None,
            provisional_after=new.provisional if new else None,
        )


def _both(two: Two | None) -> tuple[Answer | str, Answer | str] | None:
    return None if two is None else (two.confirmed, two.provisional)
