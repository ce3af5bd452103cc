"""The sensitivity battery: every choice as a row of one table with the same columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ketamine_review.errors import ReviewError
from ketamine_review.synthesis.allowed import may_show
from ketamine_review.synthesis.effects import EffectSizes, change
from ketamine_review.synthesis.models import Counts, Model

Data = Counts | EffectSizes


@dataclass(frozen=True, slots=True)
class Alternative:
    """The data under another choice: another reading, selection, denominator or correlation.

    Attributes:
        choice: What sort of choice it is.
        id: Short name.
        label: Name for readers.
        data: The studies under this choice.
        because: What leads to it.
    """

    choice: str
    id: str
    label: str
    data: Data
    because: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the battery, on the natural scale.

    Attributes:
        choice: What was varied.
        id: Short name.
        label: Name for readers.
        k: Studies pooled.
        estimate: Pooled estimate, None where there is none.
        low: Lower confidence limit.
        high: Upper confidence limit.
        because: What led to the choice, or why there is no estimate.
        rows: Names of the studies used.
    """

    choice: str
    id: str
    label: str
    k: int
    estimate: float | None
    low: float | None
    high: float | None
    because: str
    rows: tuple[str, ...]


def sensitivity(
    data: Data,
    models: Sequence[Model],
    alternatives: Sequence[Alternative] = (),
    *,
    crossed: bool = False,
    order: Sequence[int] | None = None,
) -> list[Row]:
    """Return the whole battery: models, alternatives, leave-one-out, cumulative.

    Args:
        data: The studies as the protocol counts them.
        models: Models to compare; the first is the primary one, used for all other rows.
        alternatives: The data under other choices.
        crossed: Combine every alternative with every model, instead of with the primary one.
        order: Places of the studies by date, for the cumulative rows; none where None.

    Raises:
        ReviewError: no model was given.
    """
    if not models:
        raise ReviewError("A sensitivity analysis needs a model", mend="give one or more")
    primary = models[0]
    rows = by_model(data, models)
    for other in alternatives:
        for model in models if crossed else (primary,):
            suffix = ("", "") if model is primary else (f"/{model.id}", f"; {model.label}")
            rows.append(
                _row(
                    other.choice,
                    other.id + suffix[0],
                    other.label + suffix[1],
                    other.data,
                    model,
                    other.because,
                )
            )
    rows += leave_one_out(data, primary)
    return rows + (cumulative(data, primary, order) if order is not None else [])


def by_model(data: Data, models: Sequence[Model]) -> list[Row]:
    """Return one row per model, all with the same studies."""
    return [_row("estimator", model.id, model.label, data, model) for model in models]


def leave_one_out(data: Data, model: Model) -> list[Row]:
    """Return one row per study, without it; none below three studies."""
    if not may_show("leave_one_out", data.k):
        return []
    return [
        _row(
            "leave_one_out",
            f"without_{out + 1}",
            f"Without {data.labels[out]}",
            data.take([i for i in range(data.k) if i != out]),
            model,
        )
        for out in range(data.k)
    ]


def cumulative(data: Data, model: Model, order: Sequence[int]) -> list[Row]:
    """Return one row per study added in the given order, from the second on.

    Args:
        data: The studies.
        model: How they are pooled.
        order: Places of the studies, each once.

    Raises:
        ReviewError: the order does not name each study once.
    """
    if sorted(order) != list(range(data.k)):
        raise ReviewError(
            f"The order {list(order)} does not name each of {data.k} studies once", mend="mend it"
        )
    return [
        _row(
            "cumulative",
            f"up_to_{count}",
            f"Up to {data.labels[order[count - 1]]}",
            data.take(order[:count]),
            model,
        )
        for count in range(2, data.k + 1)
    ]


def correlations(
    n: Sequence[float],
    mean_pre: Sequence[float],
    sd_pre: Sequence[float],
    mean_post: Sequence[float],
    sd_post: Sequence[float],
    grid: Sequence[float],
    measure: str = "MC",
    labels: Sequence[str] | None = None,
) -> list[Alternative]:
    """Return the changes under each assumed before-after correlation; arguments as `change`."""
    return [
        Alternative(
            "correlation",
            f"r_{r:g}",
            f"Correlation {r:g}",
            change(n, mean_pre, sd_pre, mean_post, sd_post, r, measure, labels=labels),
            "the before-after correlation is assumed",
        )
        for r in grid
    ]


def _row(choice: str, name: str, label: str, data: Data, model: Model, because: str = "") -> Row:
    """Return the row of one fit; where there is none, why."""
    try:
        fit = model.fit(data)
    except ReviewError as error:
        return Row(choice, name, label, data.k, None, None, None, error.what, data.labels)
    if not fit.converged:
        why = "the model did not converge"
        return Row(choice, name, label, fit.k, None, None, None, why, data.labels)
    natural = fit.natural
    used = [label for label in data.labels if label not in {row.label for row in fit.excluded}]
    return Row(
        choice,
        name,
        label,
        fit.k,
        natural.estimate,
        natural.low,
        natural.high,
        because,
        tuple(used),
    )
