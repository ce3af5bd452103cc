"""Outcomes: which term of the vocabulary a reported number measures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from ketamine_review.extraction.cue import cue
from ketamine_review.extraction.document import Sentence
from ketamine_review.extraction.lexicon import lexicon
from ketamine_review.extraction.phrases import Hit, Phrases
from ketamine_review.extraction.readings import Reading
from ketamine_review.extraction.tokens import Token
from ketamine_review.model.quantity import Kind

_OTHER = "(other)"
_CONTRASTS = frozenset([Kind.MEAN_DIFFERENCE, Kind.P_VALUE, Kind.CONFIDENCE_INTERVAL, Kind.SMD])
_LEVELS = frozenset([Kind.MEAN, Kind.MEDIAN, Kind.MEAN_CHANGE])

#: How a definition of response is printed, and its term; looked for in the words before a share.
_DEFINITIONS = (
    (re.compile(r"(?:2|two)(?: or more)?[- ]points?"), "responder_2pt_nrs"),
    (re.compile(r"50 ?%|50 percent|by half"), "responder_50pct"),
    (re.compile(r"30 ?%|30 percent"), "responder_30pct"),
    (re.compile(r"20[- ]?mm"), "responder_20mm_vas"),
)

#: In a sentence with one of these, what a response is may be told.
_DEFINES = frozenset(["defined", "definition", "was", "as", "criterion", "criteria", "considered"])
_FALLS = re.compile(r"reduc|decreas|improv|relie|respon|fell|fall|drop|lower")


@cache
def _phrases() -> Phrases:
    words = lexicon("outcomes")
    return Phrases({**words["concepts"], _OTHER: words["other"]})


def outcome_hits(tokens: Sequence[Token]) -> list[Hit]:
    """Return the places where a sentence names outcomes."""
    return list(_phrases().find(tokens))


def response_defined(sentences: Iterable[Sentence]) -> str | None:
    """Return the term for what a record calls a response: "a response was a fall of 2 points"."""
    for sentence in sentences:
        words = {token.value for token in sentence.tokens}
        told = sentence.role in ("methods", "results") and counts_responders(sentence)
        told = told and not _DEFINES.isdisjoint(words)
        if told and (term := _definition_in(_text_of(sentence))):
            return term
    return None


def counts_responders(sentence: Sentence) -> bool:
    """Return whether a sentence speaks of those who responded, by whatever definition."""
    return any(token.value.startswith("respon") for token in sentence.tokens)


def outcome_of(reading: Reading, hits: Sequence[Hit]) -> str | None:
    """Return the vocabulary's term for what a reading measures, None where none is near.

    The outcome named last before a number is taken, else the first after it in its clause.
    """
    if reading.kind is Kind.TREATMENT_DURATION:
        return "treatment_duration"
    if reading.kind is Kind.FOLLOW_UP_DURATION:
        return "follow_up_duration"
    if reading.kind in (Kind.DOSE, Kind.SAMPLE_SIZE):
        return None
    concept = _concept_of(reading, hits)
    if concept is None and reading.kind is Kind.PROPORTION and reading.note != "flow":
        term = _response_term(reading)
        return term if term.startswith("responder") else None
    if concept is None or concept == _OTHER:
        return "completed_study" if reading.note == "flow" and concept is None else None
    return _term(concept, reading)


def _concept_of(reading: Reading, hits: Sequence[Hit]) -> str | None:
    kinds = reading.place.sentence.shape
    start = kinds.rfind(";", 0, reading.first) + 1
    end = kinds.find(";", reading.last)
    end = len(kinds) if end < 0 else end
    after = [hit for hit in hits if reading.last <= hit.first < end]
    if reading.kind is Kind.PROPORTION and after and _had(reading, after[0]):
        return after[0].meaning
    before = [hit for hit in hits if start <= hit.last < reading.first]
    before = before or [hit for hit in hits if hit.last < reading.first]
    if before:
        return before[-1].meaning
    return after[0].meaning if after else None


def _had(reading: Reading, hit: Hit) -> bool:
    """Return whether "12 patients had nausea" names its outcome at once behind the count."""
    between = reading.place.tokens[reading.last : hit.first]
    return (
        len(between) <= 7
        and not any(token.kind in "NW,;)" for token in between)
        and any(token.value in cue("had") for token in between)
    )


def _term(concept: str, reading: Reading) -> str | None:
    """Return the term for a concept, given what sort of number it is."""
    if concept not in ("pain", "relief", "response"):
        return concept
    if reading.kind is Kind.PROPORTION:
        return _response_term(reading)
    if reading.kind in _CONTRASTS:
        return _contrast_term(concept, reading)
    if reading.kind not in _LEVELS or concept == "response":
        return None
    if reading.scale == "%":
        return "relief_percent" if concept == "relief" else "pain_reduction_percent"
    fell = reading.note == "change" and reading.place.form != "from_to"
    level = any(token.kind in "ft" for token in reading.place.left(2))
    return "pain_reduction" if fell and not level else "pain_intensity"


def _contrast_term(concept: str, reading: Reading) -> str | None:
    if concept == "response":
        return None
    changed = cue("change").among(reading.place.left(12))
    measured = reading.kind is Kind.MEAN_DIFFERENCE
    return "pain_reduction_difference" if changed and measured else "pain_level_difference"


def _response_term(reading: Reading) -> str:
    """Return which definition of response stands in the sentence of a share."""
    sentence = reading.place.sentence
    if cue("sustained").among(sentence.tokens):
        return "sustained_response"
    first = sentence.tokens[0].start
    text = _text_of(sentence)
    before = text[: sentence.tokens[reading.first].start - first]
    after = text[sentence.tokens[reading.last - 1].end - first :]
    return _definition_in(f"{before}   {after}") or "any_relief"


def _definition_in(text: str) -> str | None:
    """Return the definition of response that stands in a text of small letters."""
    if not _FALLS.search(text):
        return None
    return next((term for pattern, term in _DEFINITIONS if pattern.search(text)), None)


def _text_of(sentence: Sentence) -> str:
    return sentence.text[sentence.tokens[0].start : sentence.tokens[-1].end].lower()
