"""Cut files of the full layout down to what `check.py` compares: ``trim.py DIR OUT ID...``.

Made the files in tests/synthesis/golden; the numbers are not changed.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

FIT = (
    "estimate", "se", "stat", "pval", "ci_lb", "ci_ub", "ddf", "s2w", "tau2", "I2", "H2", "vt",
    "QE", "QEp",
)  # fmt: skip
TESTS_KEPT = {"REML": ("z", "knha", "adhoc", "t"), "DL": ("z", "adhoc"), "FE": ("z",)}
SUBSET = ("order", "estimate", "se", "ci_lb", "ci_ub", "tau2", "I2", "Q", "QE")
EXTRAS = ("leave1out", "leave1out_knha", "cumul")
WHOLE = (
    "glmm_PLO", "glmm_PLO_laplace", "glmm_OR", "peto", "study_exact_ci_clopper_pearson",
    "harmonic_mean_n",
)  # fmt: skip


def picked(values: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Return the named entries that are there."""
    return {name: values[name] for name in names if name in values}


def trimmed_fit(fit: dict[str, Any]) -> dict[str, Any]:
    """Return a fit with its intervals."""
    if "error" in fit:
        return {"error": fit["error"]}
    kept = picked(fit, FIT)
    for name in ("predict", "predict_riley"):
        if fit.get(name):
            kept[name] = picked(fit[name], ("pi_lb", "pi_ub"))
    if fit.get("backtransformed"):
        kept["backtransformed"] = {
            how: picked(values, ("pred", "ci_lb", "ci_ub", "pi_lb", "pi_ub"))
            for how, values in fit["backtransformed"].items()
        }
    return kept


def trimmed_measure(entry: dict[str, Any]) -> dict[str, Any]:
    """Return the effect sizes of a measure and what was pooled from them."""
    kept = picked(entry, ("yi", "vi", "study_backtransformed"))
    kept["fits"] = {
        method: {
            test: trimmed_fit(fit)
            for test, fit in tests.items()
            if test in TESTS_KEPT.get(method, ("z",))
        }
        for method, tests in entry.get("fits", {}).items()
        if not method.startswith("_")
    }
    for method in ("REML", "DL"):
        extras = entry.get("extras", {}).get(method, {})
        short = {name: picked(extras[name], SUBSET) for name in EXTRAS if name in extras}
        found = extras.get("confint_qprofile", {})
        if method == "REML" and "tau2" in found:
            short["confint_qprofile"] = picked(found, ("tau2", "I2_pct", "lb_sign", "ub_sign"))
        if short:
            kept.setdefault("extras", {})[method] = short
    groups = entry.get("subgroups", {}).get("REML")
    if groups:
        kept["subgroups"] = {"REML": {test: trimmed_groups(groups[test]) for test in groups}}
    return kept


def trimmed_groups(entry: dict[str, Any]) -> dict[str, Any]:
    """Return subgroup pools and the test between them."""
    kept = picked(entry, ("between_separate_tau2",))
    kept["groups"] = {level: trimmed_fit(fit) for level, fit in entry.get("groups", {}).items()}
    return kept


def trimmed(file: dict[str, Any]) -> dict[str, Any]:
    """Return what is compared of one file."""
    kept = picked(file, ("id", "type", "moderators"))
    kept["data"] = {name: column for name, column in file["data"].items() if name != "study"}
    kept["effects"] = {
        measure: trimmed_measure(entry)
        for measure, entry in file["effects"].items()
        if "error" not in entry
    }
    if "escalc_variants" in file:
        kept["escalc_variants"] = {
            name: picked(entry, ("yi", "vi")) for name, entry in file["escalc_variants"].items()
        }
    if "mantel_haenszel" in file:
        kept["mantel_haenszel"] = picked(file["mantel_haenszel"], ("OR", "RR", "RD"))
    return kept | picked(file, WHOLE)


def main() -> None:
    """Write the trimmed files."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folder", type=Path)
    options.add_argument("out", type=Path)
    options.add_argument("ids", nargs="+")
    chosen = options.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name in chosen.ids:
        file = json.loads((chosen.folder / f"{name}.json").read_text(encoding="utf-8"))
        text = json.dumps(trimmed(file), ensure_ascii=False, separators=(",", ":"))
        (chosen.out / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
