"""Denominators: what a share counts of, and what one count stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ketamine_review.extraction.cue import cue
from ketamine_review.extraction.readings import Reading
from ketamine_review.model.quantity import Kind


def arm_sizes(linked: Sequence[tuple[Reading, str | None]], arms: Sequence[str]) -> dict[str, int]:
    """Return the size of each group as first printed, ``all`` for the whole study.

    Args:
        linked: The readings of a record, each with its group.
        arms: The names of the study's groups.
    """
    sizes: dict[str, int] = {}
    names = [name for name in arms if len(arms) == 1]
    for reading, arm in linked:
        if reading.kind is Kind.SAMPLE_SIZE and arm is not None and reading.n is not None:
            for name in arms if arm == "each" else [arm, *names]:
                sizes.setdefault(name, reading.n)
    return sizes


def denominator_of(
    reading: Reading, arm: str | None, sizes: Mapping[str, int]
) -> tuple[int | None, str | None]:
    """Return what a share counts of, and where that stands.

    Args:
        reading: A proportion.
        arm: Its group.
        sizes: The sizes of the groups.

    Returns:
        The number, and ``printed`` (beside the share), ``arm`` (size of its group, printed
        elsewhere), ``total`` (size of the study), or ``subgroup`` with no number, where the words
        say that only some are counted; None and None where nothing is known.
    """
    if reading.kind is not Kind.PROPORTION:
        return None, None
    if reading.n is not None:
        return reading.n, "printed"
    if reading.note == "events":
        return None, None
    if _is_of_some(reading):
        return None, "subgroup"
    if arm is not None and arm != "all" and arm in sizes:
        return sizes[arm], "arm"
    if arm == "all" and "all" in sizes:
        return sizes["all"], "total"
    return None, None


def _is_of_some(reading: Reading) -> bool:
    """Return whether a share is counted of responders, completers and the like."""
    after = reading.place.tokens[reading.last : reading.last + 4]
    before = reading.place.tokens[max(0, reading.first - 4) : reading.first]
    of_these = [token.value for token in after[:2]] in (["of", "these"], ["of", "those"])
    led = [token.value for token in before[:2]] in (["of", "these"], ["of", "those"])
    return of_these or led or cue("some").among(after)


def unit_of(reading: Reading) -> str | None:
    """Return what one count of a share stands for: patient, attack, encounter or infusion."""
    if reading.kind is not Kind.PROPORTION:
        return None
    sentence = reading.place.sentence
    around = sentence.tokens[max(0, reading.first - 10) : reading.last + 4]
    for unit in ("attack", "infusion", "encounter"):
        if cue(unit).among(around) and "H" not in sentence.shape[reading.first : reading.last + 3]:
            return unit
    return "patient"
