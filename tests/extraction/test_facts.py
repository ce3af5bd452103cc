from pathlib import Path

import pytest

from ketamine_review.extraction.facts import study_facts
from ketamine_review.extraction.lexicon import lexicon
from ketamine_review.extraction.study import FIELDS
from ketamine_review.model.finding import relocate
from ketamine_review.model.record import Record, Section
from ketamine_review.model.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary(Path(__file__).parents[2] / "config" / "vocabulary.yaml")
LISTS = {
    "condition": VOCABULARY.conditions,
    "population": VOCABULARY.populations,
    "setting": VOCABULARY.settings,
    "route": VOCABULARY.routes,
    "drug": VOCABULARY.drugs,
    "design": VOCABULARY.designs,
}


def record(title: str = "", abstract: str = "", **more) -> Record:
    sections = (Section(name="title", text=title), Section(name="Methods", text=abstract))
    return Record(record_id="pmid:1", archive="test", sections=sections, **more)


@pytest.mark.parametrize("field", LISTS)
def test_every_term_of_the_facts_lexicon_is_in_the_vocabulary(field):
    assert set(lexicon("facts")[field]) <= set(LISTS[field])


def test_a_title_goes_before_the_abstract_and_both_before_mesh():
    read = study_facts(
        record(
            "Ketamine for cluster headache",
            "Patients with migraine were left out.",
            mesh=("Chronic Pain", "Adult"),
        )
    )
    assert (read.condition, read.population) == ("cluster_headache", "adult")
    assert read.basis["population"].indexing == "mesh: Adult"


def test_each_fact_from_the_text_shows_its_place():
    held = record(
        "Intranasal ketamine in migraine with prolonged aura",
        "A randomised double-blind parallel trial in outpatients.",
    )
    facts = study_facts(held)
    assert (facts.route, facts.condition, facts.design) == ("in", "migraine_aura", "rct_parallel")
    assert (facts.setting, facts.blinding) == ("outpatient", "double")
    for field in FIELDS:
        if getattr(facts, field) is not None:
            assert relocate(facts.basis[field].span, held)


def test_patients_in_a_sentence_are_not_inpatients():
    assert study_facts(record("Relief in patients with CRPS")).setting is None


def test_a_publication_type_tells_the_design():
    facts = study_facts(record("Ketamine for pain", publication_types=("Meta-Analysis",)))
    assert facts.design == "meta_analysis"


def test_a_crossover_in_the_abstract_tells_which_randomised_trial_it_was():
    facts = study_facts(record("A randomised trial of ketamine", "We used a cross-over design."))
    assert facts.design == "rct_crossover"


def test_a_headache_of_children_is_one_condition():
    facts = study_facts(record("Ketamine in children with chronic migraine"))
    assert (facts.condition, facts.population) == ("pediatric_migraine", "paediatric")


def test_regimen_course_comparator_country_and_registration_are_told():
    text = (
        "In an Italian centre (NCT01234567) patients were randomised to ketamine 0.5 mg/kg/h for "
        "5 days (n = 20) or midazolam 1 mg/h (n = 20)."
    )
    facts = study_facts(record("Ketamine for chronic migraine", text, funding=("A foundation",)))
    assert (facts.regimen, facts.course_days, facts.comparator) == ("0.5 mg/kg/h", 5.0, "midazolam")
    assert (facts.country, facts.registry_ids) == ("Italy", ("NCT01234567",))
    assert facts.funding == "A foundation"
    assert facts.basis["course_days"].span.text == "5 days"


def test_what_is_not_stated_stays_empty():
    facts = study_facts(record("A letter", "Nothing is told."))
    assert facts.condition is facts.drug is facts.route is facts.course_days is None
