"""check_claims: does the evidence bear out what the page says?

Reads   results.json, the evidence, the claim files, the protocols and the ledgers of judgements.
Writes  verdicts.json and verdicts.csv.
"""


rule check_claims:
    input:
        results=rules.synthesize.output.results,
        evidence=expand("data/processed/{review}/evidence.csv", review=REVIEWS),
        reports="data/curation/reports.tsv",
        ledger="data/curation/evidence.tsv",
        corrections="data/curation/corrections.tsv",
        claims=CLAIMS,
        protocols=PROTOCOLS,
        judgements="data/curation/judgements.tsv",
        risk_of_bias="data/curation/risk_of_bias.tsv",
        vocabulary="config/vocabulary.yaml",
    output:
        verdicts="data/processed/verdicts.json",
        table="data/processed/verdicts.csv",
    log:
        "logs/check_claims.log",
    benchmark:
        "logs/benchmarks/check_claims.tsv"
    params:
        code=code_of("claims"),
    script:
        "../../scripts/check_claims.py"
