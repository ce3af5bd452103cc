"""Hold this library against metafor's numbers: ``python validation/metafor/check.py DIR``.

Walks a folder of JSON files in the layout of README.md beside this script, prints per quantity how
many numbers were compared, the worst difference and where, and what is not covered. Ends with 1 if
a difference is over its tolerance.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from effects import check_counts, check_effects, check_variants
from fits import check_fit, check_fits, given, usable_effects
from subsets import check_subsets_of
from tables import check_glmm, check_stratified
from tally import Tally


def check_file(tally: Tally, path: Path) -> None:
    """Compare everything that one file holds."""
    file = json.loads(path.read_text(encoding="utf-8"))
    where = file["id"]
    for measure, entry in file.get("effects", {}).items():
        if "error" in entry:
            tally.skip("effect sizes that are an error in metafor")
            continue
        check_effects(tally, file, measure, f"{where} {measure}")
        effects = usable_effects(tally, file, measure)
        if effects is not None:
            check_fits(tally, entry, effects, f"{where} {measure}")
            check_subsets_of(tally, file, measure, effects, f"{where} {measure}")
    check_variants(tally, file, where)
    for name, entry in file.get("escalc_variants", {}).items():
        fit = entry.get("REML")
        if fit and "error" not in fit and 0 not in entry["vi"]:
            effects = given(file, entry, "GEN")
            check_fit(tally, effects, "REML", "z", fit, f"{where} escalc_variants {name}")
    check_counts(tally, file, where)
    check_stratified(tally, file, where)
    check_glmm(tally, file, where)


def main() -> int:
    """Check a folder and print the report."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folder", type=Path, help="folder of JSON files, searched to any depth")
    folder = options.parse_args().folder
    paths = sorted(folder.rglob("*.json"))
    if not paths:
        print(f"no JSON file in {folder}", file=sys.stderr)
        return 2
    tally = Tally()
    for path in paths:
        check_file(tally, path)
    print(f"{len(paths)} files\n")
    print(tally.report())
    return int(tally.failed)


if __name__ == "__main__":
    sys.exit(main())
