import json

from ketamine_review.extraction import stage
from ketamine_review.extraction.stage import extract_findings
from ketamine_review.model.finding import Finding, relocate
from ketamine_review.model.record import Record, Section
from ketamine_review.tables import write_lines

RECORD = Record(
    record_id="pmid:1",
    archive="test",
    sections=(
        Section(name="title", text="Ketamine infusion for chronic migraine"),
        Section(name="Results", text="Relief came in 12 (40%) of 30 patients (P = 0.03)."),
    ),
)


def test_every_finding_is_written_with_a_span_that_relocates(tmp_path):
    write_lines(tmp_path / "records.jsonl", [RECORD])
    said = extract_findings(str(tmp_path / "records.jsonl"), str(tmp_path / "findings.jsonl"))
    lines = (tmp_path / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    findings = [Finding.model_validate(json.loads(line)) for line in lines]
    assert said == f"{len(findings)} findings in 1 records"
    assert findings and all(relocate(finding.span, RECORD) for finding in findings)
    assert {f.quantity.kind.value for f in findings} >= {"proportion", "p_value"}
    assert all(f.context.condition == "chronic_migraine" for f in findings)


def test_a_finding_whose_span_does_not_hold_is_refused(tmp_path, monkeypatch):
    true = stage.findings_of(RECORD)
    moved = true[0].model_copy(
        update={"span": true[0].span.model_copy(update={"start": 0, "end": 3})}
    )
    monkeypatch.setattr(stage, "findings_of", lambda record: [moved, *true[1:]])
    write_lines(tmp_path / "records.jsonl", [RECORD])
    said = extract_findings(str(tmp_path / "records.jsonl"), str(tmp_path / "findings.jsonl"))
    assert said.endswith("1 refused")
    assert len((tmp_path / "findings.jsonl").read_text().splitlines()) == len(true) - 1
