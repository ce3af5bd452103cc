"""Marks lie where metafor's numbers say, within 0.5% of the axis.

The axis is read from the printed tick labels and not from the code that drew the marks, so that
a wrong transformation cannot hide. Numbers: metafor 3.8-1 (REML, Knapp-Hartung) on its data sets
dat.bcg (risk ratios), dat.senn2013 (metformin against placebo) and dat.pritz1997 (proportions).
"""

import math
from dataclasses import dataclass

import numpy as np
import pytest
from figure_reading import marks, side, tick_places

from ketamine_review.figures.content import Forest, Row, Section, Summary
from ketamine_review.figures.forest import draw_forest
from ketamine_review.figures.scales import Scale, linear_scale, ratio_scale, share_scale


@dataclass(frozen=True)
class Golden:
    """Estimates, limits, weights; pool and prediction interval; on the scale of the analysis."""

    yi: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    weights: tuple[float, ...]
    pool: tuple[float, float, float]
    prediction: tuple[float, float]


BCG = Golden(
    (-0.889311, -1.585389, -1.348073, -1.441551, -0.217547, -0.786116, -1.620898, 0.011952,
     -0.469418, -1.371345, -0.339359, 0.445913, -0.017314),
    (-2.007667, -2.449955, -2.611251, -1.718801, -0.661081, -0.948989, -2.546485, -0.11141,
     -0.935024, -1.900988, -0.557719, -0.984331, -0.541049),
    (0.229045, -0.720822, -0.084895, -1.164301, 0.225986, -0.623242, -0.695311, 0.135315,
     -0.003811, -0.841702, -0.120999, 1.876158, 0.506421),
    (5.0595, 6.3647, 4.436, 9.6987, 8.8685, 10.0957, 6.0272, 10.1894, 8.7431, 8.3676, 9.925,
     3.8216, 8.4029),
    (-0.714532, -1.108444, -0.320621),
    (-1.996017, 0.566952),
)  # fmt: skip

SENN = Golden(
    (-1.9, -0.82, -1.2, -0.4),
    (-2.177168, -1.014405, -1.93656, -1.253703),
    (-1.622832, -0.625595, -0.46344, 0.453703),
    (28.861, 29.6806, 21.7082, 19.7502),
    (-1.131239, -2.147549, -0.114929),
    (-3.265872, 1.003394),
)

PRITZ = Golden(
    (2.772589, 1.609438, 0.0, 1.05315, 3.044522, 0.385662, 2.564949, 3.218876, 0.146603,
     1.386294, 1.609438, 1.280934, 1.757858, 0.405465),
    (0.752304, 0.091256, -1.385904, 0.465414, 0.207487, -0.230476, 0.530999, 0.392176, -0.467232,
     -0.805012, -0.537595, 0.290123, 1.086756, -0.859686),
    (4.792873, 3.127619, 1.385904, 1.640886, 5.881558, 1.001801, 4.5989, 6.045576, 0.760439,
     3.577601, 3.756471, 2.271745, 2.42896, 1.670616),
    (4.0861, 6.0452, 6.7444, 12.8295, 2.3706, 12.5831, 4.0452, 2.3853, 12.6032, 3.6115, 3.727,
     9.4029, 12.1021, 7.4638),
    (1.138909, 0.610825, 1.666993),
    (-0.268384, 2.546202),
)  # fmt: skip


