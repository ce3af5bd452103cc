"""Offered: treatments that no list knows, by the words that tell the alternatives apart.

"Lichtenstein repair (n = 70) or preperitoneal repair (n = 24)" offers two; what is not the same in
both, "Lichtenstein" and "preperitoneal", names the groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from ketamine_review.extraction.arms import Arm
from ketamine_review.extraction.cue import cue
from ketamine_review.extraction.document import Sentence
from ketamine_review.extraction.phrases import Phrases
from ketamine_review.extraction.tokens import Token
from ketamine_review.extraction.treatments import KETAMINES, Names
from ketamine_review.extraction.units import plain_unit

#: More words than these belong to no name.
_LONGEST = 4
#: Letters that a noun shares with its adjective at least: "surgery", "surgical".
_STEM = 4

_Phrase = tuple[str, ...]


def offered_groups(
    sentences: Sequence[Sentence], names: Names, drug: str | None = None
) -> tuple[list[Arm], Names]:
    """Return the groups of alternatives that a report offers, with the words that name them.

    Args:
        sentences: The sentences of the report.
        names: Its treatments, as far as the lists know them.
        drug: The only one that the report is about, if there is one.

    Returns:
        No groups where nothing is offered of which the results speak.
    """
    told = [s for s in sentences if s.role in ("results", "conclusions")]
    if measured := _measured_groups(told):
        called = {name: name if drug is None else f"{drug} {name.split()[0]}" for name in measured}
        given = {name: (drug or name,) for name in measured}
        return [Arm(called[name], frozenset([name]), given[name]) for name in measured], names
    for role in ("methods", "title", "background"):
        for sentence in (s for s in sentences if s.role == role):
            for phrases in _alternatives(sentence):
                apart = _words_apart(phrases)
                if apart and all(_are_told_apart(pair, told) for pair in combinations(apart, 2)):
                    return _groups(phrases, apart, names)
    return [], names


def _measured_groups(told: Sequence[Sentence]) -> list[str]:
    """Return the measures of "the 1 Hz group ... the 25 Hz group", two or more of one unit."""
    called = {
        f"{number.value} {plain_unit(unit.text)}": unit.text
        for sentence in told
        for number, unit, group in zip(*(sentence.tokens[i:] for i in range(3)), strict=False)
        if number.kind == "N" and unit.kind in "ux" and group.kind == "G"
    }
    return list(called) if len(called) > 1 and len(set(called.values())) == 1 else []


def _alternatives(sentence: Sentence) -> Iterator[list[_Phrase]]:
    """Yield the phrases that a sentence sets against each other, two or more at a time."""
    tokens = sentence.tokens
    for at, token in enumerate(tokens):
        if token.kind == "v" or (token.kind in "ra" and _offers(sentence, at)):
            phrases = [*_before(tokens, at), _after(tokens, at + 1)]
            if len(phrases) > 1 and all(phrases):
                yield phrases


def _offers(sentence: Sentence, at: int) -> bool:
    """Return whether "or" or "and" stands between what different patients had."""
    before = sentence.tokens[:at]
    compared = any(token.value.startswith("compar") for token in before)
    if sentence.role == "title":
        return compared or any(token.value in ("between", "after") for token in before)
    if sentence.role != "methods":
        return compared
    done = cue("undergone").among(before)
    sized = sentence.shape[max(0, at - 6) : at].rstrip(",").endswith(("n=N)", "N)"))
    chosen = sentence.tokens[at].kind == "r" and (done or cue("allocates").among(before))
    counted = done and sentence.shape[at + 1 : at + 2] in ("N", "W")
    return sized or chosen or counted


def _before(tokens: Sequence[Token], at: int) -> list[_Phrase]:
    """Return the phrase before a place, and those that commas list before it."""
    phrases: list[_Phrase] = []
    while at > 0:
        at -= tokens[at - 1].kind == ","
        end = _bracket_before(tokens, at)
        first = end
        while first > 0 and end - first < _LONGEST and _names(tokens[first - 1]):
            first -= 1
        if first == end:
            break
        phrases.insert(0, tuple(token.text for token in tokens[first:end]))
        if first < 1 or tokens[first - 1].kind != ",":
            break
        at = first
    return phrases


def _bracket_before(tokens: Sequence[Token], at: int) -> int:
    """Return where the words end that stand before a bracket: "repair (n = 70)"."""
    if at and tokens[at - 1].kind == ")":
        opened = max((i for i in range(at) if tokens[i].kind == "("), default=at)
        return opened if at - opened < 8 else at
    return at


def _after(tokens: Sequence[Token], at: int) -> _Phrase:
    """Return the phrase that begins at a place, its article and its count left out."""
    opening = cue("before_alternative")
    while at < len(tokens) and (tokens[at].kind in "NWH.-" or tokens[at].value in opening):
        at += 1
    last = at
    while last < len(tokens) and last - at < _LONGEST and _names(tokens[last]):
        last += 1
    return tuple(token.text for token in tokens[at:last])


def _names(token: Token) -> bool:
    """Return whether a word may belong to the name of a treatment."""
    breaks = any(
        token.value in cue(name)
        for name in ("breaks_names", "allocates", "undergone", "near_group")
    )
    return token.kind in "wH-" and not breaks


def _words_apart(phrases: Sequence[_Phrase]) -> list[_Phrase]:
    """Return the words of each phrase that no other has; nothing where one has none."""
    if any("non" in phrase for phrase in phrases):
        return []  # "mesh and non-mesh": every word of the one is in the other
    stems = [{_stem(word) for word in phrase} for phrase in phrases]
    apart = [
        tuple(
            word
            for word in phrase
            if len(word) > 2
            and word.isalpha()
            and word.lower() not in cue("common_in_names")
            and all(_stem(word) not in other for other in stems if other is not stems[at])
        )
        for at, phrase in enumerate(phrases)
    ]
    return apart if all(apart) else []


def _stem(word: str) -> str:
    """Return what a noun shares with its adjective and its plural."""
    return word if word.isupper() else word.lower()[: max(_STEM, len(word) - 3)]


def _are_told_apart(pair: tuple[_Phrase, _Phrase], told: Sequence[Sentence]) -> bool:
    """Return whether the results speak of both in one sentence, or of the group of one."""
    finders = [_finder(words) for words in pair]
    for sentence in told:
        hits = [list(finder.find(sentence.tokens)) for finder in finders]
        called = [hit for found in hits for hit in found if _is_called(sentence, hit.last)]
        if all(hits) or called:
            return True
    return False


def _is_called(sentence: Sentence, last: int) -> bool:
    return sentence.shape[last + 1 : last + 2] == "G"


def _finder(words: _Phrase) -> Phrases:
    return Phrases({"offered": [_pattern(word) for word in words]})


def _pattern(word: str) -> str:
    return word if word.isupper() else f"{_stem(word)}*"


def _groups(
    phrases: Sequence[_Phrase], apart: Sequence[_Phrase], names: Names
) -> tuple[list[Arm], Names]:
    """Return the groups of some alternatives, with names that find them in the report."""
    arms: list[Arm] = []
    known: dict[str, str] = {}
    for phrase, words in zip(phrases, apart, strict=True):
        drug = names.named_in(" ".join(phrase))
        own = drug is not None and names.named_in(" ".join(words)) == drug
        told = " ".join(words).lower()
        if drug and not own:  # "intranasal ketorolac" against "intravenous ketorolac"
            told = f"{drug} {told}" if drug in KETAMINES else f"{told} {drug}"
        name = drug if drug and own else told
        arms.append(Arm(name, frozenset(), (drug or name,)))
        if not own:
            known |= {_pattern(word): name for word in words}
            known |= {f"{_pattern(word)} {drug}": name for word in words if drug}
    return arms, names.with_known(known)
