"""Risk of bias: columns of a forest plot, and the table that shows all judgements by domain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase
from typing import TYPE_CHECKING

from ketamine_review.curation.risk_of_bias import OVERALL, BiasJudgement, judged
from ketamine_review.figures.sheet import Sheet
from ketamine_review.figures.style import BODY, MARGIN, QUIET, SMALL, applied, wrapped
from ketamine_review.figures.traffic import LIGHTS, draw_light
from ketamine_review.model.results import StudyEffect

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NOT_JUDGED = "no information"


@dataclass(frozen=True)
class BiasColumns:
    """Judgements beside the rows of a forest plot.

    Attributes:
        letters: One per column; what each stands for depends on the tool of the row.
        lights: The judgements of each row by its row_id, in the order of the letters.
        note: What the letters stand for.
    """

    letters: tuple[str, ...] = ()
    lights: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    note: str = ""


def bias_columns(
    judgements: Sequence[BiasJudgement], studies: Sequence[StudyEffect], name: str
) -> BiasColumns:
    """Return the risk-of-bias columns of a synthesis.

    Where no judgement of these studies is more than "no information", there are no columns but a
    sentence: rows of question marks tell a reader less.

    Args:
        judgements: The ledger.
        studies: The rows of the forest plot.
        name: ``review/synthesis``, under which a result may be judged.
    """
    reports = {study.report_id for study in studies}
    own = [j for j in judgements if j.report_id in reports]
    if not own:
        return BiasColumns()
    if all(j.judgement == NOT_JUDGED for j in own):
        return BiasColumns(note="Risk of bias: what was seen does not suffice to judge any domain.")
    domains = domains_by_tool(own)
    tools = {j.report_id: j.tool for j in reversed(own)}
    lights = {}
    for study in studies:
        verdicts = judged(own, study.report_id, (study.outcome, name))
        tool = tools.get(study.report_id)
        lights[study.row_id] = tuple(verdicts.get(d, "") for d in domains.get(tool or "", ()))
    letters = tuple(ascii_uppercase[: max(len(names) for names in domains.values())])
    meanings = [f"{tool}: {_named(letters, names)}" for tool, names in domains.items()]
    return BiasColumns(letters, lights, f"Risk of bias, {'; '.join(meanings)}.")


def domains_by_tool(judgements: Iterable[BiasJudgement]) -> dict[str, list[str]]:
    """Return the domains of each tool in the ledger's order, the overall judgement last."""
    found: dict[str, list[str]] = {}
    for judgement in judgements:
        names = found.setdefault(judgement.tool, [])
        if judgement.domain not in names:
            names.append(judgement.domain)
    return {tool: sorted(names, key=lambda name: name == OVERALL) for tool, names in found.items()}


def _named(letters: Sequence[str], domains: Sequence[str]) -> str:
    named = zip(letters, domains, strict=False)
    return ", ".join(f"{letter}\u00a0{domain}" for letter, domain in named)


def draw_bias_table(
    title: str, studies: Sequence[tuple[str, str]], judgements: Sequence[BiasJudgement]
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
        for tool, domains in domains_by_tool(judgements).items():
            own = [j for j in judgements if j.tool == tool]
            _draw_tool(sheet, tool, domains, studies, own)
        _draw_key(sheet, {j.judgement for j in judgements})
        return sheet.finish()


def _draw_tool(
    sheet: Sheet,
    tool: str,
    domains: Sequence[str],
    studies: Sequence[tuple[str, str]],
    judgements: Sequence[BiasJudgement],
) -> None:
    left, step = 400.0, 54.0
    sheet.lines(MARGIN, [tool], weight="bold")
    for position, letter in enumerate(ascii_uppercase[: len(domains)]):
        sheet.text(left + position * step, sheet.y - 4, letter, size=SMALL, weight="bold",
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
    sheet.notes((f"{_named(ascii_uppercase, domains)}.",))
    sheet.y += 10


def _draw_key(sheet: Sheet, used: set[str]) -> None:
    x = MARGIN + 8
    sheet.y += 12
    for name in (name for name in LIGHTS if name in used):
        draw_light(sheet, x, sheet.y, name)
        sheet.text(x + 12, sheet.y + 4, name, size=SMALL, color=QUIET)
        x += 130
    sheet.y += 8
