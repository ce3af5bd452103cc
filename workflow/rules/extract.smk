"""extract: which outcomes does the text report, and where does it say so?

Reads   records.jsonl.
Writes  findings.jsonl, free of any review; each finding carries the span it was read from.
"""


rule extract:
    input:
        records=rules.parse.output.records,
    output:
        findings="data/processed/findings.jsonl",
    log:
        "logs/extract.log",
    benchmark:
        "logs/benchmarks/extract.tsv"
    params:
        code=code_of("extraction"),
        kept="data/cache/extract",
    script:
        "../../scripts/extract.py"
