"""Entry: a finding, or what a person typed from a full text, as rows of the ledgers."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from ketamine_review.extraction.facts import study_facts
from ketamine_review.model.finding import Finding
from ketamine_review.model.quantity import Interval, Kind, Spread
from ketamine_review.model.record import Record
from ketamine_review.tables import number_text
from ketamine_review.walk.ledgers import FROM_FINDING

_LIMITS = {
    Interval.CI: ("ci_low", "ci_high"),
    Interval.IQR: ("iqr_low", "iqr_high"),
    Interval.RANGE: ("range_low", "range_high"),
}
_SPREADS = {Spread.SD: "sd", Spread.SE: "se", Spread.UNNAMED: "spread_unnamed"}

#: What a person may change in a finding, or type from a full text, and the ledger's column.
FIELDS = {
    "arm": "arm",
    "drug": "drug",
    "comparator": "comparator",
    "outcome": "outcome",
    "definition": "definition",
    "measure": "measure",
    "events": "events",
    "n": "n",
    "percent": "percent",
    "value": "value",
    "sd": "sd",
    "low": "ci_low",
    "high": "ci_high",
    "p": "p_value",
    "scale": "scale",
    "days": "time_days",
    "anchor": "time_anchor",
    "unit": "unit",
}


def evidence_row(finding: Finding, record: Record) -> dict[str, str]:
    """Return a finding as a row of the ledger of evidence; what it does not know stays empty."""
    quantity, context = finding.quantity, finding.context
    share = quantity.kind is Kind.PROPORTION
    days = context.time.days
    row = {
        # The ledger has no "between": a contrast is of all.
        "arm": "all" if finding.arm in ("between", "each") else finding.arm or "",
        "drug": context.regimen.drug or "",
        "comparator": context.comparator or "",
        "outcome": context.outcome or "",
        "measure": quantity.kind.value,
        "events": _text(quantity.events),
        "n": _text(quantity.n),
        "percent" if share else "value": quantity.value or "",
        "p_value": quantity.p_value or "",
        "scale": quantity.scale or "",
        "unit": context.unit or "",
        "time_days": "" if days is None else number_text(days),
        "time_value": "" if days is None else number_text(days),
        "time_unit": "" if days is None else "day",
        "time_anchor": context.time.anchor or "",
        "events_source": "printed" if quantity.events is not None else "",
        "where_seen": "abstract",
        "source": record.digest_of
        or (f"https://pubmed.ncbi.nlm.nih.gov/{record.pmid}/" if record.pmid else ""),
        "note": f"{FROM_FINDING}{finding.finding_id}",
        "agreement": "single",
    }
    if quantity.spread is not None and quantity.spread_kind is not None:
        row[_SPREADS[quantity.spread_kind]] = quantity.spread
    if quantity.low is not None and quantity.interval is not None:
        low, high = _LIMITS[quantity.interval]
        row |= {low: quantity.low, high: quantity.high or ""}
    return row


def _text(count: int | None) -> str:
    return "" if count is None else str(count)


def typed_row(answers: Mapping[str, str], page: str) -> dict[str, str]:
    """Return what a person typed from a full text as a row of the ledger of evidence.

    Args:
        answers: Values by the names of `FIELDS`; an empty value stays empty.
        page: Where it stands in the full text: a page, table or figure.
    """
    row = {FIELDS[name]: value for name, value in answers.items()}
    if row.get("time_days"):
        row |= {"time_value": row["time_days"], "time_unit": "day"}
    printed = "printed" if row.get("events") else ""
    seen = {"where_seen": "full_text", "note": f"full text, {page}", "agreement": "single"}
    return {**row, **seen, "events_source": printed}


def report_row(record: Record, known: Collection[str]) -> dict[str, str]:
    """Return a record that the ledger does not know as a row of the ledger of reports."""
    facts = study_facts(record)
    name = _report_id(record, known)
    return {
        "report_id": name,
        "study_id": name,
        "primary": "yes",
        "pmid": record.pmid or "",
        "pmcid": record.pmcid or "",
        "doi": record.doi or "",
        "registry_id": "; ".join(facts.registry_ids),
        "title": record.title,
        "authors": "; ".join(record.authors),
        "journal": record.journal or "",
        "year": _text(record.year),
        "volume": record.volume or "",
        "issue": record.issue or "",
        "pages": record.pages or "",
        "report_type": "journal_article",
        "design": facts.design or "",
        "condition": facts.condition or "",
        "population": facts.population or "",
        "setting": facts.setting or "",
        "country": facts.country or "",
        "route": facts.route or "",
        "dose": facts.regimen or "",
        "comparator": facts.comparator or "",
        "retracted": "unknown",
        "seen": "abstract",
    }


def _report_id(record: Record, known: Collection[str]) -> str:
    """Return the first author's surname and the year, with a letter where that is taken."""
    surname = (record.authors[0] if record.authors else "Anonymous").split(" ")[0]
    base = re.sub(r"[^A-Za-z]", "", surname) + (str(record.year) if record.year else "")
    base = base or record.record_id
    return next(name for letter in ("", *"bcdefghijk") if (name := base + letter) not in known)
