"""Measure the extractor against labelled abstracts.

    python benchmarks/extraction.py --corpus DIR --gold GOLD.csv --score SCORE.py
        [--confidence C] [--json] [--pred OUT.csv] [--save FILE.json [--described TEXT]]

DIR holds one JSON file per abstract: {"pmcid", "title", "sections": [{"label", "text"}, ...]}.
Prints precision, recall and F1 per kind with bootstrap intervals over abstracts (exact ones where
nothing or everything was wrong), for the numbers alone and with the arm. SCORE.py decides what a
match is; this script only resamples its counts.
Times and denominators are held against labels/times_and_denominators.csv as far as it knows the
abstracts. The speed is that of one core, told beside a loop of plain Python in the same run, since
abstracts per second mean little on another machine; it is printed and never saved.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from statsmodels.stats.proportion import proportion_confint

from ketamine_review.extraction.arms import Arms
from ketamine_review.extraction.doses import are_doses_of
from ketamine_review.extraction.mentions import control_arm
from ketamine_review.extraction.read import DEFAULT_CONFIDENCE, ReadRecord, read_record
from ketamine_review.extraction.tokens import tokenize
from ketamine_review.extraction.treatments import KETAMINES
from ketamine_review.model.finding import Finding
from ketamine_review.model.quantity import Interval, Kind, Spread
from ketamine_review.model.record import Record, Section
from ketamine_review.tables import read_json, read_rows, whole_file, write_json

LABELS = Path(__file__).with_name("labels") / "times_and_denominators.csv"
SEED = 20180801
RESAMPLES = 2000
PASSES, LOOPS = 5, 10_000_000

#: The kinds of the corpus for ours.
GOLD_KIND = {
    Kind.MEDIAN: "mean",
    Kind.MEAN_CHANGE: "mean",
    Kind.SMD: "mean_difference",
    Kind.RELATIVE_RISK: "ratio",
    Kind.ODDS_RATIO: "ratio",
    Kind.HAZARD_RATIO: "ratio",
    Kind.NUMBER_NEEDED: "ratio",
    Kind.CONFIDENCE_INTERVAL: "ci",
}


def main() -> None:
    options = _options()
    scorer = _load(options.score)
    records = list(_records(options.corpus))
    read = {record.record_id: read_record(record) for record in records}
    rows = [row for record in records for row in predictions(record, read, options.confidence)]
    columns = list(rows[0]) if rows else []
    if options.pred:
        _write(options.pred, rows, columns)
    result = measure(scorer, options.gold, rows, columns)
    findings = {name: item.findings for name, item in read.items()}
    result |= {
        "confidence": options.confidence,
        "times": _labelled(findings, "time_days", lambda f: f.context.time.days),
        "denominators": _labelled(findings, "denominator", lambda f: f.denominator),
    }
    if options.json:
        json.dump(result, sys.stdout, indent=1)
        print()
    else:
        _print(result)
        print(_speed(records))
    if options.save:
        write_json(options.save, {"described": options.described, **result})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, required=True, help="folder of abstracts (JSON)")
    parser.add_argument("--gold", type=Path, required=True, help="labels (CSV)")
    parser.add_argument("--score", type=Path, required=True, help="the corpus' score.py")
    parser.add_argument("--confidence", type=float, default=DEFAULT_CONFIDENCE)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--pred", type=Path, help="write the predictions in the gold's columns")
    parser.add_argument("--save", type=Path, help="write the figures to this file")
    parser.add_argument(
        "--described", default="", help="with --save: what the abstracts are, as the page says it"
    )
    return parser.parse_args()


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _records(folder: Path) -> Iterator[Record]:
    for path in sorted(folder.glob("*.json")):
        data = read_json(path)
        title = Section(name="title", text=data.get("title", ""))
        parts = [Section(name=part["label"], text=part["text"]) for part in data["sections"]]
        yield Record(record_id=data["pmcid"], archive="corpus", sections=(title, *parts))


def predictions(
    record: Record, read: Mapping[str, ReadRecord], confidence: float
) -> list[dict[str, Any]]:
    """Return the findings of a record as rows in the columns of the gold file."""
    own = read[record.record_id]
    printed = _printed_names(record, own.arms)
    return [
        _row(record, finding, own.arms, printed)
        for finding in own.findings
        if finding.confidence >= confidence
    ]


def _printed_names(record: Record, arms: Arms) -> dict[str, str]:
    """Return how a record first spells each treatment, "thiopentone" for "thiopental"."""
    printed: dict[str, str] = {}
    for section in record.sections:
        tokens = tokenize(section.text)
        for hit in arms.names.find(tokens):
            text = section.text[tokens[hit.first].start : tokens[hit.last].end]
            if arms.names.in_lexicon(hit.name):
                printed.setdefault(hit.name, text.lower())
    return printed


def _row(
    record: Record, finding: Finding, arms: Arms, printed: Mapping[str, str]
) -> dict[str, Any]:
    quantity, span = finding.quantity, finding.span
    share = quantity.kind is Kind.PROPORTION
    p_value = quantity.p_value or ""
    number = p_value.lstrip("<>=≤≥⩽⩾")
    is_range = quantity.value is None and quantity.low is not None
    bounds = is_range or quantity.interval in (None, Interval.CI, Interval.IQR, Interval.RANGE)
    return {
        "pmcid": record.record_id,
        "section": record.sections[span.section].name,
        "quantity_kind": GOLD_KIND.get(quantity.kind, quantity.kind.value),
        "arm": _gold_arm(finding.arm, arms, quantity.kind, printed),
        "outcome": finding.context.outcome or "",
        "events": quantity.events,
        "n": quantity.n,
        "percent": quantity.value if share else None,
        "value": None if share else quantity.value,
        "sd": quantity.spread if quantity.spread_kind is not Spread.SE else None,
        "se": quantity.spread if quantity.spread_kind is Spread.SE else None,
        "ci_low": quantity.low if bounds else None,
        "ci_high": quantity.high if bounds else None,
        "p_value": number,
        "unit": quantity.scale or "",
        "timepoint_value": finding.context.time.days,
        "timepoint_unit": "days" if finding.context.time.days is not None else "",
        "char_start": span.start,
        "char_end": span.end,
        "section_index": span.section - 1,
        "p_op": p_value[: len(p_value) - len(number)].replace("⩽", "<=").replace("⩾", ">="),
        "span": span.text,
    }


def _gold_arm(name: str | None, arms: Arms, kind: Kind, printed: Mapping[str, str]) -> str:
    """Return an arm as the corpus names it, in the words of the report.

    An inert arm, and the one against ketamine, is ``comparator``; where no groups are compared,
    the one group is ``all`` except of what it was given.
    """
    arm = next((arm for arm in arms.arms if arm.name == name), None)
    if arm is None:
        return name or ""
    if not arms.compared and kind is not Kind.DOSE:
        return "all"
    if arm.control or arm is control_arm(arms):
        return "comparator"
    drug, _, dose = arm.name.rpartition(" ")
    if are_doses_of(drug, arm):
        return f"{printed.get(drug, drug)} {dose}"
    return arm.name if arm.name in KETAMINES else printed.get(arm.name, arm.name)


def measure(
    scorer: ModuleType, gold: Path, rows: list[dict[str, Any]], columns: list[str]
) -> dict[str, Any]:
    """Return precision, recall and F1 per kind with intervals, alone and with the arm."""
    labels = _by_abstract(scorer.load(gold))
    found = _by_abstract(_loaded(scorer, rows, columns))
    return {
        "abstracts": len(labels),
        "resamples": RESAMPLES,
        "numbers": _scores(scorer, labels, found, arm=False),
        "with_arm": _scores(scorer, labels, found, arm=True),
    }


def _loaded(
    scorer: ModuleType, rows: list[dict[str, Any]], columns: list[str]
) -> list[dict[str, Any]]:
    """Pass predictions through the scorer's own reader, so that both sides are read alike."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pred.csv"
        _write(path, rows, columns or ["pmcid"])
        return scorer.load(path)


