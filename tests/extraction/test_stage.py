import json
from pathlib import Path

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


def extract(folder: Path) -> str:
    files = (folder / name for name in ("records.jsonl", "findings.jsonl", "kept"))
    return extract_findings(*map(str, files))


def test_every_finding_is_written_with_a_span_that_relocates(tmp_path):
    write_lines(tmp_path / "records.jsonl", [RECORD])
    said = extract(tmp_path)
    lines = (tmp_path / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    findings = [Finding.model_validate(json.loads(line)) for line in lines]
    assert said == f"{len(findings)} findings in 1 record; 1 read, 0 known"
    assert findings and all(relocate(finding.span, RECORD) for finding in findings)
    assert {f.quantity.kind.value for f in findings} >= {"proportion", "p_value"}
    assert all(f.context.condition == "chronic_migraine" for f in findings)


def test_a_finding_whose_span_does_not_hold_is_refused(tmp_path, monkeypatch, caplog):
    true = stage.findings_of(RECORD)
    moved = true[0].model_copy(
        update={"span": true[0].span.model_copy(update={"start": 0, "end": 3})}
    )
    monkeypatch.setattr(stage, "findings_of", lambda record: [moved, *true[1:]])
    write_lines(tmp_path / "records.jsonl", [RECORD])
    extract(tmp_path)
    assert f"Refused, its span does not hold: {moved.finding_id}" in caplog.text
    assert len((tmp_path / "findings.jsonl").read_text().splitlines()) == len(true) - 1


def test_only_a_record_that_changed_is_read_again(tmp_path):
    other = RECORD.model_copy(update={"record_id": "pmid:2"})
    write_lines(tmp_path / "records.jsonl", [RECORD, other])
    extract(tmp_path)
    first = (tmp_path / "findings.jsonl").read_bytes()
    assert extract(tmp_path).endswith("0 read, 2 known")
    assert (tmp_path / "findings.jsonl").read_bytes() == first
    write_lines(tmp_path / "records.jsonl", [RECORD, other.model_copy(update={"year": 2020})])
    assert extract(tmp_path).endswith("1 read, 1 known")
