"""The stage agreement: two extractions of the same pages, compared field by field."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import product

from ketamine_review.model.base import Frozen
from ketamine_review.tables import read_rows, write_json
from ketamine_review.wording import counted

Row = Mapping[str, str]

REPORT_FIELDS = ("design", "condition", "population", "setting", "route", "n_total")
NUMBER_FIELDS = (
    "events",
    "n",
    "percent",
    "value",
    "sd",
    "se",
    "ci_low",
    "ci_high",
    "iqr_low",
    "iqr_high",
    "range_low",
    "range_high",
    "p_value",
    "time_value",
)
TERM_FIELDS = ("arm", "outcome", "measure", "time_anchor")

#: Rows whose likeness is below this are not taken for the same figure.
LEAST_LIKENESS = 3.0

#: What the comparison can and cannot show; stands beside it wherever it is shown.
CAVEAT = (
    "Both extractions were made by software that read the same excerpts of public pages. Agreement "
    "therefore measures faithful copying, not truth."
)


class FieldAgreement(Frozen):
    """How far two extractions agree in one field.

    Attributes:
        field: Column of the extraction.
        pairs: Reports or rows that both extractions have.
        filled: Pairs in which both filled the field.
        same: Filled pairs with the same entry.
        share: same / filled.
        low: Lower 95% limit of the share (Wilson 1927).
        high: Upper 95% limit.
        kappa: Cohen's kappa over the filled pairs; None for numbers, and where one entry is all.
        kappa_low: Lower 95% limit (Fleiss, Cohen and Everitt 1969).
        kappa_high: Upper 95% limit.
    """

    field: str
    pairs: int
    filled: int
    same: int
    share: float | None
    low: float | None
    high: float | None
    kappa: float | None = None
    kappa_low: float | None = None
    kappa_high: float | None = None


class Overlap(Frozen):
    """How many reports or rows both extractions have."""

    both: int
    only_a: int
    only_b: int


class Agreement(Frozen):
    """The whole of agreement.json.

    Attributes:
        schema_version: Raised by one when a field changes its meaning or goes away.
        caveat: What the comparison cannot show.
        reports: Reports that both, or only one of them, have.
        rows: Outcome rows that both, or only one of them, have.
        report_fields: Agreement in the fields of reports.
        row_fields: Agreement in the fields of outcome rows.
        conflicts: What the adjudicator decided, and why.
    """

    schema_version: int = 1
    caveat: str = CAVEAT
    reports: Overlap
    rows: Overlap
    report_fields: tuple[FieldAgreement, ...]
    row_fields: tuple[FieldAgreement, ...]
    conflicts: tuple[dict[str, str], ...]


def compare_extractions(
    extraction_a: str,
    extraction_b: str,
    reports_a: str,
    reports_b: str,
    adjudications: str,
    agreement: str,
) -> str:
    """Compare two extractions, and list what was decided where they differed.

    Args:
        extraction_a: Outcome rows of the first reader (TSV).
        extraction_b: Outcome rows of the second reader (TSV).
        reports_a: Reports of the first reader (TSV).
        reports_b: Reports of the second reader (TSV).
        adjudications: Decisions of the adjudicator (TSV).
        agreement: Output (JSON).
    """
    report_pairs, reports = _pair_reports(read_rows(reports_a), read_rows(reports_b))
    row_pairs, rows = _pair_rows(read_rows(extraction_a), read_rows(extraction_b))
    numbers = [_field(name, row_pairs, kappa=False) for name in NUMBER_FIELDS]
    found = Agreement(
        reports=reports,
        rows=rows,
        report_fields=tuple(_field(name, report_pairs) for name in REPORT_FIELDS),
        row_fields=(*numbers, *(_field(name, row_pairs) for name in TERM_FIELDS)),
        conflicts=tuple(read_rows(adjudications)),
    )
    write_json(agreement, found)
    filled, same = (sum(getattr(f, name) for f in numbers) for name in ("filled", "same"))
    return (
        f"{same} of {filled} numbers the same in {counted(len(row_pairs), 'pair')} of rows; "
        f"{counted(len(found.conflicts), 'decision')} of the adjudicator"
    )


def _pair_reports(
    first: Sequence[Row], second: Sequence[Row]
) -> tuple[list[tuple[Row, Row]], Overlap]:
    a, b = ({row["report_id"]: row for row in rows} for rows in (first, second))
    pairs = [(a[name], b[name]) for name in a if name in b]
    return pairs, Overlap(both=len(pairs), only_a=len(a) - len(pairs), only_b=len(b) - len(pairs))


def _pair_rows(
    first: Sequence[Row], second: Sequence[Row]
) -> tuple[list[tuple[Row, Row]], Overlap]:
    """Pair rows of the same report by arm, outcome, measure, time and words, never by numbers.

    Each row is paired at most once, so that the sum of likenesses is as great as possible.
    """
    a, b = _by_report(first), _by_report(second)
    pairs = [pair for name in a if name in b for pair in _best_pairs(a[name], b[name])]
    overlap = Overlap(
        both=len(pairs), only_a=len(first) - len(pairs), only_b=len(second) - len(pairs)
    )
    return pairs, overlap


def _by_report(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["report_id"]].append(row)
    return found


def _best_pairs(first: Sequence[Row], second: Sequence[Row]) -> list[tuple[Row, Row]]:
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    likeness = np.zeros((len(first), len(second)))
    for (i, one), (j, other) in product(enumerate(first), enumerate(second)):
        likeness[i, j] = _likeness(one, other)
    chosen = zip(*linear_sum_assignment(likeness, maximize=True), strict=True)
    return [(first[i], second[j]) for i, j in chosen if likeness[i, j] >= LEAST_LIKENESS]


def _likeness(one: Row, other: Row) -> float:
    same = [one[name] == other[name] != "" for name in ("arm", "outcome", "measure")]
    times = (one["time_value"], one["time_unit"]), (other["time_value"], other["time_unit"])
    time = 0.0 if "" in (times[0][0], times[1][0]) else (1.0 if times[0] == times[1] else -1.0)
    words = _words(one["definition"]) & _words(other["definition"])
    return 2 * same[0] + 2 * same[1] + same[2] + time + 0.5 * len(words)


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"[a-z]+", text.lower()) if len(word) > 3}


def _field(name: str, pairs: Sequence[tuple[Row, Row]], kappa: bool = True) -> FieldAgreement:
    from statsmodels.stats.proportion import proportion_confint

    both = [(a[name], b[name]) for a, b in pairs if a.get(name) and b.get(name)]
    same = sum(_alike(a, b) for a, b in both)
    low, high = proportion_confint(same, len(both), method="wilson") if both else (None, None)
    return FieldAgreement(
        field=name,
        pairs=len(pairs),
        filled=len(both),
        same=same,
        share=same / len(both) if both else None,
        low=low,
        high=high,
        **(_kappa(both) if kappa else {}),
    )


def _alike(one: str, other: str) -> bool:
    try:
        return float(one) == float(other)
    except ValueError:
        return one == other


def _kappa(pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Return Cohen's kappa with its interval (Fleiss, Cohen and Everitt 1969)."""
    import numpy as np
    from statsmodels.stats.inter_rater import cohens_kappa

    terms = sorted({entry for pair in pairs for entry in pair})
    if len(terms) < 2:
        return {}
    table = np.zeros((len(terms), len(terms)))
    for a, b in pairs:
        table[terms.index(a), terms.index(b)] += 1
    result = cohens_kappa(table)
    return {
        "kappa": float(result.kappa),
        "kappa_low": float(max(-1.0, result.kappa_low)),
        "kappa_high": float(min(1.0, result.kappa_upp)),
    }
