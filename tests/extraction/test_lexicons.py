from pathlib import Path

import pytest

from ketamine_review.extraction.lexicon import lexicon
from ketamine_review.extraction.phrases import Phrases
from ketamine_review.extraction.tokens import tokenize
from ketamine_review.model.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary(Path(__file__).parents[2] / "config" / "vocabulary.yaml")


def test_every_outcome_of_the_lexicon_is_in_the_vocabulary():
    concepts = set(lexicon("outcomes")["concepts"]) - {"pain", "relief", "response"}
    assert concepts <= set(VOCABULARY.outcomes)


def test_every_term_of_a_treatment_is_in_the_vocabulary():
    assert set(lexicon("drugs")["terms"].values()) <= set(VOCABULARY.drugs)


@pytest.mark.parametrize("name", ["cues", "roles", "words", "outcomes", "drugs", "facts"])
def test_a_lexicon_holds_words_and_nothing_that_yaml_takes_for_a_truth_value(name):
    def leaves(value):
        if isinstance(value, dict):
            for item in value.values():
                yield from leaves(item)
        elif isinstance(value, list):
            yield from value

    assert all(isinstance(leaf, str) for leaf in leaves(lexicon(name)))


def hits(phrases: Phrases, text: str) -> list[str]:
    return [hit.meaning for hit in phrases.find(tokenize(text))]


def test_phrases_match_both_spellings_hyphens_and_endings():
    phrases = Phrases({"rct": ["randomized", "double-blind*"], "child": ["paediatric"]})
    assert hits(phrases, "a randomised, double blinded study") == ["rct", "rct"]
    assert hits(phrases, "a double-blind pediatric study") == ["rct", "child"]


def test_an_abbreviation_keeps_its_case_and_the_longest_phrase_wins():
    phrases = Phrases({"aid": ["AID"], "pain": ["pain"], "score": ["pain score"]})
    assert hits(phrases, "an aid against pain") == ["pain"]
    assert hits(phrases, "AID and the pain score") == ["aid", "score"]
