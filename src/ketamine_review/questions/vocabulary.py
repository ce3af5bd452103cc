"""Terms of a protocol: each selector and criterion may only name what the vocabulary lists."""

from __future__ import annotations

from collections.abc import Iterable

from ketamine_review.errors import ReviewError
from ketamine_review.model.protocol import Protocol
from ketamine_review.model.vocabulary import Vocabulary
from ketamine_review.questions.select import NOT_STATED


def check_terms(protocol: Protocol, vocabulary: Vocabulary, path: str) -> None:
    """Check every term that a protocol's selectors and criteria name.

    Raises:
        ReviewError: names the synthesis or criterion, the field and the term.
    """
    for place, field, wanted in _named(protocol):
        terms = vocabulary.terms_of(field)
        for term in wanted:
            if terms is not None and term not in terms and term != NOT_STATED:
                raise ReviewError(
                    f"'{term}' is not a term of the vocabulary",
                    where=f"{path}: {place}: {field}",
                    mend="correct the term, or add it to config/vocabulary.yaml",
                )


def _named(protocol: Protocol) -> Iterable[tuple[str, str, tuple[str, ...]]]:
    for criterion in protocol.eligibility:
        yield f"criterion '{criterion.id}'", criterion.field, criterion.include + criterion.exclude
    for synthesis in protocol.syntheses:
        selectors = [synthesis.select, *map(synthesis.selector_of, synthesis.variants)]
        for selector in selectors:
            for field, wanted in selector.items():
                yield f"synthesis '{synthesis.id}'", field, wanted
