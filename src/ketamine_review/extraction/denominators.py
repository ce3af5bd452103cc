"""Denominators: what a share counts of, and what one count stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from ketamine_review.arithmetic import Outcome, check_percent
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
    alone = [name for name in arms if len(arms) == 1]
    for reading, arm in linked:
        if reading.kind is not Kind.SAMPLE_SIZE or arm is None or reading.n is None:
            continue
        for name in arms if arm == "each" else [arm, *alone]:
            sizes.setdefault(name, reading.n)
        if arm == "all" and len(arms) > 1 and _in_equal_groups(reading, len(arms)):
            for name in arms:
                sizes.setdefault(name, reading.n // len(arms))
    return sizes


def _in_equal_groups(reading: Reading, groups: int) -> bool:
    """Return whether a total is shared out evenly: "60 patients ... two equal groups"."""
    told = any(
        first.value == "equal" and second.kind == "G"
        for first, second in pairwise(reading.place.tokens)
    )
    return told and reading.n is not None and reading.n % groups == 0


def denominator_of(
    reading: Reading, arm: str | None, sizes: Mapping[str, int], counts: Sequence[int] = ()
) -> tuple[int | None, str | None]:
    """Return what a share counts of, and where that stands.

    Args:
        reading: A proportion.
        arm: Its group.
        sizes: The sizes of the groups.
        counts: Denominators that the record prints beside other shares of the group; one of them
            is taken where the size of the group does not fit count and percent, and it does.

    Returns:
        The number, and ``printed`` (beside the share), ``arm`` (size of its group, printed
        elsewhere), ``total`` (size of the study), ``fitted`` (see ``counts``), or ``subgroup`` with
        no number, where the words say that only some are counted; None and None where nothing is
        known.
    """
    if reading.kind is not Kind.PROPORTION:
        return None, None
    if reading.n is not None:
        return reading.n, "printed"
    if reading.note == "events" or unit_of(reading) != "patient":
        return None, None
    if _is_of_some(reading):
        return None, "subgroup"
    size = sizes.get(arm) if arm is not None else None
    if size is None or not _misfits(reading, size):
        return size, None if size is None else "total" if arm == "all" else "arm"
    fitting = [count for count in counts if not _misfits(reading, count)]
    return (fitting[0], "fitted") if fitting else (size, "total" if arm == "all" else "arm")


def _misfits(reading: Reading, n: int) -> bool:
    check = check_percent(reading.events, n, reading.value)
    return check.outcome is Outcome.MISMATCH or (reading.events or 0) > n


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
