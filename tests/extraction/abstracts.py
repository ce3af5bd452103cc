"""The invented abstracts of abstracts.yaml, and how what was read is held against them."""

import re
from pathlib import Path
from typing import Any

import yaml

from ketamine_review.extraction.read import DEFAULT_CONFIDENCE, read_record
from ketamine_review.model.finding import Finding
from ketamine_review.model.quantity import Kind
from ketamine_review.model.record import Record, Section

_NAMES = {
    Kind.P_VALUE: "p",
    Kind.CONFIDENCE_INTERVAL: "ci",
    Kind.MEDIAN: "mean",
    Kind.MEAN_CHANGE: "mean",
    Kind.ODDS_RATIO: "ratio",
    Kind.RELATIVE_RISK: "ratio",
    Kind.HAZARD_RATIO: "ratio",
    Kind.NUMBER_NEEDED: "ratio",
}
#: Design figures may be said again; each counts once.
_DESIGN = ("dose", "sample_size", "treatment_duration", "follow_up_duration")


def load_abstracts() -> list[dict[str, Any]]:
    path = Path(__file__).with_name("abstracts.yaml")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def record_of(abstract: dict[str, Any]) -> Record:
    parts = [Section(name=name, text=text.strip()) for name, text in abstract["sections"].items()]
    return Record(
        record_id=abstract["id"],
        archive="test",
        sections=(Section(name="title", text=abstract["title"]), *parts),
    )


def compare(abstract: dict[str, Any]) -> dict[str, list[str]]:
    """Return what was found, missed, read too much, and read for another arm."""
    findings = read_record(record_of(abstract)).findings
    read = [(f.arm, line_of(f)) for f in findings if f.confidence >= DEFAULT_CONFIDENCE]
    result: dict[str, list[str]] = {"found": [], "missed": [], "extra": [], "wrong_arm": []}
    for line in abstract["reports"]:
        kind, arm, numbers = re.match(r"(\w+) (.*?) ((?:n=|p?[<>=]|\[|-?\d).*)$", line).groups()
        wanted = f"{kind} {_plain(numbers)}"
        same = [item for item in read if item[1] == wanted]
        if not same:
            result["missed"].append(line)
            continue
        best = next((item for item in same if arm in ("-", item[0])), same[0])
        read.remove(best)
        result["found"].append(line)
        if arm not in ("-", best[0]):
            result["wrong_arm"].append(f"{line} (read for {best[0]})")
    asked = {f"{l.split()[0]} {l.split()[-1]}" for l in abstract["reports"]}
    known = {_design_key(line) for line in result["found"]}
    result["extra"] = [
        f"{text} ({arm})" for arm, text in read if not (_is_design(text) and _seen(text, known))
    ]
    del asked
    return result


def _is_design(text: str) -> bool:
    return text.split()[0] in _DESIGN


def _design_key(line: str) -> str:
    kind, _, numbers = re.match(r"(\w+) (.*?) ((?:n=|p?[<>=]|\[|-?\d).*)$", line).groups()
    return f"{kind} {_plain(numbers)}"


def _seen(text: str, known: set[str]) -> bool:
    return text in known


def _plain(numbers: str) -> str:
    """Drop units and trailing zeros, so that 3.0 mg and 3 are one."""
    kept = re.sub(r"(?<=[\d%\]])\s+[^\d\s\[-][^\s\[]*", "", numbers)
    return re.sub(r"-?\d+(?:\.\d+)?", lambda m: f"{float(m[0]):g}", kept) if kept else kept


def line_of(finding: Finding) -> str:
    """Return a finding as a line of ``reports``, without its arm."""
    q = finding.quantity
    kind = _NAMES.get(q.kind, q.kind.value)
    if kind == "p":
        return "p " + _plain(q.p_value or "")
    if kind == "ci":
        return f"ci {_plain(f'[{q.low} {q.high}]')}"
    if kind == "sample_size":
        return f"sample_size n={q.n}"
    parts = []
    if q.events is not None:
        parts.append(f"{q.events}/{q.n}" if q.n is not None else str(q.events))
    if q.value is not None:
        spread = f"±{q.spread}" if q.spread else ""
        parts.append(f"{q.value}{'%' if kind == 'proportion' else ''}{spread}")
    if q.value is None and q.low is not None:
        parts.append(f"{q.low}-{q.high}")
    elif q.low is not None:
        parts.append(f"[{q.low} {q.high}]")
    return f"{kind} {_plain(' '.join(parts))}"
