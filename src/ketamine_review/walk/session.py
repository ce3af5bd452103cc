"""Session: the walk itself, question by question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ketamine_review.curation.reports import link_reports
from ketamine_review.errors import ReviewError
from ketamine_review.model.quantity import Kind
from ketamine_review.model.record import Record, Report
from ketamine_review.model.vocabulary import Vocabulary, load_vocabulary
from ketamine_review.walk.entry import FIELDS, evidence_row, report_row, typed_row
from ketamine_review.walk.items import Item, queue_items
from ketamine_review.walk.ledgers import Ledgers
from ketamine_review.walk.show import item_text

PROCESSED, CURATION = Path("data/processed"), Path("data/curation")
VOCABULARY = Path("config/vocabulary.yaml")

FINDING_KEYS = "[c]onfirm  co[r]rect  re[j]ect  [s]kip  [n]ote  [q]uit"
ROW_KEYS = "[c]onfirm  co[r]rect  [s]kip  [n]ote  [q]uit"


class QuitError(Exception):
    """The person has had enough; what was decided is kept."""


@dataclass
class Session:
    """A walk through the queue.

    Attributes:
        ledgers: Where decisions are appended.
        ask: Shows a question and returns the answer.
        say: Shows a text.
    """

    ledgers: Ledgers
    ask: Callable[[str], str]
    say: Callable[[str], None]

    def walk(self, processed: Path = PROCESSED) -> int:
        """Go through the queue until it ends or the person quits; return how many were decided."""
        items = list(queue_items(processed, self.ledgers.folder, self.ledgers.done()))
        if not items:
            self.say("The queue is empty: a person has looked at everything in it.")
        notes = self.ledgers.notes()
        decided = 0
        for number, item in enumerate(items, start=1):
            self.say("\n" + item_text(item, number, len(items)) + "\n")
            for note in notes[item.entry.id]:
                self.say(f"Note: {note}")
            try:
                decided += self._decide(item)
            except (QuitError, EOFError):
                break
        self.say(f"{decided} decided; they stand in {self.ledgers.folder}.")
        return decided

    def _decide(self, item: Item) -> bool:
        """Ask until an entry is decided or passed over; return whether it was decided."""
        row = item.finding is None
        while True:
            key = self.ask(f"{ROW_KEYS if row else FINDING_KEYS}: ").strip().lower()[:1]
            if key == "q":
                raise QuitError
            if key == "s":
                return False
            if key == "n":
                self._note(item)
                continue
            act = {"c": self._confirm, "r": self._correct, "j": self._reject}.get(key)
            if act is None or (row and key == "j"):
                self.say("Please type one of the letters in brackets.")
                continue
            try:
                if act(item):
                    return True
            except ReviewError as error:
                self.say(f"Not written. {error}")

    def _note(self, item: Item) -> None:
        self.ledgers.note(item.entry.id, self._text("Note: "))
        self.say("Noted.")

    def _confirm(self, item: Item) -> bool:
        if item.row is not None:
            reason = self._text("Seen in (abstract, or full text and page): ")
            self.ledgers.correct(item.entry.id, "by", self.ledgers.by, f"confirmed: {reason}")
            self.say("Confirmed.")
            return True
        return self._enter(item, {})

    def _correct(self, item: Item) -> bool:
        changes = self._changes()
        if not changes:
            self.say("Nothing changed.")
            return False
        if item.row is None:
            return self._enter(item, changes)
        reason = self._text("Why: ")
        for name, value in changes.items():
            self.ledgers.correct(item.entry.id, FIELDS[name], value, reason)
        self.say("Corrected.")
        return True

    def _reject(self, item: Item) -> bool:
        self.ledgers.reject(item.entry.id, self._text("Why: "))
        self.say("Rejected.")
        return True

    def _enter(self, item: Item, changes: dict[str, str]) -> bool:
        """Append a finding, with a person's changes, to the ledger of evidence."""
        if item.finding is None or item.record is None:
            raise ReviewError("The finding or its record is gone", mend="run the pipeline again")
        row = evidence_row(item.finding, item.record)
        row |= {FIELDS[name]: value for name, value in changes.items()}
        for name in ("arm", "outcome"):
            if not row[name]:
                row[name] = self._value(name)
        told = [row["note"], *self.ledgers.notes()[item.entry.id]]
        if changes:
            told.append("corrected: " + ", ".join(changes))
        row["note"] = "; ".join(told)
        name = self.ledgers.add_evidence(row, self._report_of(item.record))
        self.say(f"Entered as {name}.")
        return True

    def _report_of(self, record: Record) -> Report:
        """Return the report that a record is, entered first where the ledger does not know it."""
        known = self.ledgers.reports()
        linked = link_reports([record], known)
        if record.record_id in linked:
            return known[linked[record.record_id]]
        if not record.pmid and not record.doi:
            raise ReviewError(
                "The record has neither a PMID nor a DOI by which the ledger would find it again",
                where=record.record_id,
                mend="enter its report in data/curation/reports.tsv by hand",
            )
        return self.ledgers.add_report(report_row(record, known))

    def _changes(self) -> dict[str, str]:
        """Ask for fields and their values until an empty line."""
        changes: dict[str, str] = {}
        self.say(f"Fields: {', '.join(FIELDS)}. An empty line ends.")
        while name := self.ask("Field: ").strip():
            if name in FIELDS:
                changes[name] = self._value(name)
            else:
                self.say("There is no such field.")
        return changes

    def _value(self, name: str) -> str:
        """Ask for a field's value until it is one that the ledger takes."""
        while True:
            value = self.ask(f"{name}: ").strip()
            problem = _problem(name, value, self.ledgers.vocabulary)
            if problem is None:
                return value
            self.say(problem)

    def _text(self, question: str) -> str:
        """Ask for words until there are some."""
        while not (text := self.ask(question).strip()):
            self.say("Please type a few words.")
        return text

    def add_from_full_text(self, report_id: str) -> str:
        """Ask for a finding that a person reads in a full text, and enter it with its page.

        Raises:
            ReviewError: the ledger does not know the report.
        """
        report = self.ledgers.reports().get(report_id)
        if report is None:
            raise ReviewError(
                f"The ledger does not know the report '{report_id}'",
                where=self.ledgers.folder / "reports.tsv",
                mend="enter the report first, or correct the id",
            )
        self.say(f"{report.title or report_id}. An empty answer leaves a field empty.")
        while True:
            answers = {name: self._optional(name) for name in FIELDS}
            page = self._text("Page, table or figure: ")
            try:
                name = self.ledgers.add_evidence(typed_row(answers, page), report)
            except ReviewError as error:
                self.say(f"Not written. {error}\nPlease go through the fields again.")
                continue
            self.say(f"Entered as {name}.")
            return name

    def _optional(self, name: str) -> str:
        needed = name in ("arm", "outcome", "measure")
        while True:
            value = self.ask(f"{name}: ").strip()
            if not value and not needed:
                return ""
            problem = _problem(name, value, self.ledgers.vocabulary)
            if problem is None:
                return value
            self.say(problem)


