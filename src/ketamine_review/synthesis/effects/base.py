"""Effect sizes as a value: estimates, variances, and which rows they came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ketamine_review.errors import ReviewError


@dataclass(frozen=True, slots=True)
class Excluded:
    """A row that has no effect size, and why.

    Attributes:
        row: Its place in the input, counted from 0.
        label: Its name.
        reason: Why it was set aside, a clause without a full stop.
    """

    row: int
    label: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class EffectSizes:
    """The effect sizes of the usable rows, and the rows that are not usable.

    Attributes:
        measure: metafor's short name, ``PLO``, ``OR``, ``SMD`` ...; ``GEN`` where only estimates
            and variances were given.
        yi: Estimates, shape (k,), logarithms for ratios; all finite.
        vi: Sampling variances, shape (k,); all finite and above zero.
        labels: Study names, k of them.
        rows: Place of each in the input, shape (k,), counted from 0.
        excluded: Rows without an effect size.
        n: Persons behind each estimate, shape (k,); None where not known.
    """

    measure: str
    yi: np.ndarray
    vi: np.ndarray
    labels: tuple[str, ...]
    rows: np.ndarray
    excluded: tuple[Excluded, ...] = ()
    n: np.ndarray | None = None

    @property
    def k(self) -> int:
        """Number of usable studies."""
        return len(self.yi)

    def take(self, places: Sequence[int] | np.ndarray) -> EffectSizes:
        """Return the effect sizes of some of the usable studies, in the order given."""
        at = np.asarray(places, dtype=int)
        return EffectSizes(
            self.measure,
            self.yi[at],
            self.vi[at],
            tuple(self.labels[i] for i in at),
            self.rows[at],
            n=None if self.n is None else self.n[at],
        )


def given_effects(
    yi: ArrayLike, vi: ArrayLike, labels: Sequence[str] | None = None, measure: str = "GEN"
) -> EffectSizes:
    """Return effect sizes that are given as estimates and sampling variances.

    Args:
        yi: Estimates, shape (k,); NaN for a missing one.
        vi: Sampling variances (squared standard errors), shape (k,).
        labels: Study names.
        measure: What they measure.

    Raises:
        ReviewError: the lengths differ, a value is not a number, or a variance is negative.
    """
    yi, vi = columns(yi=yi, vi=vi)
    names = named(labels, len(yi))
    refuse(vi < 0, names, lambda i: f"A variance of {vi[i]:g} cannot be")
    return usable_rows(measure, yi, vi, names, {"is missing": np.isnan(yi) | np.isnan(vi)})


def columns(**values: ArrayLike) -> tuple[np.ndarray, ...]:
    """Return the columns as float arrays of one length; a scalar is repeated.

    Raises:
        ReviewError: a value is not a number, or the lengths differ.
    """
    try:
        arrays = [np.array(value, dtype=float) for value in values.values()]
        found = tuple(np.atleast_1d(*np.broadcast_arrays(*arrays)))
    except (TypeError, ValueError):
        found = ()
    if not found or found[0].ndim > 1:
        raise ReviewError(
            f"The columns {', '.join(values)} are not numbers of one length",
            mend="give each study one number in each, NaN where it is missing",
        )
    return found


def named(labels: Sequence[str] | None, k: int) -> tuple[str, ...]:
    """Return the given study names, or ``study 1`` to ``study k``.

    Raises:
        ReviewError: there are not k names.
    """
    if labels is None:
        return tuple(f"study {i}" for i in range(1, k + 1))
    if len(labels) != k:
        raise ReviewError(f"{len(labels)} names were given for {k} studies", mend="name each once")
    return tuple(str(label) for label in labels)


def refuse(wrong: np.ndarray, labels: Sequence[str], what) -> None:
    """Raise a `ReviewError` that names the first impossible row.

    Args:
        wrong: Whether each row is impossible, shape (k,).
        labels: Study names.
        what: Function from the row's place to the sentence that says what is wrong.
    """
    if wrong.any():
        first = int(np.argmax(wrong))
        raise ReviewError(what(first), where=labels[first], mend="correct it, or leave it empty")


def usable_rows(
    measure: str,
    yi: np.ndarray,
    vi: np.ndarray,
    labels: Sequence[str],
    reasons: dict[str, np.ndarray],
    n: np.ndarray | None = None,
) -> EffectSizes:
    """Return the effect sizes of the usable rows; the others carry the first reason that fits.

    Args:
        measure: Short name.
        yi: Estimates, shape (k,), NaN or infinite where there is none.
        vi: Variances, shape (k,).
        labels: Study names.
        reasons: Why a row has no effect size, each with its rows, shape (k,); the sentence goes
            on from "the effect size".
        n: Persons, shape (k,).
    """
    reasons = reasons | {
        "is not finite": ~np.isfinite(yi),
        "has no finite variance": ~np.isfinite(vi),
        "has a variance of zero": ~(vi > 0),
    }
    stacked = np.array(list(reasons.values()))
    out = stacked.any(axis=0)
    first = stacked.argmax(axis=0)
    texts = list(reasons)
    rows = np.flatnonzero(~out)
    return EffectSizes(
        measure,
        yi[rows],
        vi[rows],
        tuple(labels[i] for i in rows),
        rows,
        tuple(
            Excluded(int(i), labels[i], f"the effect size {texts[first[i]]}")
            for i in np.flatnonzero(out)
        ),
        None if n is None else n[rows],
    )
