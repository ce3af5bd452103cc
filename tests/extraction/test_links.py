import pytest

from ketamine_review.extraction.read import read_record
from ketamine_review.model.finding import Finding
from ketamine_review.model.quantity import Kind
from ketamine_review.model.record import Record, Section

GROUPS = (
    "Patients were randomised to ketamine 0.5 mg/kg (group K, n = 30) or saline (group S, n = 30)."
)
TITLE = "Ketamine versus placebo for migraine"


def findings(results: str, methods: str = GROUPS, title: str = TITLE) -> tuple[Finding, ...]:
    sections = [("title", title), ("Methods", methods), ("Results", results)]
    record = Record(
        record_id="pmid:1",
        archive="test",
        sections=tuple(Section(name=name, text=text) for name, text in sections),
    )
    return tuple(f for f in read_record(record).findings if f.span.section == 2)


def arms_of(results: str, kind: Kind = Kind.PROPORTION, **more: str) -> list[str | None]:
    return [f.arm for f in findings(results, **more) if f.quantity.kind is kind]


@pytest.mark.parametrize(
    ("results", "arms"),
    [
        ("Nausea was seen in 20% and 10% in groups K and S, respectively.", ["ketamine", "saline"]),
        ("In groups S and K nausea was seen in 20% and 10%.", ["saline", "ketamine"]),
        (
            "Nausea was less frequent with saline (10%) than with ketamine (20%).",
            ["saline", "ketamine"],
        ),
        (
            "Nausea was more frequent with ketamine than with placebo (20% vs. 10%).",
            ["ketamine", "saline"],
        ),
        ("Nausea was seen in 6 (20%) in group K and 3 (10%) in group S.", ["ketamine", "saline"]),
        ("In the ketamine group 20%, in the control group 10% had nausea.", ["ketamine", "saline"]),
        ("Fewer group K patients had nausea (6% vs 25%).", ["ketamine", "saline"]),
        ("None of the patients had nausea.", ["all"]),
    ],
)
def test_a_share_belongs_to_the_group_its_sentence_gives_it(results, arms):
    assert arms_of(results) == arms


def test_two_numbers_without_a_named_group_stay_unlinked_and_say_so():
    assert arms_of("Nausea was seen in 20% vs 10%.") == [None, None]


def test_groups_called_by_number_letter_or_drug_are_one():
    methods = "Group 1 received morphine 5 mg, group 2 received morphine 5 mg plus ketamine 10 mg."
    results = (
        "Pain was 3.2 ± 1.0 in group I and 2.1 ± 0.9 in group II. Nausea came in 8% with ketamine."
    )
    assert arms_of(results, Kind.MEAN, methods=methods) == ["morphine", "ketamine"]
    assert arms_of(results, methods=methods) == ["ketamine"]


def test_a_drug_that_is_measured_names_no_group():
    results = "Morphine consumption was 12 ± 3 mg in group K and 20 ± 4 mg in group S."
    assert arms_of(results, Kind.MEAN) == ["ketamine", "saline"]


def test_a_contrast_is_between_groups_and_a_change_in_both_is_of_all():
    results = (
        "Pain was lower with ketamine (P = 0.02). Blood pressure fell in both groups (P < 0.05)."
    )
    assert arms_of(results, Kind.P_VALUE) == ["between", "all"]


def test_a_study_without_a_second_group_gives_its_numbers_to_the_one():
    read = findings(
        "Relief came in 12 (40%) of 30 patients (P < 0.01).",
        methods="Charts of 30 patients with infusions were reviewed.",
        title="Ketamine infusions for chronic migraine: a case series",
    )
    assert {f.arm for f in read} == {"ketamine"}


@pytest.mark.parametrize(
    ("results", "outcome"),
    [
        ("Pain free were 12 (40%) of the ketamine group.", "pain_free"),
        ("A reduction of pain of at least 50% was seen in 12 (40%).", "responder_50pct"),
        ("Pain fell by 2 or more points in 12 of 30 patients (40%).", "responder_2pt_nrs"),
        ("Relief came in 12 of 30 patients (40%).", "any_relief"),
        ("Nausea was reported by 12 of 30 patients (40%).", "nausea"),
        ("12 of 30 patients (40%) had hallucinations.", "hallucination"),
        ("A sustained response was seen in 12 of 30 patients (40%).", "sustained_response"),
        ("The colour was blue in 12 of 30 patients (40%).", None),
    ],
)
def test_a_share_is_linked_to_its_outcome(results, outcome):
    assert [f.context.outcome for f in findings(results)] == [outcome]


def test_levels_falls_and_differences_of_pain_are_told_apart():
    read = findings(
        "Pain was 3.2 ± 1.0 with ketamine. Pain fell by 4.1 points with ketamine. Pain fell by 40% "
        "with ketamine. The mean difference in pain was 1.2 (95% CI 0.4 to 2.0)."
    )
    assert [f.context.outcome for f in read] == [
        "pain_intensity",
        "pain_reduction",
        "pain_reduction_percent",
        "pain_level_difference",
        "pain_level_difference",
    ]


@pytest.mark.parametrize(
    ("results", "days", "anchor"),
    [
        ("After 12 weeks, nausea was seen in 20%.", 84, "after_start"),
        ("Relief was kept in 40% at 38 days after discharge.", 38, "at_discharge"),
        ("At discharge relief was seen in 40%.", 0, "at_discharge"),
        (
            "Relief came to 40% 2 hours after the end of infusion.",
            0.083333,
            "after_end_of_treatment",
        ),
        ("At week 4, relief was seen in 40%.", 28, "after_start"),
        ("Relief was seen in 40%.", None, None),
    ],
)
def test_a_number_is_linked_to_its_time_and_anchor(results, days, anchor):
    (read,) = findings(results)
    assert (read.context.time.days, read.context.time.anchor) == (days, anchor)


def test_in_a_sentence_of_two_parts_each_number_has_its_own_time():
    read = findings("Relief was seen in 40% at 2 h, whereas it was seen in 20% at 24 h.")
    assert [f.context.time.days for f in read] == [0.083333, 1.0]


def test_a_denominator_is_printed_or_the_size_of_the_group_or_unknown():
    read = findings(
        "Relief came in 12 of 25 patients (48%) in group K. Nausea was seen in 3 patients (10%) in "
        "group S. Of those, 50% vomited. Rash was seen in 15 (60%) in group K."
    )
    assert [(f.denominator, f.denominator_from) for f in read] == [
        (25, "printed"),
        (30, "arm"),
        (None, "subgroup"),
        (25, "fitted"),
    ]


def test_attacks_are_not_counted_as_patients():
    (read,) = findings("Relief was seen in 40% of attacks.")
    assert (read.context.unit, read.denominator) == ("attack", None)


def test_the_arithmetic_of_a_record_is_checked():
    read = findings(
        "Relief came in 48 of 61 patients (77%). The odds ratio was 2.0 (95% CI 0.5 to 3.0, "
        "P = 0.001)."
    )
    assert read[0].checks == ("percent: mismatch",)
    assert read[1].checks == ("interval_middle: mismatch", "interval_against_p: mismatch")
    assert read[1].quantity.p_value == "=0.001"


def test_a_finding_names_the_vocabularys_terms_for_its_group_and_comparator():
    read = findings("Nausea was seen in 20% of group K and 10% of group S (P = 0.3).")
    assert [(f.context.regimen.drug, f.context.comparator) for f in read] == [
        ("ketamine", "placebo"),
        ("placebo", "ketamine"),
        ("ketamine", "placebo"),
    ]
