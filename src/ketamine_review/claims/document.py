"""docs/verdicts.md, generated from the code and the protocols that give the verdicts."""

from __future__ import annotations

from collections.abc import Sequence

from ketamine_review.claims.carry_over import ALIKE_COURSES, CarryOver
from ketamine_review.claims.compare import Fit
from ketamine_review.claims.design import Design
from ketamine_review.claims.rules import RULES
from ketamine_review.claims.source import Telling
from ketamine_review.model.claim import LIMITS, Asserts
from ketamine_review.model.protocol import Protocol

AXES = (
    ("source", "Is the source that the page leans on told right?", tuple(Telling)),
    ("number", "Is the number compatible with the evidence, by the margin?", tuple(Fit)),
    ("design", "Does what was studied allow what is asserted?", tuple(Design)),
    ("carry-over", "Was studied what the page speaks of?", tuple(CarryOver)),
)

SORTS = {
    Asserts.SHARE: "a share of those treated had it, or it was so among them",
    Asserts.EFFECT: "ketamine does it",
    Asserts.HARM: "how often or how badly it harms",
    Asserts.REPORT: "a source said so",
    Asserts.MECHANISM: "how it works in the body",
    Asserts.FACT: "a fact that a primary source settles",
    Asserts.OPINION: "an opinion",
    Asserts.PRACTICE: "what the page's own clinic does",
    Asserts.OWN_RESULTS: "results of the page's own clinic that it does not show",
    Asserts.REFERENCE: "epidemiology, regulation, history or practice, not checked yet",
}

THRESHOLDS = (
    "smallest_important_difference",
    "agreement_margin",
    "rounding",
    "adequate_trial_size",
    "correlation",
)


def verdicts_markdown(protocols: Sequence[Protocol]) -> str:
    """Return the page that says how a verdict comes about, in Markdown."""
    from jinja2 import Environment, PackageLoader

    # Markdown, not HTML: nothing here comes from outside the repository.
    environment = Environment(
        loader=PackageLoader("ketamine_review", "claims"),
        autoescape=False,
        keep_trailing_newline=True,
    )
    return environment.get_template("verdicts.md.j2").render(
        sorts=SORTS,
        axes=AXES,
        alike=f"{ALIKE_COURSES:g}",
        limits=LIMITS,
        rules=RULES,
        protocols=protocols,
        thresholds=THRESHOLDS,
    )
