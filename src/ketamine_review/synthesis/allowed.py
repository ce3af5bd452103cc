"""What may be said at which number of studies: one table, from which the documentation is made.

A pool of two studies is arithmetic, not evidence of agreement: with two studies tau2 is usually
estimated as 0 whatever it is, and a Hartung-Knapp interval uses a t quantile of 12.7. The minimums
below are fixed before any result is seen.
"""

from __future__ import annotations

from dataclasses import dataclass

from ketamine_review.errors import ReviewError


@dataclass(frozen=True, slots=True)
class Rule:
    """When an item may be shown, and when a verdict may rest on it.

    Attributes:
        id: Short name.
        item: What it is about.
        shown_from: Smallest number of studies at which it is shown.
        decides_from: Smallest number of studies at which a verdict may rest on it; None: never.
        because: Why.
    """

    id: str
    item: str
    shown_from: int
    decides_from: int | None
    because: str


RULES = (
    Rule(
        "study_interval",
        "Each study's own (exact) interval",
        1,
        1,
        "It assumes nothing about other studies",
    ),
    Rule(
        "pooled_interval",
        "Pooled estimate with its interval",
        2,
        3,
        "Two studies cannot tell a common effect from two different ones",
    ),
    Rule(
        "one_model",
        "A pooled interval of one model alone",
        2,
        5,
        "With 3 or 4 studies the binomial-normal and the Hartung-Knapp interval can differ much; "
        "a verdict that differs between them is fragile",
    ),
    Rule(
        "heterogeneity",
        "Q, I2 and tau2 with its interval",
        2,
        3,
        "At two studies their intervals run from nothing to nearly everything; tau2 = 0 is not "
        "agreement",
    ),
    Rule(
        "prediction_interval",
        "Prediction interval",
        3,
        3,
        "It needs a t quantile on k - 2 degrees of freedom",
    ),
    Rule(
        "leave_one_out",
        "Leave-one-out",
        3,
        3,
        "Leaving one of two out leaves a study, not a pool",
    ),
    Rule(
        "cumulative",
        "Cumulative pooling by date",
        3,
        None,
        "It is looked at again and again, without a stopping rule (Handbook chapter 22)",
    ),
    Rule(
        "subgroups",
        "Between-group test of subgroups",
        4,
        None,
        "Two groups of two; comparisons between studies are observational (Handbook 10.11)",
    ),
    Rule(
        "influence",
        "Influence diagnostics",
        5,
        None,
        "Below, leave-one-out shows the same",
    ),
    Rule(
        "asymmetry",
        "Funnel-plot asymmetry tests, trim and fill",
        10,
        None,
        "Below ten studies the tests have no power (Handbook 13.3.5.4)",
    ),
    Rule(
        "meta_regression",
        "Meta-regression",
        10,
        None,
        "Ten studies for each covariate (Handbook 10.11.5.1)",
    ),
)


def rule(item: str) -> Rule:
    """Return the rule of that id.

    Raises:
        ReviewError: there is none.
    """
    for entry in RULES:
        if entry.id == item:
            return entry
    names = ", ".join(entry.id for entry in RULES)
    raise ReviewError(f"No rule is called '{item}'", mend=f"choose one of {names}")


def may_show(item: str, k: int) -> bool:
    """Return whether an item may be shown with k studies."""
    return k >= rule(item).shown_from


def may_decide(item: str, k: int) -> bool:
    """Return whether a verdict may rest on an item with k studies."""
    least = rule(item).decides_from
    return least is not None and k >= least


def presentation(k: int) -> str:
    """Return how k studies of one question are presented."""
    if k < 2:
        return ("empty", "single")[k]
    return "pooled" if may_decide("pooled_interval", k) else "descriptive"


def statement(k: int) -> str:
    """Return what may be said with k studies, in one or two sentences."""
    texts = {
        "empty": "No study answers this question.",
        "single": "One study answers this question; its own interval is all there is.",
        "descriptive": "Two studies: the pool is descriptive and decides nothing; each study's "
        "own interval does. A between-study variance of zero is not agreement.",
        "pooled": f"{k} studies are pooled.",
    }
    text = texts[presentation(k)]
    if presentation(k) == "pooled" and not may_decide("one_model", k):
        text += " With so few, a conclusion that differs between the models is fragile."
    return text


def table() -> list[dict[str, str]]:
    """Return the rules as rows of a table for readers."""
    return [
        {
            "Item": entry.item,
            "Shown from": str(entry.shown_from),
            "May decide from": "never" if entry.decides_from is None else str(entry.decides_from),
            "Because": entry.because,
        }
        for entry in RULES
    ]


def markdown() -> str:
    """Return the table as Markdown."""
    rows = table()
    lines = [list(rows[0]), ["---"] * len(rows[0]), *(list(row.values()) for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"
