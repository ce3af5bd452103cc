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
#: A line of ``reports``: kind, arm (perhaps of several words), numbers.
_LINE = re.compile(r"(\w+) (.*?) ((?:n=|p?[<>=]|\[|-?\d).*)$")


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
        kind, arm, numbers = _LINE.match(line).groups()
        arm = arm.replace("_", " ")  # "zavegrol_30", a group of one dose
        same = [item for item in read if item[1] == f"{kind} {_plain(numbers)}"]
        if not same:
            result["missed"].append(line)
            continue
        best = next((item for item in same if arm in ("-", item[0])), same[0])
        read.remove(best)
        result["found"].append(best[1])
        if arm not in ("-", best[0]):
            result["wrong_arm"].append(f"{line} (read for {best[0]})")
    again = {text for text in result["found"] if text.split()[0] in _DESIGN}
    result["extra"] = [f"{text} ({arm})" for arm, text in read if text not in again]
    return result


def _plain(numbers: str) -> str:
    """Drop units and trailing zeros, so that 3.0 mg and 3 are one."""
    kept = re.sub(r"(?<=[\d%\]])\s+[^\d\s\[-][^\s\[]*", "", numbers)
    return re.sub(r"-?\d+(?:\.\d+)?", lambda m: f"{float(m[0]):g}", kept)


def line_of(finding: Finding) -> str:
    """Return a finding as a line of ``reports``, without its arm."""
    quantity = finding.quantity
    kind = _NAMES.get(quantity.kind, quantity.kind.value)
    if kind == "p":
        return "p " + _plain(quantity.p_value or "")
    if kind == "ci":
        return f"ci {_plain(f'[{quantity.low} {quantity.high}]')}"
    if kind == "sample_size":
        return f"sample_size n={quantity.n}"
    parts = []
    if quantity.events is not None:
        of = f"/{quantity.n}" if quantity.n is not None else ""
        parts.append(f"{quantity.events}{of}")
    if quantity.value is not None:
        sign = "%" if kind == "proportion" else ""
        spread = f"±{quantity.spread}" if quantity.spread else ""
        parts.append(f"{quantity.value}{sign}{spread}")
    if quantity.low is not None:
        limits = f"{quantity.low} {quantity.high}"
        parts.append(f"[{limits}]" if quantity.value is not None else limits.replace(" ", "-"))
    return f"{kind} {_plain(' '.join(parts))}"