def expit(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def logit(p: float) -> float:
    return math.log(p / (1 - p))


def same(x: float) -> float:
    return x


CASES = {
    "bcg, log": (BCG, math.exp, math.log),
    "senn2013, linear": (SENN, same, same),
    "pritz1997, logit": (PRITZ, expit, logit),
    "pritz1997, linear": (PRITZ, expit, same),
}


def scale_for(case: str, rows: list[tuple[float, float, float]], ends: list[float]) -> Scale:
    if "bcg" in case:
        return ratio_scale(rows, ends, "Risk ratio")
    if "senn" in case:
        return linear_scale(rows, ends, "Mean difference")
    values = [v for row in rows for v in row]
    return share_scale([*values, *ends], "Share", logit="logit" in case)


@pytest.fixture(params=CASES)
def drawn(request):
    """The figure of a case, its values on the drawn scale, and a function from value to pixel."""
    golden, back, forward = CASES[request.param]
    rows = [tuple(map(back, row)) for row in zip(golden.yi, golden.low, golden.high, strict=True)]
    ends = [back(v) for v in (*golden.pool, *golden.prediction)]
    scale = scale_for(request.param, rows, ends)
    forest = Forest(
        title=request.param,
        scale=scale,
        sections=(
            Section(
                None,
                tuple(
                    Row(f"Study {i}", estimate=e, low=low, high=high, weight=w)
                    for i, ((e, low, high), w) in enumerate(zip(rows, golden.weights, strict=True))
                ),
            ),
        ),
        summaries=(
            Summary("Pool", "", *ends[:3], prediction=tuple(ends[3:]),
                    prediction_text="x"),
        ),
    )  # fmt: skip
    figure = draw_forest(forest)
    ticks = tick_places(figure, {label: value for value, label in scale.ticks})
    (first, left), (last, right) = ticks[0], ticks[-1]
    start, end = forward(first), forward(last)

    def pixel(value: float) -> float:
        return left + (forward(value) - start) / (end - start) * (right - left)

    return figure, rows, ends, golden, scale, pixel, 0.005 * (right - left)


def test_squares_lie_at_the_estimates(drawn):
    figure, rows, _, _, _, pixel, slack = drawn
    for i, (estimate, _, _) in enumerate(rows):
        assert marks(figure, f"square-{i}")[0, 0] == pytest.approx(pixel(estimate), abs=slack)


def test_intervals_reach_from_limit_to_limit_or_to_the_end_of_the_axis(drawn):
    figure, rows, _, _, scale, pixel, slack = drawn
    for i, (_, low, high) in enumerate(rows):
        ends = marks(figure, f"interval-{i}")[:, 0]
        expected = [pixel(min(max(v, scale.low), scale.high)) for v in (low, high)]
        assert ends == pytest.approx(expected, abs=slack)


def test_the_diamond_spans_the_pooled_interval_with_its_tips_at_the_estimate(drawn):
    figure, _, (estimate, low, high, *_), _, _, pixel, slack = drawn
    points = marks(figure, "diamond-0")
    left, right = points[:, 0].min(), points[:, 0].max()
    tips = points[[points[:, 1].argmin(), points[:, 1].argmax()], 0]
    assert [left, right] == pytest.approx([pixel(low), pixel(high)], abs=slack)
    assert tips == pytest.approx([pixel(estimate)] * 2, abs=slack)


def test_the_prediction_bar_spans_the_prediction_interval(drawn):
    figure, _, ends, _, _, pixel, slack = drawn
    bar = marks(figure, "interval-prediction-0")[:, 0]
    assert bar == pytest.approx([pixel(v) for v in ends[3:]], abs=slack)


def test_the_area_of_a_square_is_its_weight(drawn):
    figure, _, _, golden, *_ = drawn
    areas = np.array([side(figure, f"square-{i}") ** 2 for i in range(len(golden.weights))])
    shares = np.array(golden.weights) / max(golden.weights)
    assert areas / areas.max() == pytest.approx(shares, rel=0.001)


def test_rows_stand_in_line_with_their_names(drawn):
    from figure_reading import texts

    figure, rows, *_ = drawn
    boxes = dict(texts(figure))
    for i in range(len(rows)):
        middle = sum(boxes[f"Study {i}"][1::2]) / 2
        y = figure.bbox.height - marks(figure, f"square-{i}")[0, 1]
        assert y == pytest.approx(middle, abs=3)


def test_a_square_in_the_svg_stands_where_its_mark_stands_in_the_figure(drawn, tmp_path):
    from lxml import etree

    from ketamine_review.figures.save import save_figure

    figure, rows, *_ = drawn
    save_figure(figure, tmp_path / "f.svg", tmp_path / "f.pdf", "t", "d")
    uses = etree.parse(tmp_path / "f.svg").findall(".//{*}use")
    written = np.array([float(use.get("x")) for use in uses])
    for i in range(len(rows)):
        assert np.abs(written - marks(figure, f"square-{i}")[0, 0]).min() < 0.01
