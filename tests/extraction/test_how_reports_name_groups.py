"""How reports name their groups, and which group a number of the results then goes to."""

import pytest
from abstracts import record_of

from ketamine_review.extraction.read import read_record
from ketamine_review.extraction.units import in_days


def groups_of(methods, results, title="A trial"):
    sections = {"Methods": methods, "Results": results}
    read = read_record(record_of({"id": "x", "title": title, "sections": sections}))
    told = [finding for finding in read.findings if finding.span.section == 2]
    return [finding.arm for finding in told]


#: What a report does, what its methods and its results say, and the groups of the results' numbers.
REPORTS = [
    (
        "offers two operations that no list knows",
        "Patients underwent Lichtenstein repair (n = 70) or preperitoneal repair (n = 24).",
        "Pain was present in 6% after Lichtenstein repair and in 4% after preperitoneal repair.",
        ["lichtenstein", "preperitoneal"],
    ),
    (
        "changes noun and adjective",
        "A total of 242 patients underwent open repair and 126 laparoscopic repair.",
        "Pain was reported by 20% after open repair and by 10% after laparoscopy.",
        ["open", "laparoscopic"],
    ),
    (
        "tells doses apart by words",
        "Patients were assigned to high-dose ketamine (1 mg/kg), low-dose ketamine (0.5 mg/kg) or"
        " placebo.",
        "Remission was seen in 40% of the high-dose group, 30% of the low-dose group and 10% of the"
        " placebo group.",
        ["ketamine 1", "ketamine 0.5", "placebo"],
    ),
    (
        "calls groups by drug and dose",
        "We compared 0.3 mg/kg versus 0.5 mg/kg esketamine. Patients were randomized to Esk0.3"
        " (n = 60) or Esk0.5 (n = 60).",
        "The Esk0.5 group needed less propofol (126 ± 38 mg vs. 154 ± 25 mg) than Esk0.3.",
        ["esketamine 0.5", "esketamine 0.3"],
    ),
    (
        "calls groups by initials",
        "Children were assigned to midazolam and fentanyl (M-F) or midazolam and ketamine (M-K).",
        "Vomiting occurred in 10% of the M-F group and 20% of the M-K group.",
        ["fentanyl", "ketamine"],
    ),
    (
        "gives a third group both",
        "Patients received ketamine (K group), dexmedetomidine (D group), or both (KD group).",
        "Delirium occurred in 10%, 12% and 5% of the K, D and KD groups, respectively.",
        ["ketamine", "dexmedetomidine", "ketamine+dexmedetomidine"],
    ),
    (
        "gives one drug by two routes",
        "Patients were randomized to ketamine 1 mg/kg intravenously (IV group, n = 30) or 4 mg/kg"
        " intramuscularly (IM group, n = 31).",
        "Vomiting occurred in 10% of the IV group and in 20% of the IM group.",
        ["ketamine IV", "ketamine IM"],
    ),
    (
        "gives one drug at two times",
        "Patients were randomized to preoperative ketamine, postoperative ketamine or placebo.",
        "Use was 20 mg in the preoperative group, 25 mg in the postoperative group and 40 mg in the"
        " placebo group.",
        ["ketamine preoperative", "ketamine postoperative", "placebo"],
    ),
    (
        "numbers its groups in words and explains them",
        "In the first group (ketadex group) dexmedetomidine and ketamine were given, in the second"
        " group (ketofol group) propofol and ketamine.",
        "Recovery time was 55 minutes in the ketadex group and 42 minutes in the ketofol group.",
        ["ketamine+dexmedetomidine", "ketamine+propofol"],
    ),
    (
        "sets two frequencies against each other",
        "Patients were randomized to receive 25 Hz or 1 Hz stimulation.",
        "Relief was seen with 29% in the 1 Hz group and with 13% in the 25 Hz group.",
        ["1 Hz", "25 Hz"],
    ),
    (
        "tells its groups in the results alone",
        "A prospective audit of sedation was undertaken.",
        "The median recovery time was 25 min for ketamine, 30 min for midazolam and 10 min for"
        " propofol.",
        ["ketamine", "midazolam", "propofol"],
    ),
    (
        "letters its regimens",
        "Patients were assigned to receive prednisolone (Group A) or placebo (Group B).",
        "Relief was reported by 51% with regimen A and 49% with regimen B.",
        ["prednisolone", "placebo"],
    ),
    (
        "compares one drug's dose with another's",
        "This was a randomized trial comparing fentanyl at 1.5 µg/kg with ketamine at 1 mg/kg.",
        "Relief was reported for ketamine and fentanyl by 78% and 40% of patients, respectively.",
        ["ketamine", "fentanyl"],
    ),
    (
        "prints a fixed combination",
        "Patients were randomized to sumatriptan/naproxen or placebo.",
        "Relief was reported by 29% with sumatriptan/naproxen and 11% with placebo.",
        ["sumatriptan/naproxen", "placebo"],
    ),
    (
        "crosses a group over to the other's drug",
        "Blockade was done with saline in group A or bupivacaine in group B. Later group A had"
        " bupivacaine too, while group B continued to receive bupivacaine.",
        "Headache fell by 20% in group A and by 50% in group B.",
        ["saline", "bupivacaine"],
    ),
]


