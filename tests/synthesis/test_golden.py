"""The library's numbers are metafor's; the comparison itself can fail."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden"


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    script = ROOT / "validation" / "metafor" / "check.py"
    return subprocess.run(
        [sys.executable, str(script), str(folder)], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def report() -> subprocess.CompletedProcess[str]:
    return checked(GOLDEN)


def test_every_number_agrees_within_its_tolerance(report):
    assert report.returncode == 0, report.stdout
    assert "0 over tolerance" in report.stdout
    assert "OVER" not in report.stdout


def test_more_than_fifty_thousand_numbers_are_compared(report):
    assert int(re.search(r"(\d+) numbers compared", report.stdout)[1]) > 50_000


@pytest.mark.parametrize(
    "quantity",
    [
        *(f"effect size {m}: vi" for m in ("PR", "PLO", "PAS", "PFT", "RR", "OR", "RD", "AS")),
        *(f"effect size {m}: vi" for m in ("PETO", "MD", "SMD", "SMDH", "MC", "SMCC", "SMCR")),
        *(f"{m}: tau2" for m in ("DL", "PM", "REML", "ML", "EB", "SJ", "HE")),
        "REML: prediction interval",
        "REML: Hartung-Knapp factor",
        "Q-profile: tau2",
        "REML subsets: estimate",
        "between subgroups: Q",
        "Mantel-Haenszel OR: se",
        "Mantel-Haenszel RD: se",
        "Peto: estimate",
        "back-transformed (ipft_hm)",
        "Clopper-Pearson",
        "GLMM: estimate",
        "GLMM CM.AL: tau2",
        "GLMM: conditional log-likelihood",
    ],
)
def test_the_comparison_reaches(report, quantity):
    line = next(text for text in report.stdout.splitlines() if text.startswith(quantity))
    assert int(line[len(quantity) :].split()[0]) > 0


def test_where_metafor_stopped_short_our_likelihood_is_higher(report):
    rises = re.findall(r"log-likelihood higher by (\S+)", report.stdout)
    assert rises
    assert all(float(rise) > -1e-9 for rise in rises)


@pytest.mark.parametrize(
    ("path", "factor"),
    [
        (("effects", "GEN", "fits", "DL", "z", "estimate"), 1 + 1e-10),
        (("effects", "GEN", "fits", "REML", "z", "tau2"), 1 + 1e-6),
        (("effects", "GEN", "fits", "REML", "adhoc", "ci_lb"), 1 + 1e-6),
    ],
)
def test_a_number_that_is_off_is_found(tmp_path, path, factor):
    file = json.loads((GOLDEN / "edge_reml_near_boundary.json").read_text(encoding="utf-8"))
    *inner, last = path
    place = file
    for name in inner:
        place = place[name]
    place[last] *= factor
    (tmp_path / "off.json").write_text(json.dumps(file), encoding="utf-8")
    found = checked(tmp_path)
    assert found.returncode == 1
    assert "OVER" in found.stdout


def test_a_folder_without_files_is_said_to_be_empty(tmp_path):
    found = checked(tmp_path)
    assert found.returncode == 2
    assert "no JSON file" in found.stderr
