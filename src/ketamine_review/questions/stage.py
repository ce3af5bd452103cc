"""The stage synthesize: evidence and protocols in, results.json and its flat tables out."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence

from ketamine_review import __version__
from ketamine_review.curation.evidence import read_evidence
from ketamine_review.curation.reports import read_reports
from ketamine_review.model.protocol import Protocol, Synthesis, load_protocol
from ketamine_review.model.results import Results, ReviewResult, StudyEffect, SynthesisEntry
from ketamine_review.model.vocabulary import load_vocabulary
from ketamine_review.questions.account import RowAccount, account_of_rows
from ketamine_review.questions.answer import Review, entry, result_of
from ketamine_review.questions.methods import methods_of
from ketamine_review.questions.sensitivity import battery
from ketamine_review.questions.vocabulary import check_terms
from ketamine_review.screening.decide import RETRACTED, RETRACTED_REASON
from ketamine_review.tables import read_json, read_rows, write_json, write_rows

log = logging.getLogger(__name__)


def synthesize_evidence(
    protocols: Sequence[str],
    reports: str,
    vocabulary: str,
    evidence: Sequence[str],
    left_out: Sequence[str],
    prisma: Sequence[str],
    results: str,
    effects: Sequence[str],
    rows: Sequence[str],
) -> str:
    """Answer every question of every review.

    Args:
        protocols: Protocols of the reviews (YAML); the next four hold one file per review each.
        reports: Ledger of reports (TSV).
        vocabulary: The shared vocabulary (YAML).
        evidence: Rows that may be used (CSV).
        left_out: Rows of reports that are not in the review (CSV).
        prisma: Counts of the flow diagram (JSON).
        results: Output, the one source of numbers (JSON).
        effects: Output, one row per study effect (CSV).
        rows: Output, what became of each row of evidence (CSV).

    Raises:
        ReviewError: a protocol names a term that the vocabulary lacks.
    """
    known = read_reports(reports)
    terms = load_vocabulary(vocabulary)
    answered: dict[str, ReviewResult] = {}
    per_review = zip(protocols, evidence, left_out, prisma, effects, rows, strict=True)
    for protocol_path, evidence_path, left_path, prisma_path, effects_path, rows_path in per_review:
        protocol = load_protocol(protocol_path)
        check_terms(protocol, terms, protocol_path)
        review = Review(protocol, known, tuple(read_evidence(evidence_path)))
        entries = answer_all(review)
        accounts = account_of_rows(review.rows, read_rows(left_path), entries)
        answered[protocol.id] = _review_result(protocol, read_json(prisma_path), entries, accounts)
        _write_effects(effects_path, entries)
        write_rows(rows_path, [a.model_dump() for a in accounts], list(RowAccount.model_fields))
    write_json(results, Results(software=f"ketamine-review {__version__}", reviews=answered))
    return _said(answered)


def answer_all(review: Review) -> list[SynthesisEntry]:
    """Return the answer to every question of a review, confirmed and provisional."""
    confirmed = review.confirmed()
    return [_answer(synthesis, confirmed, review) for synthesis in review.protocol.syntheses]


def _answer(synthesis: Synthesis, confirmed: Review, provisional: Review) -> SynthesisEntry:
    results = []
    for review in (confirmed, provisional):
        main = result_of(review, synthesis)
        sensitivity = battery(review, synthesis, main)
        results.append(main.model_copy(update={"sensitivity": sensitivity}))
    return entry(synthesis, *results, methods_of(synthesis, results[0]))


def _review_result(
    protocol: Protocol,
    prisma: Mapping[str, int],
    entries: Sequence[SynthesisEntry],
    accounts: Sequence[RowAccount],
) -> ReviewResult:
    rows = Counter(account.account for account in accounts)
    return ReviewResult(
        title=protocol.title,
        question=protocol.question,
        dated=protocol.dated.isoformat(),
        prisma={name: n for name, n in prisma.items() if ":" not in name},
        excluded_reports=_excluded_by_reason(protocol, prisma),
        rows={"total": len(accounts), **{name: rows[name] for name in ACCOUNTS}},
        syntheses={entry.id: entry for entry in entries},
    )


def _excluded_by_reason(protocol: Protocol, prisma: Mapping[str, int]) -> dict[str, int]:
    """Return how many reports each criterion excluded; what no criterion did stands last."""
    reasons = {criterion.id: criterion.reason for criterion in protocol.eligibility}
    reasons |= {RETRACTED: RETRACTED_REASON, "decision": "Excluded by a reader, with a reason"}
    counts = {text: prisma.get(f"excluded:{name}", 0) for name, text in reasons.items()}
    always = {criterion.reason for criterion in protocol.eligibility}
    return {text: count for text, count in counts.items() if count or text in always}


ACCOUNTS = ("used", "listed", "excluded")


def _write_effects(path: str, entries: Sequence[SynthesisEntry]) -> None:
    columns = ["synthesis", *StudyEffect.model_fields]
    write_rows(
        path,
        (
            {"synthesis": entry.id, **effect.model_dump()}
            for entry in entries
            for effect in entry.provisional.studies
        ),
        columns,
    )


def _said(answered: Mapping[str, ReviewResult]) -> str:
    entries = [entry for review in answered.values() for entry in review.syntheses.values()]
    kinds = Counter(entry.confirmed.presentation for entry in entries)
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    return f"{len(entries)} questions answered: {counts}"
