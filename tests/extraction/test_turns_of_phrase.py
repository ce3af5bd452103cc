"""Common ways to say which group a number belongs to, each in one sentence."""

import pytest
from abstracts import record_of

from ketamine_review.extraction.read import read_record

_METHODS = "Patients were randomized to ketamine or morphine."

#: A sentence and the groups of its numbers, left to right: k of ketamine, m of morphine.
SENTENCES = [
    ("Nausea occurred in 12% of those given ketamine and 8% of those given morphine.", "km"),
    ("Nausea occurred in 12% in the group that received ketamine and 8% in the group that received"
     " morphine.", "km"),
    ("Relief was reported by 12 of 30 participants who had ketamine and 8 of 31 who had morphine.",
     "km"),
    ("Nausea was seen in 5 patients in the ketamine arm, 7 in the arm given morphine.", "km"),
    ("Pain fell by 6.2 points in the group receiving ketamine compared to 5.8 in the group who were"
     " administered morphine.", "km"),
    ("Pain fell to 3.1 in those who received ketamine and to 4.4 in those who received morphine.",
     "km"),
    ("Nausea was seen in 10% with ketamine compared to 30% when morphine was given.", "km"),
    ("Mean reduction was 4.5 points following ketamine and 3.1 points following morphine.", "km"),
    ("Response was less common with morphine than with ketamine (17% vs 40%).", "mk"),
    ("Compared with morphine (30%), relief with ketamine was 50%.", "mk"),
    ("Rescue was needed by 20% (6/30) of the ketamine and 40% (12/30) of the morphine patients.",
     "km"),
    ("After ketamine, pain fell by 45%; after morphine, by 20%.", "km"),
    ("Response rates were 40% and 17% in the morphine and ketamine groups, respectively.", "mk"),
    ("In the morphine group, 12 (40%) responded and 3 (10%) vomited; in the ketamine group these"
     " numbers were 5 (17%) and 6 (20%).", "mmkk"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "groups"), SENTENCES)
def test_a_number_goes_to_the_group_that_the_sentence_gives_it(sentence, groups):
    sections = {"Methods": _METHODS, "Results": sentence}
    record = record_of({"id": "x", "title": "Ketamine versus morphine", "sections": sections})
    read = read_record(record)
    assert "".join((finding.arm or "?")[0] for finding in read.findings) == groups


def _read(methods, results):
    sections = {"Methods": methods, "Results": results}
    return read_record(
        record_of({"id": "x", "title": "Ketamine for migraine", "sections": sections})
    )


def test_a_visit_dated_in_brackets_gives_its_share_the_time():
    read = _read(
        "We reviewed 61 patients admitted for a ketamine infusion.",
        "At the first visit after 38 days, 40% had relief, and 39% at the second visit (101 days).",
    )
    shares = [finding for finding in read.findings if finding.quantity.kind == "proportion"]
    assert [finding.context.time.days for finding in shares] == [38, 101]
    assert not any(finding.quantity.kind == "mean" for finding in read.findings)


def test_a_dose_given_to_so_many_patients_is_no_range():
    read = _read("This study gave intranasal ketamine 25 mg to 11 patients.", "Pain fell in most.")
    printed = {(finding.quantity.kind, finding.quantity.as_printed) for finding in read.findings}
    assert printed == {("dose", "25 mg"), ("sample_size", "11")}


def test_what_a_share_required_is_no_change():
    read = _read(
        "Patients were randomized to ketamine (n=16) or placebo (n=18).",
        "Pain fell with ketamine and placebo. Rescue medication was required by 75% vs 77.8%.",
    )
    shares = [f for f in read.findings if f.quantity.kind == "proportion"]
    assert [(share.arm, share.quantity.as_printed) for share in shares] == [
        ("ketamine", "75%"),
        ("placebo", "77.8%"),
    ]


@pytest.mark.parametrize(
    ("methods", "length"),
    [
        ("Patients received ketamine 50 mg, up to 4 times a day, for three to seven days.", 5),
        ("Patients received ketamine as a 4-day infusion and were followed for 12 weeks.", 4),
        ("Ketamine was infused for 4 to 14 days in 77 patients with headache.", 9),
    ],
)
def test_the_length_of_a_course_is_read(methods, length):
    assert _read(methods, "Pain fell in most.").facts.course_days == length


def test_two_reductions_in_one_sentence_are_the_same_outcome():
    read = _read(
        "Children were given either intranasal ketamine or intranasal fentanyl.",
        "The mean pain reduction at 30 min was 30.6 mm (95% CI 25.4 to 35.8 mm) for ketamine and"
        " 31.9 mm (95% CI 26.6 to 37.2 mm) for fentanyl.",
    )
    means = [finding for finding in read.findings if finding.quantity.kind == "mean"]
    assert [mean.arm for mean in means] == ["ketamine", "fentanyl"]
    assert [mean.context.outcome for mean in means] == ["pain_reduction", "pain_reduction"]