def _write(path: Path, rows: list[dict[str, Any]], columns: list[str]) -> None:
    # Not tables.write_rows: its guard against spreadsheet formulas would mark the sign "=" of P.
    with whole_file(path) as handle:
        writer = csv.DictWriter(handle, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _by_abstract(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        grouped[row["pmcid"]].append(row)
    return grouped


def _scores(scorer: ModuleType, labels, found, arm: bool) -> dict[str, Any]:
    flags = argparse.Namespace(arm=arm, core=False, no_dedupe=False, p_op=False, units=False)
    counts: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for name in sorted(labels):
        kinds = scorer.score(labels[name], found.get(name, []), flags)[0]["kinds"]
        for kind, score in kinds.items():
            counts[kind].append((score["tp"], score["fp"], score["fn"]))
    return {kind: _summary(np.array(rows)) for kind, rows in counts.items() if np.any(rows)}


def _summary(counts: np.ndarray) -> dict[str, Any]:
    """Return the scores of one kind; ``counts`` has a row of tp, fp, fn per abstract."""
    draws = np.random.default_rng(SEED).integers(0, len(counts), (RESAMPLES, len(counts)))
    sampled = np.array([_rates(counts[draw].sum(axis=0)) for draw in draws])
    point = _rates(counts.sum(axis=0))
    tp, fp, fn = (int(total) for total in counts.sum(axis=0))
    summary: dict[str, Any] = {"tp": tp, "fp": fp, "fn": fn}
    totals = {"precision": tp + fp, "recall": tp + fn, "f1": tp + fp + fn}
    for at, (rate, total) in enumerate(totals.items()):
        low, high = np.nanpercentile(sampled[:, at], (2.5, 97.5))
        if total and tp in (0, total):
            # Resampling never shows an error that did not happen: exact limits instead (Clopper
            # and Pearson 1934), though they take the numbers of one abstract as independent.
            low, high = proportion_confint(tp, total, method="beta")
        summary[rate] = round(point[at], 3)
        summary[f"{rate}_low"], summary[f"{rate}_high"] = round(low, 3), round(high, 3)
    return summary


def _rates(counts: np.ndarray) -> tuple[float, float, float]:
    tp, fp, fn = (float(count) for count in counts)
    precision = tp / (tp + fp) if tp + fp else float("nan")
    recall = tp / (tp + fn) if tp + fn else float("nan")
    f1 = 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else float("nan")
    return precision, recall, f1


def _labelled(
    findings: Mapping[str, Sequence[Finding]],
    column: str,
    value_of: Callable[[Finding], float | None],
) -> dict[str, int]:
    """Return how the times, or the denominators, of found numbers compare with their labels.

    ``right``, ``wrong`` and ``open`` (none given) count numbers that have a label, ``needless``
    those that have none and were given one, ``none`` those that rightly have none.
    """
    counts = dict.fromkeys(("right", "wrong", "open", "needless", "none"), 0)
    for label in read_rows(LABELS):
        found = _found(findings.get(label["record_id"], ()), label)
        if found is None or (column == "denominator" and label["kind"] != "proportion"):
            continue
        wanted, given = label[column], value_of(found)
        if wanted == "":
            counts["none" if given is None else "needless"] += 1
        elif given is None:
            counts["open"] += 1
        else:
            counts["right" if abs(float(wanted) - given) < 1e-3 else "wrong"] += 1
    return counts


def _found(findings: Iterable[Finding], label: Mapping[str, str]) -> Finding | None:
    """Return the finding at a label's place, None where the number itself was not read."""
    start, end = int(label["char_start"]), int(label["char_end"])
    return next(
        (
            finding
            for finding in findings
            if finding.span.section - 1 == int(label["section"])
            and finding.span.start < end
            and start < finding.span.end
            and GOLD_KIND.get(finding.quantity.kind, finding.quantity.kind.value) == label["kind"]
        ),
        None,
    )


def _speed(records: Sequence[Record]) -> str:
    """Read the abstracts again, with warm caches, and tell how long one takes."""
    started = time.process_time()
    for _ in range(PASSES):
        for record in records:
            read_record(record)
    spent = (time.process_time() - started) / (PASSES * len(records))
    started = time.process_time()
    for _ in range(LOOPS):
        pass
    loop = (time.process_time() - started) / LOOPS
    return (
        f"\nspeed: {1 / spent:.0f} abstracts a second on one core; an abstract takes as long as "
        f"{spent / loop:,.0f} turns of an empty loop"
    )


def _print(result: dict[str, Any]) -> None:
    print(f"{result['abstracts']} abstracts, 95% bootstrap intervals over abstracts")
    for name, title in (("numbers", "Numbers alone"), ("with_arm", "With the arm")):
        print(f"\n{title}")
        print(f"{'kind':20} {'TP':>4} {'FP':>4} {'FN':>4}  precision  recall  F1")
        for kind, s in result[name].items():
            print(
                f"{kind:20} {s['tp']:4} {s['fp']:4} {s['fn']:4}  {s['precision']:9.3f}  "
                f"{s['recall']:6.3f}  {s['f1']:.3f} ({s['f1_low']:.3f} to {s['f1_high']:.3f})"
            )
    for name in ("times", "denominators"):
        print(f"\n{name}: " + ", ".join(f"{key} {count}" for key, count in result[name].items()))


if __name__ == "__main__":
    main()
