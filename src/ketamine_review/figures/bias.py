"""Risk of bias: the ledger's judgements, and the table that shows them domain by domain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ketamine_review.errors import ReviewError
from ketamine_review.figures.sheet import Sheet
from ketamine_review.figures.style import BODY, MARGIN, QUIET, SMALL, applied, wrapped
from ketamine_review.figures.traffic import LIGHTS, draw_light
from ketamine_review.model.base import Frozen, validated
from ketamine_review.tables import read_rows

if TYPE_CHECKING:
    from matplotlib.figure import Figure

OVERALL = "overall"


class Judgement(Frozen):
    """A row of ``data/curation/risk_of_bias.tsv``.

    Attributes:
        report_id: The report judged.
        result: Outcome term or ``review/synthesis`` that was judged; empty for all results.
        tool: ``RoB 2``, ``ROBINS-I`` ...
        domain: Name of the domain as the tool has it; ``overall`` for the whole.
        judgement: A term of `figures.traffic.LIGHTS`.
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


def read_judgements(path: str | Path) -> tuple[Judgement, ...]:
    """Return the ledger of the risk of bias.

    Raises:
        ReviewError: a cell is missing, or a judgement is none of the tools' terms.
    """
    required = ("report_id", "result", "tool", "domain", "judgement", "by")
    found = []
    for line, row in enumerate(read_rows(path, required=required), start=2):
        where = f"{Path(path)}: line {line}"
        judgement = validated(Judgement, row, where)
        if judgement.judgement not in LIGHTS:
            raise ReviewError(
                f"'{judgement.judgement}' is not a judgement",
                where=f"{where}: judgement",
                mend="write one of " + ", ".join(LIGHTS),
            )
        found.append(judgement)
    return tuple(found)


def judged(
    judgements: Iterable[Judgement], report_id: str, results: Iterable[str] = ()
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


def domains_of(judgements: Iterable[Judgement], report_ids: Iterable[str]) -> list[str]:
    """Return the domains in which these reports were judged, as the ledger has them."""
    wanted = set(report_ids)
    names = dict.fromkeys(j.domain for j in judgements if j.report_id in wanted)
    return [name for name in names if name != OVERALL] + [n for n in names if n == OVERALL]


def short_names(domains: Sequence[str]) -> tuple[str, ...]:
    """Return ``D1``, ``D2`` ... for a narrow column, ``All`` for the overall judgement."""
    return tuple("All" if name == OVERALL else f"D{i}" for i, name in enumerate(domains, start=1))


def draw_bias_table(
    title: str, studies: Sequence[tuple[str, str]], judgements: Sequence[Judgement]
) -> Figure:
    """Return the table of judgements, one part per tool, one row per study and result.

    Args:
        title: Title of the figure.
        studies: Report id and name of each study, in the order of the rows.
        judgements: The ledger; judgements of other reports are left out.
    """
    with applied():
        sheet = Sheet()
        sheet.heading(title, "Judged per study and domain; the reasons stand in the ledger.")
        known = {report_id for report_id, _ in studies}
        judgements = [j for j in judgements if j.report_id in known]
        if not judgements:
            sheet.lines(MARGIN, ["No judgement of the risk of bias was entered."], color=QUIET)
        for tool in dict.fromkeys(j.tool for j in judgements):
            _draw_tool(sheet, tool, studies, [j for j in judgements if j.tool == tool])
        _draw_key(sheet, {j.judgement for j in judgements})
        return sheet.finish()


def _draw_tool(
    sheet: Sheet, tool: str, studies: Sequence[tuple[str, str]], judgements: Sequence[Judgement]
) -> None:
    domains = domains_of(judgements, {j.report_id for j in judgements})
    names = short_names(domains)
    left, step = 400.0, 54.0
    sheet.lines(MARGIN, [tool], weight="bold")
    for position, name in enumerate(names):
        sheet.text(left + position * step, sheet.y - 4, name, size=SMALL, weight="bold",
                   align="center")  # fmt: skip
    sheet.y += 4
    sheet.rule(sheet.y)
    for report_id, study in studies:
        own = [j for j in judgements if j.report_id == report_id]
        for result in dict.fromkeys(j.result for j in own):
            sheet.y += 24
            label = f"{study}, {result}" if result else study
            sheet.text(MARGIN, sheet.y - 5, wrapped(label, left - 50, BODY, lines=1)[0])
            verdicts = {j.domain: j.judgement for j in own if j.result == result}
            for position, domain in enumerate(domains):
                draw_light(sheet, left + position * step, sheet.y - 9, verdicts.get(domain, ""))
    sheet.y += 6
    told = ", ".join(f"{n} {d}" for n, d in zip(names, domains, strict=True) if d != OVERALL)
    sheet.notes((f"{told}." if told else "",))
    sheet.y += 10


def _draw_key(sheet: Sheet, used: set[str]) -> None:
    x = MARGIN + 8
    sheet.y += 12
    for name in (name for name in LIGHTS if name in used):
        draw_light(sheet, x, sheet.y, name)
        sheet.text(x + 12, sheet.y + 4, name, size=SMALL, color=QUIET)
        x += 130
    sheet.y += 8
