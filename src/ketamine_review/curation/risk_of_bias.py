"""The ledger of the risk of bias: judgements per report, result and domain."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ketamine_review.errors import ReviewError
from ketamine_review.model.base import Frozen, validated
from ketamine_review.tables import read_rows

#: Terms of RoB 2 and ROBINS-I; the answers of the JBI checklists are put in the same terms.
JUDGEMENTS = (
    "low",
    "some concerns",
    "moderate",
    "high",
    "serious",
    "critical",
    "no information",
)

#: Name of the domain that holds the judgement of the whole.
OVERALL = "overall"


class BiasJudgement(Frozen):
    """A row of ``data/curation/risk_of_bias.tsv``.

    Attributes:
        report_id: The report judged.
        result: Outcome term or ``review/synthesis`` that was judged; empty for all results.
        tool: ``RoB 2``, ``ROBINS-I`` ...
        domain: Name of the domain as the tool has it; ``overall`` for the whole.
        judgement: A term of `JUDGEMENTS`.
        support: Why.
        by: Who judged.
    """

    report_id: str
    result: str = ""
    tool: str
    domain: str
    judgement: str
    support: str = ""
    by: str
    date: str = ""


def read_bias(path: str | Path) -> tuple[BiasJudgement, ...]:
    """Return the ledger of the risk of bias.

    Raises:
        ReviewError: a cell is missing, or a judgement is none of the tools' terms.
    """
    required = ("report_id", "result", "tool", "domain", "judgement", "by")
    found = []
    for line, row in enumerate(read_rows(path, required=required), start=2):
        where = f"{Path(path)}: line {line}"
        judgement = validated(BiasJudgement, row, where)
        if judgement.judgement not in JUDGEMENTS:
            raise ReviewError(
                f"'{judgement.judgement}' is not a judgement",
                where=f"{where}: judgement",
                mend="write one of " + ", ".join(JUDGEMENTS),
            )
        found.append(judgement)
    return tuple(found)


def judged(
    judgements: Iterable[BiasJudgement], report_id: str, results: Iterable[str] = ()
) -> dict[str, str]:
    """Return a report's judgement by domain, that of a result before that of all results.

    Args:
        judgements: The ledger.
        report_id: The report.
        results: Names under which its result may be judged: outcome, ``review/synthesis``.
    """
    names = set(results)
    own = [j for j in judgements if j.report_id == report_id]
    found = {j.domain: j.judgement for j in own if not j.result}
    return found | {j.domain: j.judgement for j in own if j.result in names}
