"""parse: what is in each record?

Reads   the manifests and batches of all archives (the library owns them; they are never outputs).
Writes  records.jsonl, one report per line; what was merged, and what could not be parsed.
"""


rule parse:
    input:
        manifests=MANIFESTS,
        batches=BATCHES,
    output:
        records="data/processed/records.jsonl",
        merges="data/processed/merges.tsv",
        set_aside="data/processed/set_aside.tsv",
    log:
        "logs/parse.log",
    benchmark:
        "logs/benchmarks/parse.tsv"
    params:
        code=code_of("archive"),
        kept="data/cache/parse",
    script:
        "../../scripts/parse.py"
