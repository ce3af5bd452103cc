"""notebooks: what would a researcher try next?

Reads   what the pipeline made, through the thin notebooks in notebooks/.
Writes  each notebook as it was executed, as .ipynb and as HTML that loads nothing.
"""


rule notebooks:
    input:
        notebook="notebooks/{notebook}.ipynb",
        results=rules.synthesize.output.results,
        verdicts=rules.check_claims.output.verdicts,
        findings=rules.extract.output.findings,
        records=rules.parse.output.records,
        figures=rules.figures.output.index,
        queue=rules.queue.output.queue,
        changes=rules.changes.output.changes,
    output:
        executed="data/processed/notebooks/{notebook}.ipynb",
        html=report(
            "data/processed/notebooks/{notebook}.html",
            caption="../report/notebook.rst",
            category="Notebooks",
            labels={"notebook": "{notebook}"},
        ),
    log:
        "logs/notebooks.{notebook}.log",
    benchmark:
        "logs/benchmarks/notebooks.{notebook}.tsv"
    params:
        code=code_of("notebook", "reader", "synthesis"),
    script:
        "../../scripts/notebooks.py"
