"""page: what should a person read?

Reads   results, verdicts, figures, evidence, decisions, queue, claim files and ledgers.
Writes  one self-contained HTML page.
"""

# What was measured on a corpus that does not come with the project.
ACCURACY = ["benchmarks/extraction_accuracy.json"]


rule page:
    input:
        config="config/config.yaml",
        agreement=rules.agreement.output.agreement,
        accuracy=[path for path in ACCURACY if Path(path).exists()],
        changes=rules.changes.output.changes,
        searches=sorted(map(str, Path("data/raw/pubmed/searches").glob("*.json"))),
        results=rules.synthesize.output.results,
        verdicts=rules.check_claims.output.verdicts,
        queue=rules.queue.output.queue,
        figures=rules.figures.output.folder,
        index=rules.figures.output.index,
        records=rules.parse.output.records,
        findings=rules.extract.output.findings,
        evidence=expand("data/processed/{review}/evidence.csv", review=REVIEWS),
        rows=rules.synthesize.output.rows,
        decisions=expand("data/processed/{review}/decisions.csv", review=REVIEWS),
        reports="data/curation/reports.tsv",
        ledger="data/curation/evidence.tsv",
        corrections="data/curation/corrections.tsv",
        judgements="data/curation/judgements.tsv",
        risk_of_bias="data/curation/risk_of_bias.tsv",
        claims=CLAIMS,
        vocabulary="config/vocabulary.yaml",
        protocols=PROTOCOLS,
        manifests=MANIFESTS,
    output:
        page=report(
            "data/processed/page/index.html",
            caption="../report/page.rst",
            category="Page",
            labels={"page": "Claims against evidence"},
        ),
    log:
        "logs/page.log",
    benchmark:
        "logs/benchmarks/page.tsv"
    params:
        code=code_of("page"),
    script:
        "../../scripts/page.py"
