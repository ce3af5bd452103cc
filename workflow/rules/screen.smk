"""screen: is a report eligible for this review, and why not?

Reads   records.jsonl, the review's protocol, the ledgers of reports and of decisions by people.
Writes  <review>/decisions.csv and the counts of its PRISMA diagram.
"""


rule screen:
    input:
        records=rules.parse.output.records,
        merges=rules.parse.output.merges,
        set_aside=rules.parse.output.set_aside,
        protocol="config/reviews/{review}.yaml",
        reports="data/curation/reports.tsv",
        overrides="data/curation/decisions.tsv",
    output:
        decisions="data/processed/{review}/decisions.csv",
        prisma="data/processed/{review}/prisma.json",
    log:
        "logs/screen.{review}.log",
    benchmark:
        "logs/benchmarks/screen.{review}.tsv"
    params:
        code=code_of("screening"),
    script:
        "../../scripts/screen.py"
