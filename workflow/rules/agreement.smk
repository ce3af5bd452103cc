"""agreement: did two readers of the same pages write down the same?

Reads   the two extractions and the adjudicator's decisions.
Writes  agreement.json.
"""


rule agreement:
    input:
        extraction_a="data/curation/extraction_a.tsv",
        extraction_b="data/curation/extraction_b.tsv",
        reports_a="data/curation/extraction_a_reports.tsv",
        reports_b="data/curation/extraction_b_reports.tsv",
        adjudications="data/curation/adjudications.tsv",
    output:
        agreement="data/processed/agreement.json",
    log:
        "logs/agreement.log",
    benchmark:
        "logs/benchmarks/agreement.tsv"
    params:
        code=code_of("curation"),
    script:
        "../../scripts/agreement.py"
