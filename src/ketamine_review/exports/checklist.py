"""The PRISMA 2020 checklist: each item, and where this review answers it."""

from __future__ import annotations

from collections.abc import Mapping

from ketamine_review.model.results import Results

#: Item of PRISMA 2020 (Page et al 2021, BMJ 372:n71), topic in our words, where it is found.
ITEMS = (
    ("1", "Title: systematic review", "page, top"),
    ("2", "Abstract", "page, At a glance"),
    ("3", "Rationale", "README.md"),
    ("4", "Objectives", "config/reviews/{review}.yaml: question"),
    ("5", "Eligibility criteria", "config/reviews/{review}.yaml: eligibility"),
    ("6", "Information sources", "data/raw/*/manifest.json; docs/limitations.md"),
    ("7", "Search strategy", "config/reviews/{review}.yaml: search"),
    ("8", "Selection process", "docs/methods.md; data/processed/{review}/decisions.csv"),
    ("9", "Data collection process", "docs/methods.md; data/processed/agreement.json"),
    ("10a", "Data items: outcomes", "config/vocabulary.yaml: outcomes"),
    ("10b", "Data items: other variables", "docs/data-dictionary.md"),
    ("11", "Risk of bias assessment", "data/curation/risk_of_bias.tsv; docs/methods.md"),
    ("12", "Effect measures", "config/reviews/{review}.yaml: measure; docs/statistics.md"),
    ("13a", "Eligibility for each synthesis", "config/reviews/{review}.yaml: select"),
    ("13b", "Preparation of data", "docs/methods.md; each study's `method` in results.json"),
    ("13c", "Tabulation and display", "docs/figures.md"),
    ("13d", "Synthesis methods", "docs/statistics.md; `methods` of each synthesis"),
    ("13e", "Exploring heterogeneity", "config/reviews/{review}.yaml: group_by"),
    ("13f", "Sensitivity analyses", "`sensitivity` of each synthesis in results.json"),
    ("14", "Reporting bias assessment", "not assessed below ten studies: docs/what-may-be-said.md"),
    ("15", "Certainty assessment", "docs/methods.md: Certainty"),
    ("16a", "Study selection, flow diagram", "data/processed/figures/{review}.prisma.svg"),
    ("16b", "Excluded reports with reasons", "data/processed/{review}/decisions.csv"),
    ("17", "Study characteristics", "page, Reports; data/curation/reports.tsv"),
    ("18", "Risk of bias in studies", "data/curation/risk_of_bias.tsv"),
    ("19", "Results of individual studies", "data/processed/{review}/effects.csv"),
    ("20a", "Characteristics per synthesis", "page, Answers"),
    ("20b", "Results of syntheses", "data/processed/results.json"),
    ("20c", "Results on heterogeneity", "`pools` of each synthesis in results.json"),
    ("20d", "Results of sensitivity analyses", "`sensitivity` of each synthesis"),
    ("21", "Reporting biases", "not assessed: fewer than ten studies in each synthesis"),
    ("22", "Certainty of evidence", "verdicts.json: certainty"),
    ("23a", "Interpretation", "page, Claims; docs/reading-a-verdict.md"),
    ("23b", "Limitations of the evidence", "docs/limitations.md: The evidence"),
    ("23c", "Limitations of the review", "docs/limitations.md"),
    ("23d", "Implications", "`changes_if` of each verdict"),
    ("24a", "Registration", "not registered; the protocol is dated in the repository"),
    ("24b", "Protocol", "config/reviews/{review}.yaml"),
    ("24c", "Amendments", "config/reviews/{review}.yaml: amendments"),
    ("25", "Support", "none"),
    ("26", "Competing interests", "none declared"),
    ("27", "Availability of data and code", "this repository; LICENSE"),
)


def checklist(results: Results) -> str:
    """Return the checklist as Markdown, one table per review with its counts in the heading."""
    return "\n".join(_table(name, r.title, r.prisma) for name, r in results.reviews.items())


def _table(review: str, title: str, prisma: Mapping[str, int]) -> str:
    rows = [
        f"| {number} | {topic} | {place.format(review=review)} |" for number, topic, place in ITEMS
    ]
    counts = f"{prisma['studies']} studies in {prisma['included'] + prisma['companion']} reports"
    head = [f"# PRISMA 2020 checklist: {title}", "", f"{counts}.", "", "| item | topic | where |"]
    return "\n".join([*head, "| --- | --- | --- |", *rows, ""])
