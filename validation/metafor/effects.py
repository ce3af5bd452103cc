"""Effect sizes, and what comes of counts alone, against a file's."""

from __future__ import annotations

from typing import Any

import numpy as np
from tally import Tally, numbers

from ketamine_review import synthesis
from ketamine_review.synthesis.effects import EffectSizes, back_transform, harmonic_mean
from ketamine_review.synthesis.effects.back import inverse_double_arcsine

BUILT = {
    "proportion": ("PR", "PLN", "PLO", "PAS", "PFT"),
    "binary2": ("RR", "OR", "RD", "AS", "PETO"),
    "continuous2": ("MD", "SMD", "SMDH", "ROM"),
    "prepost": ("MC", "SMCC", "SMCR"),
    "generic": ("GEN",),
}


def columns(file: dict[str, Any], *names: str) -> list[np.ndarray]:
    """Return columns of the file's data as floats."""
    return [numbers(file["data"][name]) for name in names]


def kind(file: dict[str, Any]) -> str:
    """Return the type of data, edge cases with their kin."""
    return file["type"].removeprefix("edge_")


def computed(file: dict[str, Any], measure: str, **options: Any) -> EffectSizes | None:
    """Return this library's effect sizes, or None for a measure that it does not have."""
    if measure not in BUILT.get(kind(file), ()):
        return None
    if kind(file) == "proportion":
        return synthesis.proportion(*columns(file, "xi", "ni"), measure)
    if kind(file) == "binary2":
        cells = columns(file, "ai", "n1i", "ci", "n2i")
        return synthesis.two_proportions(*cells, measure, **options)
    if kind(file) == "continuous2":
        names = ("n1i", "m1i", "sd1i", "n2i", "m2i", "sd2i")
        return synthesis.two_means(*columns(file, *names), measure)
    if kind(file) == "prepost":
        r = options.get("r", numbers(file["data"]["ri"]))
        names = ("ni", "m_pre", "sd_pre", "m_post", "sd_post")
        return synthesis.change(*columns(file, *names), r, measure)
    return synthesis.given_effects(*columns(file, "yi", "vi"))


def check_effects(tally: Tally, file: dict[str, Any], measure: str, where: str) -> None:
    """Compare the effect sizes of one measure, their intervals and back-transformed values."""
    entry = file["effects"][measure]
    effects = computed(file, measure)
    if effects is None:
        tally.skip(f"effect sizes {measure}")
        return
    compare_effects(tally, f"effect size {measure}", effects, entry, where)
    z = synthesis.z_quantile() * np.sqrt(effects.vi)
    own = entry.get("study_ci", {})
    for name, value in (("ci_lb", effects.yi - z), ("ci_ub", effects.yi + z)):
        if name in own:
            theirs = numbers(own[name])[effects.rows]
            tally.compare("study interval (normal)", value, theirs, where, floor=z)
    if "study_backtransformed" in entry:
        if measure == "PFT":
            back = np.array(
                [inverse_double_arcsine(y, n) for y, n in zip(effects.yi, effects.n, strict=True)]
            )
        else:
            back = back_transform(measure)(effects.yi)
        theirs = numbers(entry["study_backtransformed"])[effects.rows]
        tally.compare("study back-transformed", back, theirs, where, floor=1e-3)


def compare_effects(
    tally: Tally, name: str, effects: EffectSizes, entry: dict[str, Any], where: str
) -> None:
    """Compare yi and vi; metafor keeps rows of variance zero, which this library sets aside."""
    yi, vi = numbers(entry["yi"]), numbers(entry["vi"])
    both = np.isfinite(yi) & np.isfinite(vi)
    if (both & (vi == 0)).any():
        zero = int((both & (vi == 0)).sum())
        tally.skip("rows with a variance of zero: set aside here, kept by metafor", zero)
    usable = both & (vi > 0)
    here = np.isin(np.arange(len(yi)), effects.rows)
    tally.compare("rows that have an effect size", here, usable, where)
    at = np.flatnonzero(here & usable)
    ours = np.searchsorted(effects.rows, at)
    scale = np.sqrt(vi[at])
    tally.compare(f"{name}: yi", effects.yi[ours], yi[at], where, floor=scale)
    tally.compare(f"{name}: vi", effects.vi[ours], vi[at], where)


def check_variants(tally: Tally, file: dict[str, Any], where: str) -> None:
    """Compare the options of zero cells and of the before-after correlation."""
    for name, entry in file.get("escalc_variants", {}).items():
        parts = name.split("_")
        place = f"{where} escalc_variants {name}"
        if kind(file) == "binary2" and len(parts) == 3:
            options = {"to": parts[1], "drop00": parts[2] == "drop00"}
            effects = computed(file, parts[0], **options)
        elif kind(file) == "prepost" and parts[-1].startswith("r"):
            effects = computed(file, parts[0], r=float(parts[-1][1:]))
        elif name == "SMD_vtype_LS":
            effects = computed(file, "SMD")
        else:
            effects = None
        if effects is None:
            tally.skip(f"escalc variant {name}")
            continue
        compare_effects(tally, "effect size variants", effects, entry, place)


def check_counts(tally: Tally, file: dict[str, Any], where: str) -> None:
    """Compare exact intervals and the harmonic mean of sizes."""
    exact = file.get("study_exact_ci_clopper_pearson")
    if exact:
        low, high = synthesis.clopper_pearson(*columns(file, "xi", "ni"))
        tally.compare("Clopper-Pearson", low, exact["ci_lb"], where)
        tally.compare("Clopper-Pearson", high, exact["ci_ub"], where)
    if "harmonic_mean_n" in file:
        ours = harmonic_mean(columns(file, "ni")[0])
        tally.compare("harmonic mean of n", ours, file["harmonic_mean_n"], where)