def _problem(name: str, value: str, vocabulary: Vocabulary) -> str | None:
    """Return why the ledger would not take a value, or None."""
    terms = {
        "outcome": vocabulary.outcomes,
        "comparator": vocabulary.drugs,
        "drug": vocabulary.drugs,
        "anchor": vocabulary.anchors,
        "unit": vocabulary.units,
        "measure": {kind.value: kind for kind in Kind},
    }.get(name)
    if terms is not None and value not in terms:
        near = [term for term in terms if value and value.lower() in term]
        return f"'{value}' is no term; near it: {', '.join(near or sorted(terms))}"
    if name in ("events", "n") and value and not value.isdigit():
        return "A whole number, please."
    if name in ("percent", "value", "sd", "low", "high", "days") and value and not _number(value):
        return "A number, please, with a decimal point."
    return "An arm, please: ketamine, all, or a comparator's name." if not value else None


def _number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def start_session(person: str, ask: Callable[[str], str], say: Callable[[str], None]) -> Session:
    """Return a session in this folder.

    Raises:
        ReviewError: the name is empty, or the vocabulary is damaged.
    """
    name = person.strip()
    if not name or name.startswith(("software:", "person:")):
        raise ReviewError("A decision needs the name of a person", mend="give it with --name")
    return Session(Ledgers(CURATION, name, load_vocabulary(VOCABULARY)), ask, say)
