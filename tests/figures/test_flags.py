"""Claimed numbers: labelled lines, bands and arrows that never cover each other's labels."""

import pytest
from figure_examples import entry, labels, result, share
from figure_reading import marks, names, overlapping, texts, words
from hypothesis import given
from hypothesis import strategies as st

from ketamine_review.figures.flags import place_flags
from ketamine_review.figures.forest import draw_forest
from ketamine_review.figures.scales import share_scale
from ketamine_review.figures.style import SMALL, text_width
from ketamine_review.figures.syntheses import synthesis_forest
from ketamine_review.model.verdict import ClaimLine


def drawn(*lines: ClaimLine):
    studies = result(share("Adams 2018", 48, 61), share("Brown 2017", 55, 77))
    return draw_forest(synthesis_forest(entry(studies), labels(), lines))


bounds = st.sampled_from(["exact", "about", "almost", "up_to", "at_least", "over", "under"])
claimed = st.builds(
    ClaimLine,
    label=st.text("abcdefghij %", min_size=1, max_size=40).filter(str.strip),
    value=st.floats(0, 1),
    bound=bounds,
)


@given(st.lists(claimed, min_size=1, max_size=9))
def test_no_label_covers_another_and_no_line_runs_through_one_to_its_right(lines):
    flags = place_flags(lines, share_scale([1.0], "Share"), 420, 740, 1000)
    assert len(flags) == len(lines)
    for one in flags:
        end = one.text_x + text_width(one.text, SMALL)
        for two in flags:
            if two is one:
                continue
            other_end = two.text_x + text_width(two.text, SMALL)
            if one.lane == two.lane:
                assert end < two.text_x or other_end < one.text_x
            # A line that goes on above this label must not pass through its letters.
            if two.lane > one.lane and two.x < one.x:
                assert not one.text_x < two.x < end


@given(st.lists(claimed, min_size=1, max_size=9))
def test_every_label_stays_on_the_sheet(lines):
    for flag in place_flags(lines, share_scale([1.0], "Share"), 420, 740, 1000):
        assert flag.text_x >= 18
        assert flag.text_x + text_width(flag.text, SMALL) <= 1000 - 18 + 1e-6


def test_a_claimed_number_is_a_line_at_its_value():
    figure = drawn(ClaimLine(label="A page: 75%", value=0.75))
    line = marks(figure, "claim-0")[:, 0]
    axis = {text: (box[0] + box[2]) / 2 for text, box in texts(figure)}
    assert line == pytest.approx([axis["75%"]] * 2, abs=1)
    assert "A page: 75%" in words(figure)


def test_a_claimed_range_is_a_band_from_end_to_end():
    figure = drawn(ClaimLine(label="A page: 50 to 75%", low=0.5, high=0.75))
    band = marks(figure, "claimband-0")[:, 0]
    axis = {text: (box[0] + box[2]) / 2 for text, box in texts(figure)}
    assert [band.min(), band.max()] == pytest.approx([axis["50%"], axis["75%"]], abs=1)


def test_about_and_almost_carry_a_tilde_and_others_do_not():
    assert "~ A page: almost 75%" in words(
        drawn(ClaimLine(label="A page: almost 75%", value=0.75, bound="almost"))
    )
    assert "A page: 75%" in words(drawn(ClaimLine(label="A page: 75%", value=0.75)))


@pytest.mark.parametrize(
    ("bound", "side", "points"),
    [("up_to", "left", "right"), ("under", "left", "left"), ("at_least", "right", "right")],
)
def test_a_bound_is_an_arrow_on_its_side_of_the_line(bound, side, points):
    figure = drawn(ClaimLine(label="A page", value=0.5, bound=bound))
    line = marks(figure, "claim-0")[0, 0]
    (arrow,) = figure.findobj(lambda a: a.get_gid() == "bound-0")
    xs = arrow.get_xy()[:, 0]
    assert (xs.max() <= line + 1) if side == "left" else (xs.min() >= line - 1)
    # The tip stands alone on its side; the two other corners are the arrow's back.
    tip = arrow.get_xy()[0, 0]
    assert tip == (xs.max() if points == "right" else xs.min())


def test_a_number_is_not_drawn_on_an_axis_that_measures_something_else():
    figure = drawn(ClaimLine(label="A page: 3 months", value=90.0, measure="duration"))
    assert names(figure, "claim") == []
    assert "A page: 3 months" not in words(figure)


def test_five_pages_with_the_same_number_keep_five_labels():
    lines = [ClaimLine(label=f"Page {i}: 75%", value=0.75) for i in range(5)]
    figure = drawn(*lines)
    assert {line.label for line in lines} <= set(words(figure))
    assert overlapping(figure) == []