@pytest.mark.parametrize(
    ("methods", "results", "expected"), [r[1:] for r in REPORTS], ids=[r[0] for r in REPORTS]
)
def test_numbers_go_to_their_group_where_a_report(methods, results, expected):
    assert groups_of(methods, results) == expected


_TWO = "Patients were randomly assigned to ketamine (ketamine group) or placebo (control group)."


def test_a_pair_follows_the_direction_that_the_sentence_tells():
    told = "Three months later a higher number of control patients took medication (2 vs. 9)."
    assert groups_of(_TWO, told) == ["ketamine", "control"]


def test_two_pairs_in_brackets_go_to_the_two_groups_in_turn():
    told = (
        "Scores were lower in the ketamine group than in the control group"
        " (9 ± 11 vs. 25 ± 20 and 8 ± 11 vs. 18 ± 13)."
    )
    assert groups_of(_TWO, told) == ["ketamine", "control"] * 2


def test_a_p_value_behind_a_change_is_of_its_group_and_one_between_groups_is_not():
    told = (
        "Days fell from 16.9 to 13.2 in the control group (P = 0.035) and from 18.1 to 8.8 in the"
        " ketamine group (P < 0.001), (P = 0.004, between groups)."
    )
    arms = groups_of(_TWO, told)
    assert [arms[at] for at in (2, 5, 6)] == ["control", "ketamine", "between"]


def test_the_interval_of_a_difference_is_of_no_single_group():
    told = "Scores fell more with ketamine than with placebo (4.7 vs. 3; 95% CI 0.8 to 2.2)."
    assert groups_of(_TWO, told)[-1] == "between"


@pytest.mark.parametrize(
    ("sentence", "kind", "days"),
    [
        ("The treatment period was 3 weeks following a 4 week baseline.", "treatment_duration", 21),
        ("We ran a randomized, double-blind, 7-week study.", "treatment_duration", 49),
        ("Pain scores were reviewed at 1, 7 and 14 days.", "follow_up_duration", 14),
    ],
)
def test_a_length_of_time_is_read_for_what_it_is(sentence, kind, days):
    sections = {"Methods": f"{_TWO} {sentence}"}
    read = read_record(record_of({"id": "x", "title": "A trial", "sections": sections}))
    found = [f.quantity for f in read.findings if f.quantity.kind == kind]
    assert [in_days(float(q.value), q.scale) for q in found] == [days]


def test_treatment_ends_where_follow_up_begins():
    sections = {"Methods": "Patients were treated for 8 weeks and followed up for 3 months."}
    read = read_record(record_of({"id": "x", "title": "A trial", "sections": sections}))
    kinds = [f.quantity.kind.value for f in read.findings]
    assert kinds.count("follow_up_duration") == 1
