"""Forest plots of syntheses as they come: none, one, sixty studies, gaps, hollow marks."""

import pytest
from figure_examples import entry, labels, pool, result, share, study
from figure_reading import is_open, names, outside, overlapping, texts, words

from ketamine_review.curation.risk_of_bias import BiasJudgement
from ketamine_review.figures.forest import draw_forest
from ketamine_review.figures.syntheses import synthesis_forest
from ketamine_review.model.verdict import ClaimLine

LINES = (
    ClaimLine(label="First page: 75%", value=0.75),
    ClaimLine(label="Second page: up to 80%", value=0.8, bound="up_to"),
    ClaimLine(label="Third page: 50 to 70%", low=0.5, high=0.7),
)


def drawn(entry_, lines=(), judgements=(), **how):
    return draw_forest(synthesis_forest(entry_, labels(), lines, judgements, "m/acute", **how))


def two_studies(**fields):
    studies = (share("Adams 2018", 48, 61, weight=39.4), share("Brown 2017", 55, 77, weight=60.6))
    pools = (
        pool(0.746, 0.64, 0.84, prediction_note="two studies", tau2=0.0, i2=0.0),
        pool(0.744, 0.19, 0.97, model="hk", label="Logit, REML, Hartung-Knapp"),
        pool(0.75, 0.2, 1.0, model="ft", label="Freeman-Tukey"),
    )
    usual = {"presentation": "descriptive", "statement": "Two studies.", "pools": pools}
    return result(*studies, **{**usual, **fields})


def test_a_synthesis_without_studies_is_a_sentence():
    figure = drawn(entry(result()), LINES)
    assert "No study reports this." in words(figure)
    assert names(figure, "square") == []
    assert names(figure, "claim") == []


def test_one_study_has_a_square_and_no_diamond():
    figure = drawn(entry(result(share("Only 2020", 0, 30), presentation="single")), LINES)
    assert names(figure, "square") == ["square-0"]
    assert names(figure, "diamond") == []
    assert "0/30" in words(figure)
    assert "0% (0 to 12)" in words(figure)


def test_two_pools_stand_side_by_side_open_and_the_prediction_is_not_estimable():
    figure = drawn(entry(two_studies()), LINES)
    assert names(figure, "diamond") == ["diamond-0", "diamond-1"]
    assert is_open(figure, "diamond-0")
    assert "not estimable" in words(figure)
    assert names(figure, "interval-prediction") == []
    assert any(text.startswith("For description only: 2 studies") for text in words(figure))


def test_two_studies_show_no_heterogeneity():
    assert not any("τ²" in text or "I²" in text for text in words(drawn(entry(two_studies()))))


def test_three_studies_show_a_filled_diamond_and_their_heterogeneity():
    pooled = two_studies(
        presentation="pooled",
        pools=(pool(0.7, 0.6, 0.8, k=3, tau2=0.1, tau2_low=0.0, tau2_high=2.0, i2=34.2, q=3.0,
                    q_p=0.0004, prediction_low=0.3, prediction_high=0.9),),
    )  # fmt: skip
    figure = drawn(entry(pooled))
    assert not is_open(figure, "diamond-0")
    said = " ".join(words(figure))
    assert "τ² = 0.10 (0.00 to 2.00)" in said
    assert "I² = 34%" in said
    assert "P < 0.001" in said
    assert "30% to 90%" in words(figure)


def test_what_is_listed_has_no_diamond_and_says_why():
    listed = result(share("Adams 2018", 48, 61), statement="Listed, not pooled: two routes.")
    figure = drawn(entry(listed))
    assert names(figure, "diamond") == []
    assert "Listed, not pooled: two routes." in words(figure)
    assert "Weight" not in words(figure)


def test_a_finding_that_nobody_confirmed_is_hollow_and_its_pool_stands_apart():
    new = share("New 2025", 20, 25, status="provisional", weight=20.0)
    more = two_studies(
        studies=(*two_studies().studies, new), presentation="pooled", k=3,
        pools=(pool(0.76, 0.68, 0.82, k=3),),
    )  # fmt: skip
    figure = drawn(entry(two_studies(), more))
    assert [is_open(figure, f"square-{i}") for i in range(3)] == [False, False, True]
    assert len(names(figure, "diamond")) == 3
    assert "Binomial-normal GLMM, with findings not confirmed yet" in " ".join(words(figure))
    assert "not confirmed yet" in words(figure)
    # Weights are those of the confirmed pool and add up to 100 without the new study.
    assert "20.0%" not in words(figure)


