"""changes: what did the last update do?

Reads   the state kept before it, and the present records, decisions, results and verdicts.
Writes  changes.json and changes.md.
"""


rule changes:
    input:
        former=former_state("data/history"),
        records=rules.parse.output.records,
        decisions=expand("data/processed/{review}/decisions.csv", review=REVIEWS),
        results=rules.synthesize.output.results,
        verdicts=rules.check_claims.output.verdicts,
    output:
        changes="data/processed/changes.json",
        page="data/processed/changes.md",
    log:
        "logs/changes.log",
    benchmark:
        "logs/benchmarks/changes.tsv"
    params:
        code=code_of("changes"),
    script:
        "../../scripts/changes.py"
