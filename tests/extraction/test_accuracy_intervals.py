"""The benchmark's intervals: what its few abstracts can and cannot show."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

_PATH = Path(__file__).parents[2] / "benchmarks" / "extraction.py"
_SPEC = importlib.util.spec_from_file_location("extraction_benchmark", _PATH)
benchmark = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(benchmark)


def test_seven_right_of_seven_do_not_show_perfection():
    summary = benchmark._summary(np.array([[4, 0, 0], [3, 0, 0]]))
    assert summary["precision"] == 1.0
    assert summary["precision_low"] == pytest.approx(0.025 ** (1 / 7), abs=5e-4)
    assert summary["precision_high"] == 1.0


def test_errors_that_sit_in_one_abstract_widen_the_interval():
    together = benchmark._summary(np.array([[10, 0, 0]] * 9 + [[0, 10, 0]]))
    spread = benchmark._summary(np.array([[9, 1, 0]] * 10))
    assert together["precision"] == spread["precision"] == 0.9
    width = together["precision_high"] - together["precision_low"]
    assert width > spread["precision_high"] - spread["precision_low"]
