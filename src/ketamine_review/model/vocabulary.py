"""Vocabulary: the terms that contexts, ledgers, protocols and claims share."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from ketamine_review.errors import ReviewError
from ketamine_review.model.base import Frozen, validated
from ketamine_review.model.context import Context
from ketamine_review.tables import read_yaml


class Term(Frozen):
    """A term with what it means.

    Attributes:
        within: Wider terms that it is a part of (chronic migraine is within migraine).
        overlaps: Terms that it shares cases with, without being a part of them.
        inert: Of a comparator: placebo, usual care or another control without an effect of its own.
    """

    label: str
    definition: str
    within: tuple[str, ...] = ()
    overlaps: tuple[str, ...] = ()
    inert: bool = False


class Outcome(Frozen):
    """An outcome term.

    Attributes:
        direction: Whether a higher or a lower number is better for patients; ``none`` for facts.
    """

    label: str
    definition: str
    direction: Literal["higher", "lower", "none"]
    unit: str
    group: str


class Vocabulary(Frozen):
    """All terms, by list."""

    outcomes: dict[str, Outcome]
    conditions: dict[str, Term]
    populations: dict[str, Term]
    settings: dict[str, Term]
    routes: dict[str, Term]
    designs: dict[str, Term]
    drugs: dict[str, Term]
    units: dict[str, Term]
    anchors: dict[str, Term]
    report_types: dict[str, Term]

    def terms_of(self, field: str) -> Mapping[str, Term | Outcome] | None:
        """Return the terms that a field may hold, None for a field that holds other values."""
        return {**self._lists(), "design": self.designs, "report_type": self.report_types}.get(
            field
        )

    def label(self, field: str, term: str | None) -> str:
        """Return a term as a reader sees it; ``not stated`` for None."""
        if term is None or term == "not_stated":
            return "not stated"
        known = (self.terms_of(field) or {}).get(term)
        return known.label if known else term.replace("_", " ")

    def unknown_term(self, context: Context) -> tuple[str, str] | None:
        """Return the first field of a context whose term is not listed, with the term, or None."""
        for path, terms in self._lists().items():
            value = context.term(path)
            if value is not None and value not in terms:
                return path, str(value)
        return None

    def _lists(self) -> dict[str, dict[str, Term] | dict[str, Outcome]]:
        return {
            "condition": self.conditions,
            "population": self.populations,
            "setting": self.settings,
            "regimen.drug": self.drugs,
            "regimen.route": self.routes,
            "comparator": self.drugs,
            "outcome": self.outcomes,
            "time.anchor": self.anchors,
            "unit": self.units,
        }

    def check(self, context: Context, where: str) -> None:
        """Raise a ReviewError that names the field if a context uses an unlisted term."""
        unknown = self.unknown_term(context)
        if unknown is not None:
            path, term = unknown
            raise ReviewError(
                f"'{term}' is not a term of the vocabulary",
                where=f"{where}: {path}",
                mend="correct the term, or add it to config/vocabulary.yaml",
            )


def load_vocabulary(path: str | Path) -> Vocabulary:
    """Return the shared vocabulary.

    Raises:
        ReviewError: names file and field.
    """
    return validated(Vocabulary, read_yaml(path) or {}, path)
