"""The committed coverage table is what the simulation gives, and bears out the defaults."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from ketamine_review.tables import cell as as_cell
from ketamine_review.tables import read_rows

FOLDER = Path(__file__).parents[2] / "validation" / "coverage"


@pytest.fixture(scope="module")
def table() -> list[dict[str, str]]:
    return read_rows(FOLDER / "coverage.csv")


@pytest.fixture(scope="module")
def simulate():
    spec = importlib.util.spec_from_file_location("coverage_simulate", FOLDER / "simulate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_cells_of_three_trials_come_out_again_to_the_byte(table, simulate):
    for number, found in enumerate(simulate.cells()):
        if found[0] == "effects" and found[1] == 3:
            again = simulate.simulated(found, number, 4000)
            texts = [{name: as_cell(row.get(name)) for name in simulate.COLUMNS} for row in again]
            key = {name: texts[0][name] for name in ("scenario", "k", "sd")}
            stored = [row for row in table if {name: row[name] for name in key} == key]
            assert texts == stored


def test_a_cell_of_shares_can_be_run(simulate):
    rows = simulate.simulated(("shares", 3, 0.2, 0.5), 0, 3)
    names = {row["interval"] for row in rows}
    assert {"primary", "glmm_profile", "logit_reml_hartung_knapp_guarded"} <= names


def lowest(table, scenario: str, interval: str, **where: str) -> float:
    return min(
        float(row["coverage"])
        for row in table
        if (row["scenario"], row["interval"]) == (scenario, interval)
        and all(row[name] == value for name, value in where.items())
    )


def test_the_guarded_interval_of_trials_holds_its_promise_at_every_k(table):
    assert lowest(table, "effects", "reml_hartung_knapp_guarded") > 0.94
    assert lowest(table, "effects", "reml_wald") < 0.85


def test_the_primary_interval_of_shares_beats_the_others_where_events_are_rare(table):
    rare = {"k": "10", "share": "0.03"}
    assert lowest(table, "shares", "primary", **rare) > 0.93
    assert lowest(table, "shares", "logit_reml_hartung_knapp_guarded", **rare) < 0.8


def test_with_four_studies_or_fewer_the_primary_interval_alone_is_not_enough(table):
    for k in ("2", "3", "4"):
        assert lowest(table, "shares", "primary", k=k) < 0.9
        assert lowest(table, "shares", "logit_reml_hartung_knapp_guarded", k=k) > 0.94
