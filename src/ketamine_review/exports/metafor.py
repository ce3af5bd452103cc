"""Tables for R's metafor, with the few lines of R that reproduce a primary result."""

from __future__ import annotations

from ketamine_review.model.results import SynthesisEntry, SynthesisResult
from ketamine_review.tables import number_text

#: The primary model of each measure, in R.
_FIT = {
    "proportion": 'rma.glmm(measure = "PLO", xi = xi, ni = ni, data = d)',
    "difference": 'rma(yi, sei^2, data = d, method = "REML", test = "adhoc")',
    "risk_difference": (
        'rma(measure = "RD", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = d, '
        'method = "REML", test = "adhoc")'
    ),
}

COLUMNS = {
    "proportion": ("row_id", "study", "year", "xi", "ni"),
    "difference": ("row_id", "study", "year", "yi", "sei"),
    "risk_difference": ("row_id", "study", "year", "ai", "n1i", "ci", "n2i"),
}


def metafor_rows(entry: SynthesisEntry) -> list[dict[str, object]]:
    """Return one row per study with the columns that metafor asks for; empty if nothing fits."""
    rows = []
    for study in entry.confirmed.studies if entry.measure in COLUMNS else ():
        if study.estimate is None:
            continue
        row = {"row_id": study.row_id, "study": study.label, "year": study.year}
        if entry.measure == "proportion":
            rows.append({**row, "xi": study.events, "ni": study.n})
        elif entry.measure == "risk_difference" and study.counts is not None:
            rows.append({**row, **dict(zip(("ai", "n1i", "ci", "n2i"), study.counts, strict=True))})
        elif entry.measure == "difference" and study.se is not None:
            rows.append({**row, "yi": study.estimate, "sei": study.se})
    return rows


def r_snippet(entry: SynthesisEntry, file: str) -> str:
    """Return R code that reads the table, fits the primary model and prints it beside ours.

    Args:
        entry: A synthesis with a pool.
        file: Name of the table.
    """
    pool = entry.confirmed.pools[0]
    back = "transf.ilogit" if entry.measure == "proportion" else "identity"
    ours = ", ".join(number_text(value) for value in (pool.estimate, pool.low, pool.high))
    interval = (
        "# metafor's interval is Wald's; ours follows the profile likelihood, so it is wider"
        if pool.model == "glmm"
        else "# both intervals follow Hartung and Knapp with the ad-hoc guard"
    )
    return "\n".join(
        [
            f"# {entry.title}",
            "library(metafor)",
            f'd <- read.csv("{file}")',
            f"fit <- {_FIT[entry.measure]}",
            "print(fit)",
            f"theirs <- {back}(c(fit$b, fit$ci.lb, fit$ci.ub))",
            f"ours <- c({ours})",
            interval,
            "print(rbind(theirs, ours))",
            "stopifnot(abs(theirs[1] - ours[1]) < 1e-4)",
            "",
        ]
    )


def has_pool(result: SynthesisResult) -> bool:
    """Return whether there is a pooled estimate to reproduce."""
    return bool(result.pools)
