"""synthesize: which effect sizes, and what do they add up to?

Reads   each review's evidence, counts and protocol.
Writes  results.json, the one source of numbers for all reviews; effects.csv flattens it, rows.csv
        says what became of every row of evidence.
"""


rule synthesize:
    input:
        protocols=PROTOCOLS,
        reports="data/curation/reports.tsv",
        vocabulary="config/vocabulary.yaml",
        evidence=expand("data/processed/{review}/evidence.csv", review=REVIEWS),
        left_out=expand("data/processed/{review}/left_out.csv", review=REVIEWS),
        prisma=expand("data/processed/{review}/prisma.json", review=REVIEWS),
    output:
        results="data/processed/results.json",
        effects=expand("data/processed/{review}/effects.csv", review=REVIEWS),
        rows=expand("data/processed/{review}/rows.csv", review=REVIEWS),
    log:
        "logs/synthesize.log",
    benchmark:
        "logs/benchmarks/synthesize.tsv"
    params:
        code=code_of("questions"),
    script:
        "../../scripts/synthesize.py"
