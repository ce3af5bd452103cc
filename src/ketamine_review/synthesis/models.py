"""Models by name: the choices that a protocol or a sensitivity analysis can make."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ketamine_review.errors import ReviewError
from ketamine_review.synthesis.effects import EffectSizes, proportion
from ketamine_review.synthesis.effects.base import named
from ketamine_review.synthesis.glmm import Glmm, glmm_proportions
from ketamine_review.synthesis.pool import pool
from ketamine_review.synthesis.pooled import Pooled


@dataclass(frozen=True, slots=True)
class Counts:
    """Events of n in each of k studies.

    Attributes:
        events: Number with the event.
        n: Number observed.
        labels: Study names.
    """

    events: tuple[float, ...]
    n: tuple[float, ...]
    labels: tuple[str, ...]

    @classmethod
    def of(
        cls, events: Sequence[float], n: Sequence[float], labels: Sequence[str] | None = None
    ) -> Counts:
        """Return counts; studies are numbered where they have no names.

        Raises:
            ReviewError: the lengths differ.
        """
        if len(events) != len(n):
            raise ReviewError(
                f"{len(events)} counts were given for {len(n)} denominators", mend="pair them"
            )
        return cls(tuple(events), tuple(n), named(labels, len(events)))

    @property
    def k(self) -> int:
        """Number of studies."""
        return len(self.events)

    def take(self, places: Sequence[int]) -> Counts:
        """Return some of the studies, in the order given."""
        return Counts(
            *(tuple(values[i] for i in places) for values in (self.events, self.n, self.labels))
        )


@dataclass(frozen=True, slots=True)
class Model:
    """A named way to pool.

    Attributes:
        id: Short name.
        label: Name for readers.
        fit: Function from `Counts` or `EffectSizes` to a fit.
    """

    id: str
    label: str
    fit: Callable[[Counts | EffectSizes], Pooled | Glmm]


def _of_proportions(measure: str, method: str, test: str) -> Callable[[Counts], Pooled]:
    def fit(counts: Counts) -> Pooled:
        effects = proportion(
            np.array(counts.events), np.array(counts.n), measure, labels=counts.labels
        )
        return pool(effects, method, test)

    return fit


def _of_effects(method: str, test: str) -> Callable[[EffectSizes], Pooled]:
    return lambda effects: pool(effects, method, test)


def _glmm(counts: Counts) -> Glmm:
    return glmm_proportions(counts.events, counts.n, labels=counts.labels)


#: For single proportions; the first is the primary one.
PROPORTION_MODELS = (
    Model("glmm", "Binomial-normal model, profile-likelihood interval", _glmm),
    Model("logit_reml_hk", "Logit, REML, Hartung-Knapp", _of_proportions("PLO", "REML", "adhoc")),
    Model("logit_reml_wald", "Logit, REML, Wald", _of_proportions("PLO", "REML", "z")),
    Model(
        "logit_pm_hk", "Logit, Paule-Mandel, Hartung-Knapp", _of_proportions("PLO", "PM", "adhoc")
    ),
    Model("logit_common", "Logit, common effect", _of_proportions("PLO", "FE", "z")),
    Model(
        "freeman_tukey",
        "Freeman-Tukey, REML, Hartung-Knapp",
        _of_proportions("PFT", "REML", "adhoc"),
    ),
    Model("arcsine", "Arcsine, REML, Hartung-Knapp", _of_proportions("PAS", "REML", "adhoc")),
)

#: For effect sizes of two arms and for changes; the first is the primary one.
EFFECT_MODELS = (
    Model("reml_hk", "REML, Hartung-Knapp", _of_effects("REML", "adhoc")),
    Model("reml_wald", "REML, Wald", _of_effects("REML", "z")),
    Model("pm_hk", "Paule-Mandel, Hartung-Knapp", _of_effects("PM", "adhoc")),
    Model("dl_wald", "DerSimonian-Laird, Wald", _of_effects("DL", "z")),
    Model("common", "Common effect", _of_effects("FE", "z")),
)
