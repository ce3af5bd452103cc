"""curate: what is confirmed, corrected, added?

Reads   findings, decisions, and the ledgers of reports, evidence and corrections.
Writes  <review>/evidence.csv, and <review>/left_out.csv with a reason for every other row.
"""


rule curate:
    input:
        decisions=rules.screen.output.decisions,
        findings=rules.extract.output.findings,
        protocol="config/reviews/{review}.yaml",
        vocabulary="config/vocabulary.yaml",
        reports="data/curation/reports.tsv",
        ledger="data/curation/evidence.tsv",
        corrections="data/curation/corrections.tsv",
    output:
        evidence="data/processed/{review}/evidence.csv",
        left_out="data/processed/{review}/left_out.csv",
    log:
        "logs/curate.{review}.log",
    benchmark:
        "logs/benchmarks/curate.{review}.tsv"
    params:
        code=code_of("curation"),
    script:
        "../../scripts/curate.py"
