"""figures: what should a person see at a glance?

Reads   results.json, verdicts.json, changes.json, the vocabulary and the risk of bias.
Writes  one SVG and one PDF per figure, and figures.json, which says what each shows.
"""


rule figures:
    input:
        results=rules.synthesize.output.results,
        verdicts=rules.check_claims.output.verdicts,
        vocabulary="config/vocabulary.yaml",
        risk_of_bias="data/curation/risk_of_bias.tsv",
        changes=rules.changes.output.changes,
    output:
        folder=report(
            directory("data/processed/figures"),
            patterns=["{review}.{figure}.svg"],
            caption="../report/figure.rst",
            category="Figures",
            subcategory="{review}",
            labels={"figure": "{figure}"},
        ),
        index="data/processed/figures.json",
    log:
        "logs/figures.log",
    benchmark:
        "logs/benchmarks/figures.tsv"
    params:
        code=code_of("figures"),
    script:
        "../../scripts/figures.py"