def test_a_study_without_an_estimate_keeps_its_row_and_says_why():
    figure = drawn(
        entry(result(share("Adams 2018", 48, 61), study("Cole 2019", not_estimable="only wording")))
    )
    assert "Cole 2019" in words(figure)
    assert "Only wording." in words(figure)
    assert names(figure, "square") == ["square-0"]


def test_an_unknown_denominator_is_an_open_band_without_a_point():
    figure = drawn(
        entry(result(study("Cole 2019", readings=(0.31, 0.41), not_estimable="no denominator")))
    )
    assert names(figure, "range") == ["range-0"]
    assert names(figure, "square") == []
    assert "31% to 41%" in words(figure)


def test_subgroups_stand_under_the_labels_of_their_terms():
    figure = drawn(
        entry(
            result(
                share("Adams 2018", 48, 61, group="inpatient"),
                share("Brown 2017", 5, 7, group="emergency", setting="emergency"),
                share("Cole 2016", 5, 7, group="None", setting=None),
            )
        )
    )
    headings = [text for text, _ in sorted(texts(figure), key=lambda item: item[1][1])]
    order = [headings.index(name) for name in ("Inpatient", "Emergency department", "Not stated")]
    assert order == sorted(order)


def test_what_most_rows_share_is_said_once():
    rows = [share(f"Study{i} 2000", 5, 10) for i in range(4)]
    odd = share("Odd 2001", 5, 10, route="in")
    figure = drawn(entry(result(*rows, odd)))
    assert "Unless a row says otherwise: intravenous." in words(figure)
    assert words(figure).count("Intranasal") == 1


def difference(*studies, **fields):
    usual = {"measure": "difference", "title": "Controlled trials, pain"}
    return entry(result(*studies, **fields), **usual)


def trial(name, estimate, low, high, **fields):
    usual = {"design": "rct", "comparator": "placebo", "n": 40, "reported": f"{estimate}, P = 0.05"}
    return study(name, estimate=estimate, low=low, high=high, **{**usual, **fields})


def test_a_difference_has_a_line_of_no_effect_and_says_which_side_favours_whom():
    figure = drawn(difference(trial("Adams 2018", -1.0, -2.0, 0.1)))
    assert names(figure, "no") == ["no-effect"]
    assert {"◂ favours testamine", "favours placebo ▸"} <= set(words(figure))
    assert "−1.0 (−2.0 to 0.1)" in words(figure)
    assert "−1.0, P = 0.05" in words(figure)


def test_fewer_harms_lie_on_the_side_of_fewer():
    harm = entry(
        result(study("Adams 2018", estimate=0.1, low=-0.1, high=0.3, counts=(5, 20, 3, 20))),
        measure="risk_difference",
        role="harm",
    )
    figure = drawn(harm)
    assert {"◂ fewer with testamine", "more with testamine ▸"} <= set(words(figure))
    assert "5/20 v 3/20" in words(figure)


def test_an_interval_that_leaves_the_axis_ends_in_arrows():
    figure = drawn(
        difference(trial("Adams 2018", -1.0, -2.0, 0.0), trial("Brown 2017", -0.5, -19.0, 18.0),
                   trial("Cole 2016", 0.2, -1.0, 1.4))
    )  # fmt: skip
    assert names(figure, "arrow") == ["arrow-1", "arrow-1"]
    assert "goes on beyond the axis" in words(figure)


def test_zero_events_keep_their_exact_upper_limit_on_a_logit_axis_as_an_arrow():
    figure = drawn(entry(result(share("Zero 2020", 0, 30), share("Half 2020", 15, 30))), logit=True)
    assert names(figure, "square") == ["square-1"]
    assert "arrow-0" in names(figure, "arrow")


def test_judgements_of_bias_stand_in_the_row_of_their_study_with_sign_and_shape():
    rows = [("randomisation", "low"), ("missing data", "high"), ("overall", "high")]
    judgements = [
        BiasJudgement(report_id="Adams2018", tool="RoB 2", domain=d, judgement=j, by="person:x")
        for d, j in rows
    ]
    figure = drawn(difference(trial("Adams 2018", -1.0, -2.0, 0.1)), (), judgements)
    said = [text.replace("\u00a0", " ") for text in words(figure)]
    assert [said.count(sign) for sign in ("+", "×")] == [1, 2]
    assert {"A", "B", "C"} <= set(said)
    assert "Risk of bias, RoB 2: A randomisation, B missing data, C overall." in said


