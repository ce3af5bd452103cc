from pathlib import Path

import pytest

from ketamine_review.extraction.facts import FIELDS, study_facts
from ketamine_review.extraction.lexicon import lexicon
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


def test_what_is_not_stated_stays_empty():
    facts = study_facts(record("A letter", "Nothing is told."))
    assert facts.condition is facts.drug is facts.route is facts.course_days is None
