"""exports: in which form do people take it elsewhere?

Reads   results.json, the decisions of each review, the ledger of reports.
Writes  RIS and BibTeX of the included reports, tables and code for R's metafor, the PRISMA
        checklist; exports.json says what each file is.
"""


rule exports:
    input:
        results=rules.synthesize.output.results,
        reports="data/curation/reports.tsv",
        decisions=expand("data/processed/{review}/decisions.csv", review=REVIEWS),
    output:
        folder=directory("data/processed/exports"),
        index="data/processed/exports.json",
    log:
        "logs/exports.log",
    benchmark:
        "logs/benchmarks/exports.tsv"
    params:
        code=code_of("exports"),
    script:
        "../../scripts/exports.py"
