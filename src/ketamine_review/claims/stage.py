"""The stage check_claims: results, evidence and claim files in, verdicts.json and its table out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ketamine_review import __version__
from ketamine_review.claims.certainty import certainty
from ketamine_review.claims.fragility import alternatives
from ketamine_review.claims.held import NOT_CHECKABLE, Answer, Held, JudgementRow
from ketamine_review.claims.judge import AXES, LIMIT, WORDING, judge
from ketamine_review.claims.line import claim_line
from ketamine_review.claims.outlook import changes_if
from ketamine_review.curation.evidence import read_evidence
from ketamine_review.curation.ledger import ledger_evidence
from ketamine_review.curation.reports import read_reports
from ketamine_review.curation.risk_of_bias import judged, read_bias
from ketamine_review.errors import ReviewError
from ketamine_review.model.base import validated
from ketamine_review.model.claim import Asserts, Claim, Page, load_page
from ketamine_review.model.evidence import Evidence
from ketamine_review.model.protocol import Protocol, Rules, load_protocol
from ketamine_review.model.record import Report
from ketamine_review.model.results import Results
from ketamine_review.model.verdict import (
    Certainty,
    EvidenceVerdict,
    Judgement,
    Verdict,
    Verdicts,
)
from ketamine_review.model.vocabulary import Vocabulary, load_vocabulary
from ketamine_review.tables import read_json, read_rows, write_json, write_rows
from ketamine_review.wording import counted


@dataclass(frozen=True)
class Bench:
    """All that claims are held against, read once."""

    protocols: Mapping[str, Protocol]
    results: Results
    vocabulary: Vocabulary
    reports: Mapping[str, Report]
    rows: Mapping[str, Evidence]
    judgements: Mapping[str, Mapping[str, JudgementRow]]
    bias: Mapping[str, Mapping[str, str]]


def check_claims(
    results: str,
    evidence: Sequence[str],
    reports: str,
    ledger: str,
    corrections: str,
    claims: Sequence[str],
    protocols: Sequence[str],
    judgements: str,
    risk_of_bias: str,
    vocabulary: str,
    verdicts: str,
    table: str,
) -> str:
    """Hold every claim of every page against the evidence.

    Args:
        results: results.json of the stage synthesize.
        evidence: Evidence of each review (CSV).
        reports: Ledger of reports (TSV).
        ledger: Ledger of evidence (TSV), also of reports that no review includes.
        corrections: Corrections of that ledger (TSV).
        claims: One file per page (YAML).
        protocols: Protocols of the reviews (YAML).
        judgements: Ledger of judgements (TSV).
        risk_of_bias: Ledger of risk of bias (TSV).
        vocabulary: The shared vocabulary (YAML).
        verdicts: Output (JSON).
        table: Output, one row per claim (CSV).

    Raises:
        ReviewError: a claim names a synthesis, a report, a row, a term or a word that is not known.
    """
    bench = read_bench(
        results=results,
        evidence=evidence,
        reports=reports,
        ledger=ledger,
        corrections=corrections,
        protocols=protocols,
        judgements=judgements,
        risk_of_bias=risk_of_bias,
        vocabulary=vocabulary,
    )
    pages = [(path, load_page(path)) for path in claims]
    _judgements_are_about_claims(bench, pages, judgements)
    found = [verdict_on(bench, page, claim, path) for path, page in pages for claim in page.claims]
    write_verdicts(verdicts, table, [page for _, page in pages], found)
    return _said(found)


def read_bench(
    results: str,
    evidence: Sequence[str],
    reports: str,
    ledger: str,
    corrections: str,
    protocols: Sequence[str],
    judgements: str,
    risk_of_bias: str,
    vocabulary: str,
) -> Bench:
    """Return all that claims are held against; arguments as in `check_claims`."""
    terms, known = load_vocabulary(vocabulary), read_reports(reports)
    return Bench(
        protocols={protocol.id: protocol for protocol in map(load_protocol, protocols)},
        results=validated(Results, read_json(results), results),
        vocabulary=terms,
        reports=known,
        rows={row.row_id: row for row in ledger_evidence(ledger, corrections, known, terms)}
        | {row.row_id: row for path in evidence for row in read_evidence(path)},
        judgements=read_judgements(judgements),
        bias=_bias_by_report(risk_of_bias),
    )


def verdict_on(bench: Bench, page: Page, claim: Claim, path: str) -> Verdict:
    """Return the verdict on one claim.

    Args:
        bench: What it is held against.
        page: The page that makes it.
        claim: The claim.
        path: The claim's file, for messages.

    Raises:
        ReviewError: the claim names a synthesis, a report, a row, a term or a word not known.
    """
    _check_names(bench, page, claim, path)
    held = {name: _held(bench, page, claim, name) for name in ("confirmed", "provisional")}
    confirmed = held["confirmed"]
    judgement = judge(confirmed)
    choices = alternatives(confirmed)
    flips = tuple(c for c in choices if c.evidence_verdict is not judgement.evidence_verdict)
    return Verdict(
        claim_id=confirmed.claim_id,
        page=page.id,
        clinic=page.clinic,
        number=claim.number,
        topic=claim.topic,
        asserts=claim.asserts,
        says=claim.says,
        fragment=claim.fragment,
        against=claim.against,
        confirmed=judgement,
        provisional=judge(held["provisional"]),
        fragile=bool(flips),
        choices=choices,
        flips=flips,
        certainty=_certainty(confirmed, judgement, bench),
        changes_if=changes_if(confirmed, judgement),
        line=claim_line(confirmed),
    )


def _certainty(held: Held, judgement: Judgement, bench: Bench) -> tuple[Certainty, ...]:
    if held.claim.asserts in (Asserts.REFERENCE, *NOT_CHECKABLE):
        return ()
    return certainty(held, judgement.carry_over, bench.bias)


def _bias_by_report(path: str) -> dict[str, dict[str, str]]:
    judgements = read_bias(path)
    return {j.report_id: judged(judgements, j.report_id) for j in judgements}


def _held(bench: Bench, page: Page, claim: Claim, status: str) -> Held:
    answers = []
    for name in claim.against:
        review, synthesis_id = name.split("/")
        entry = bench.results.reviews[review].syntheses[synthesis_id]
        synthesis = next(s for s in bench.protocols[review].syntheses if s.id == synthesis_id)
        answers.append(Answer(name, synthesis, getattr(entry, status)))
    return Held(
        page=page,
        claim=claim,
        answers=tuple(answers),
        rules=_rules_for(bench, claim),
        vocabulary=bench.vocabulary,
        reports=bench.reports,
        rows=bench.rows,
        judgements=bench.judgements.get(f"{page.id}/{claim.id}", {}),
    )


def _rules_for(bench: Bench, claim: Claim) -> Rules:
    """Return the rules of the review that a claim is held against first, else of the first one."""
    review = claim.against[0].split("/")[0] if claim.against else next(iter(bench.protocols))
    return bench.protocols[review].rules


def _check_names(bench: Bench, page: Page, claim: Claim, path: str) -> None:
    where = f"{path}: claim '{claim.id}'"
    bench.vocabulary.check(page.sells, f"{path}: sells")
    bench.vocabulary.check(claim.context, f"{where}: context")
    for name in claim.against:
        review, synthesis = name.split("/")
        known = bench.results.reviews.get(review)
        if known is None or synthesis not in known.syntheses:
            names = sorted(
                f"{r}/{s}" for r, v in bench.results.reviews.items() for s in v.syntheses
            )
            raise ReviewError(
                f"The claim names an unknown synthesis '{name}'",
                where=f"{where}: against",
                mend="known are " + ", ".join(names),
            )
    source = claim.source
    if source.report_id is not None and source.report_id not in bench.reports:
        raise ReviewError(
            f"The claim names an unknown report '{source.report_id}'",
            where=f"{where}: source.report_id",
            mend="correct the id, or enter the report in data/curation/reports.tsv",
        )
    for row in source.rows:
        if row not in bench.rows:
            raise ReviewError(
                f"The claim names a row '{row}' that is not in the ledger",
                where=f"{where}: source.rows",
                mend="correct the id; it is a row_id of data/curation/evidence.tsv",
            )
    if claim.word is not None and claim.word not in _rules_for(bench, claim).words:
        raise ReviewError(
            f"The protocol does not say how the word '{claim.word}' is read",
            where=f"{where}: word",
            mend="add it under rules.words of the protocol, with a reason",
        )


def read_judgements(path: str) -> dict[str, dict[str, JudgementRow]]:
    """Return the ledger of judgements by claim and axis.

    Raises:
        ReviewError: a row has a slip, or names no axis.
    """
    needed = tuple(JudgementRow.model_fields)
    judgements: dict[str, dict[str, JudgementRow]] = {}
    for line, cells in enumerate(read_rows(path, required=needed), start=2):
        row = validated(JudgementRow, cells, f"{path}: line {line}")
        if row.axis not in (*AXES, WORDING, LIMIT):
            raise ReviewError(
                f"'{row.axis}' is not an axis",
                where=f"{path}: line {line}: axis",
                mend=f"write one of {', '.join((*AXES, WORDING, LIMIT))}",
            )
        judgements.setdefault(row.claim_id, {})[row.axis] = row
    return judgements


def _judgements_are_about_claims(
    bench: Bench, pages: Sequence[tuple[str, Page]], path: str
) -> None:
    known = {f"{page.id}/{claim.id}" for _, page in pages for claim in page.claims}
    for claim_id in bench.judgements:
        if claim_id not in known:
            raise ReviewError(
                f"The judgement is about an unknown claim '{claim_id}'",
                where=f"{path}: claim_id",
                mend="write <page>/<claim> as in config/claims",
            )


def write_verdicts(
    verdicts: str, table: str, pages: Sequence[Page], found: Sequence[Verdict]
) -> None:
    """Write verdicts.json, and the table with one row per claim."""
    about = [
        {
            "id": page.id,
            "clinic": page.clinic,
            "title": page.title,
            "about": page.about,
            "copy_seen": page.copy_seen.isoformat(),
            "captured": page.captured and page.captured.isoformat(),
            "sha256": page.sha256,
        }
        for page in pages
    ]
    software = f"ketamine-review {__version__}"
    write_json(verdicts, Verdicts(software=software, pages=about, verdicts=found))
    write_rows(table, map(_table_row, found), TABLE_COLUMNS)


TABLE_COLUMNS = (
    "claim_id",
    "clinic",
    "number",
    "topic",
    "says",
    "fragment",
    "source_verdict",
    "evidence_verdict",
    "provisional_verdict",
    "rule",
    "fragile",
    "marks",
    "source",
    "number_axis",
    "design",
    "carry_over",
    "reasons",
)


def _table_row(verdict: Verdict) -> dict[str, object]:
    judgement = verdict.confirmed
    return {
        **{name: getattr(verdict, name) for name in TABLE_COLUMNS[:6]},
        "source_verdict": judgement.source_verdict,
        "evidence_verdict": judgement.evidence_verdict,
        "provisional_verdict": verdict.provisional.evidence_verdict,
        "rule": judgement.rule,
        "fragile": verdict.fragile,
        "marks": judgement.marks,
        "source": judgement.source.outcome,
        "number_axis": judgement.number.outcome,
        "design": judgement.design.outcome,
        "carry_over": judgement.carry_over.outcome,
        "reasons": " ".join(judgement.reasons),
    }


def _said(found: Sequence[Verdict]) -> str:
    """Return how many claims got which verdict, in all and page by page."""
    lines = [f"{counted(len(found), 'claim')}: {_counts(found)}"]
    for clinic in dict.fromkeys(verdict.clinic for verdict in found):
        lines.append(f"    {clinic}: {_counts([v for v in found if v.clinic == clinic])}")
    return "\n".join(lines)


def _counts(found: Sequence[Verdict]) -> str:
    counts = Counter(verdict.confirmed.evidence_verdict for verdict in found)
    return ", ".join(f"{counts[name]} {name}" for name in EvidenceVerdict if counts[name])
