"""queue: what should a person look at first?

Reads   findings, decisions, evidence, results and verdicts.
Writes  review_queue.tsv, most consequential first.
"""


rule queue:
    input:
        findings=rules.extract.output.findings,
        decisions=expand("data/processed/{review}/decisions.csv", review=REVIEWS),
        evidence=expand("data/processed/{review}/evidence.csv", review=REVIEWS),
        results=rules.synthesize.output.results,
        verdicts=rules.check_claims.output.verdicts,
    output:
        queue="data/processed/review_queue.tsv",
    log:
        "logs/queue.log",
    benchmark:
        "logs/benchmarks/queue.tsv"
    params:
        code=code_of("queue"),
    script:
        "../../scripts/queue.py"