def test_letters_stand_for_the_domains_of_the_tool_of_the_row():
    def judgement(report, tool, domain, term):
        return BiasJudgement(
            report_id=report, tool=tool, domain=domain, judgement=term, by="person:x"
        )

    ledger = [
        judgement("Adams2018", "RoB 2", "randomisation", "low"),
        judgement("Brown2017", "ROBINS-I", "confounding", "serious"),
        judgement("Brown2017", "ROBINS-I", "selection", "no information"),
    ]
    two = result(share("Adams 2018", 1, 9), share("Brown 2017", 1, 9))
    forest = synthesis_forest(entry(two), labels(), (), ledger)
    assert forest.domains == ("A", "B")
    assert [row.lights for row in forest.rows] == [("low",), ("serious", "no information")]
    assert forest.notes[-1] == (
        "Risk of bias, RoB 2: A\u00a0randomisation; ROBINS-I: A\u00a0confounding, B\u00a0selection."
    )


def test_where_nothing_could_be_judged_a_sentence_stands_for_the_columns():
    ledger = [
        BiasJudgement(report_id="Adams2018", tool="RoB 2", domain="overall",
                      judgement="no information", by="person:x")
    ]  # fmt: skip
    forest = synthesis_forest(entry(result(share("Adams 2018", 1, 9))), labels(), (), ledger)
    assert forest.domains == ()
    assert "does not suffice to judge" in forest.notes[-1]


LONG = (
    "The International Collaborative Group for the Study of Remarkably Long Names in Headache "
    "Research 2019 (abstract)"
)
HOSTILE = "<script>alert(1)</script> & $x_1$ \u202egnorts\u202c \x07 2020"


@pytest.mark.parametrize("count", [1, 12, 60])
def test_no_text_covers_another_or_leaves_the_figure(count):
    studies = [
        share(f"Author{i} {1960 + i}", i % 9, 9 + i, weight=100 / count, route=("iv", "in")[i % 2])
        for i in range(count)
    ]
    odd = [
        share("Long 2019", 3, 9, label=LONG, weight=1.0),
        share("Hostile 2020", 3, 9, label=HOSTILE, weight=1.0),
        study("Gap 2018", not_estimable="the report prints neither a count nor a denominator"),
        study("Range 2018", readings=(0.2, 0.9), not_estimable="no count of 33 gives that"),
    ]
    pools = (pool(0.3, 0.2, 0.4, k=count, prediction_low=0.1, prediction_high=0.6),)
    figure = drawn(entry(result(*studies, *odd, presentation="pooled", pools=pools)), LINES)
    assert overlapping(figure) == []
    assert outside(figure) == []


def test_a_name_that_is_too_long_loses_its_middle_and_keeps_year_and_kind():
    figure = drawn(entry(result(share("Long 2019", 3, 9, label=LONG))))
    said = " ".join(words(figure))
    assert "The International" in said
    assert "2019 (abstract)" in said
    assert "…" in said


def test_markup_and_direction_marks_are_letters_or_nothing():
    figure = drawn(entry(result(share("Hostile 2020", 3, 9, label=HOSTILE))))
    said = " ".join(words(figure))
    assert "<script>alert(1)</script>" in said.replace(" ", "")
    assert "$x_1$" in said
    assert not any(mark in said for mark in ("\u202e", "\u202c", "\x07"))


def test_rows_that_nothing_else_sets_apart_show_their_definitions():
    rows = [
        share("Adams 2018", 8, 61, row_id=f"Adams#{i}", definition=text)
        for i, text in enumerate(("rated very effective", "rated effective"))
    ]
    said = words(drawn(entry(result(*rows, share("Brown 2017", 5, 7, definition="better")))))
    assert {"rated very effective", "rated effective"} <= set(said)
    assert "better" not in said


def test_a_relative_fall_is_a_percent():
    fall = study("Adams 2018", estimate=0.46, low=0.4, high=0.5, reported="3.8", n=77)
    figure = drawn(entry(result(fall), measure="relative_change"))
    assert "46% (40 to 50)" in words(figure)
