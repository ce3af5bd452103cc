"""Q-profile intervals, leave-one-out, cumulative pooling and subgroups against a file's."""

from __future__ import annotations

from typing import Any

import numpy as np
from fits import NO_WIDTH, check_core, check_fit
from tally import ITERATIVE, Tally, numbers

from ketamine_review import synthesis
from ketamine_review.synthesis.effects import EffectSizes

NOT_BUILT = (
    "confint_profile_likelihood", "influence", "rstandard", "rstudent", "blup", "regtest",
    "ranktest", "ranktest_normal_approx", "trimfill_L0_left", "trimfill_L0_right",
    "trimfill_R0_left", "trimfill_R0_right", "trimfill_auto_side", "trimfill_L0_left_knha",
    "henmi_copas",
)  # fmt: skip


def check_subsets_of(
    tally: Tally, file: dict[str, Any], measure: str, effects: EffectSizes, where: str
) -> None:
    """Compare everything beyond the fits of all studies of one measure."""
    entry = file["effects"][measure]
    for method, extras in entry.get("extras", {}).items():
        if method in ("REML", "DL"):
            check_extras(tally, effects, method, extras, f"{where} extras {method}")
    if "fsn" in entry.get("extras", {}):
        tally.skip("fail-safe N")
    if "metareg" in entry:
        tally.skip("meta-regression")
    if "subgroups" in entry:
        check_subgroups(tally, file, effects, entry["subgroups"], f"{where} subgroups")


def check_extras(
    tally: Tally, effects: EffectSizes, method: str, extras: dict[str, Any], where: str
) -> None:
    """Compare the Q-profile interval, leave-one-out and cumulative pooling."""
    for name in NOT_BUILT:
        if name in extras:
            tally.skip(name)
    if effects.k < 2:
        return
    check_q_profile(tally, effects, method, extras.get("confint_qprofile") or {}, where)
    everyone = list(range(effects.k))
    for name, test in (("leave1out", "z"), ("leave1out_knha", "knha")):
        subsets = [[i for i in everyone if i != out] for out in everyone]
        check_subsets(tally, effects, method, test, subsets, extras.get(name), f"{where} {name}")
    found = extras.get("cumul")
    if found and "order" in found:
        place = {row + 1: i for i, row in enumerate(effects.rows)}
        order = [place.get(int(row), int(row) - 1) for row in found["order"]]
        subsets = [order[: i + 1] for i in everyone]
        check_subsets(tally, effects, method, "z", subsets, found, f"{where} cumul")


def check_q_profile(
    tally: Tally, effects: EffectSizes, method: str, theirs: dict[str, Any], where: str
) -> None:
    if "tau2" not in theirs:
        tally.skip("Q-profile intervals that are an error in metafor", int("error" in theirs))
        return
    ours = synthesis.pool(effects, method, "z")
    scale = float(np.median(effects.vi))
    for value, key, sign in (
        (ours.tau2_low, "ci_lb", "lb_sign"),
        (ours.tau2_high, "ci_ub", "ub_sign"),
    ):
        if theirs.get(sign) == ">":
            tally.skip("Q-profile limits beyond metafor's search")
            continue
        tally.compare(
            "Q-profile: tau2", value, theirs["tau2"][key], where, tolerance=ITERATIVE, floor=scale
        )
        share = 100 * value / (value + ours.typical_variance)
        tally.compare(
            "Q-profile: I2", share, theirs["I2_pct"][key], where, tolerance=ITERATIVE, floor=1.0
        )


def check_subsets(
    tally: Tally,
    effects: EffectSizes,
    method: str,
    test: str,
    subsets: list[list[int]],
    theirs: dict[str, Any] | None,
    where: str,
) -> None:
    """Compare pools of subsets: leave-one-out and cumulative."""
    if not theirs or "error" in theirs:
        return
    for number, places in enumerate(subsets):
        subset = effects.take(places)
        values = {
            key: column[number]
            for key, column in theirs.items()
            if isinstance(column, list) and len(column) == len(subsets) and key != "slab"
        }
        if numbers(values["estimate"]) != numbers(values["estimate"]):
            tally.skip("subsets that metafor could not fit")
            continue
        ours = synthesis.pool(subset, method, test)
        if test == "knha" and (values.get("se") == 0 or ours.variance_factor < 1e-20):
            tally.skip(NO_WIDTH)
            continue
        place = f"{where} {number + 1}"
        check_core(tally, ours, subset, values, method, f"{method} subsets", place)


def check_subgroups(
    tally: Tally, file: dict[str, Any], effects: EffectSizes, theirs: dict[str, Any], where: str
) -> None:
    """Compare each subgroup's pool and the test between them."""
    factor = file["moderators"].get("factor")
    names = factor if isinstance(factor, str) else factor[0]
    by = [str(file["data"][names][row]) for row in effects.rows]
    for method, tests in theirs.items():
        for test, entry in tests.items() if isinstance(tests, dict) else ():
            place = f"{where} {method} {test}"
            for level, fit in entry.get("groups", {}).items():
                part = effects.take([i for i, name in enumerate(by) if name == level])
                if part.k > 1 and "error" not in fit:
                    check_fit(tally, part, method, test, fit, f"{place} {level}")
            between = entry.get("between_separate_tau2")
            if between and "QM" in between:
                ours = synthesis.pool_subgroups(effects, by, method, test)
                tally.compare(
                    "between subgroups: Q", ours.q, between["QM"], place,
                    tolerance=10 * ITERATIVE, floor=1.0,
                )  # fmt: skip
                tally.compare(
                    "between subgroups: P", ours.p, between["pval"], place,
                    tolerance=100 * ITERATIVE, floor=1e-12,
                )  # fmt: skip
            if entry.get("between_common_tau2"):
                tally.skip("between-subgroup tests with a common tau2 (meta-regression)")
