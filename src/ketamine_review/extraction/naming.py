"""Naming: the names of treatments and groups that only one record tells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ketamine_review.extraction.cue import cue
from ketamine_review.extraction.groups import CONTROL_WORDS
from ketamine_review.extraction.lexicon import lexicon
from ketamine_review.extraction.tokens import INITIALS, Token
from ketamine_review.extraction.treatments import (
    NOT_DRUGS,
    Names,
    Treatment,
    given_together,
    joined_name,
)
from ketamine_review.extraction.units import is_laboratory

#: A substance known by its number: "DFN-02", "MK-0974".
_CODE = re.compile(r"[A-Z]{2,6}\d{0,4}")
#: An abbreviation as authors define one: some capital, few characters.
_ABBREVIATION = re.compile(rf"[A-Za-z]{{0,2}}[A-Z][A-Za-z0-9]{{0,5}}|{INITIALS.pattern}")
_NOT_GROUPS = frozenset(lexicon("drugs")["not_groups"])
#: Endings of words that describe and do not name.
_ADJECTIVES = ("ly", "ed", "ing", "ous", "al", "ive", "ion", "tic", "ent", "ary")


def names_of(sentences: Sequence[Sequence[Token]], title: Sequence[Token]) -> Names:
    """Return the names of treatments in a record, with those that only the record tells.

    "Galcanezumab (GMB)" makes GMB a name and a title DFN-02; a word that stands beside a dose and
    comes twice is a drug that the lexicon does not know, and one that stands before "group" twice
    names a group.
    """
    general = Names()
    known: dict[str, str] = {}
    for tokens in sentences:
        for together in given_together(tokens, general.find(tokens)):
            known = dict(_abbreviations(tokens, together)) | known
    known |= {code: code for code in _codes(title)} | _initials(sentences, general)
    told = [
        *_dosed_words(sentences, general),
        *_group_words(sentences),
        *_short_names(sentences, general),
    ]
    named = {hit.name for tokens in sentences for hit in general.find(tokens)} if told else ()
    own = {
        _plain(name): _drug_of_letters(name, named) or _plain(name)
        for name in told
        if not general.knows(name)
    }
    words = _describing_words(sentences, general)
    return Names(own | known, general, words - {word for name in own for word in name.split()})


def _initials(sentences: Sequence[Sequence[Token]], general: Names) -> dict[str, str]:
    """Return the groups that are called by the initials of their drugs: "M-K" had both."""
    texts = [t.text for tokens in sentences for t in tokens if "-" in t.text and len(t.text) > 2]
    counts = Counter(text for text in texts if INITIALS.fullmatch(text))
    named = {hit.name for tokens in sentences for hit in general.find(tokens)} if counts else ()
    found: dict[str, str] = {}
    for initials in [text for text, count in counts.items() if count > 1]:
        drugs = [_drug_of_letters(letter, named) for letter in initials.split("-")]
        told = [drug for drug in drugs if drug is not None]
        if len(told) == len(drugs):
            found[initials] = joined_name(told)
    return found


#: Words that may stand between a treatment and its abbreviation: "saline solution (SAL)".
_AFTER_NAME = frozenset(
    ["alone", "only", "solution", "bolus", "infusion", "hydrochloride", "therapy"]
)


def _drug_of_letters(name: str, named: Iterable[str]) -> str | None:
    """Return the one drug of a report that capitals begin: "MO" is morphine."""
    begun = [drug for drug in sorted(named) if drug.startswith(name.lower())]
    return begun[0] if name.isupper() and len(begun) == 1 else None


def _abbreviations(
    tokens: Sequence[Token], together: Sequence[Treatment]
) -> Iterator[tuple[str, str]]:
    """Yield the abbreviations of treatments, and that of some given together: "X plus Y (XY)"."""
    one_by_one = False
    for treatment in together:
        after = treatment.last + 1
        dosed = [token.kind for token in tokens[after : after + 2]] == ["N", "u"]
        after += 2 * dosed  # "X 2.5 mg/kg (D)"
        added = after < len(tokens) and tokens[after].value in _AFTER_NAME
        opened = _behind_initials(tokens, treatment) or after + added
        if short := _in_brackets(tokens, opened):
            whole = treatment is together[-1] and not one_by_one
            yield short, joined_name(t.name for t in together) if whole else treatment.name
            one_by_one = True


def _behind_initials(tokens: Sequence[Token], treatment: Treatment) -> int:
    """Return where the bracket of "zolmitriptan 5 mg nasal spray (ZNS)" opens, 0 for none."""
    after = treatment.last + 1
    opened = next(
        (i for i in range(after, min(after + 9, len(tokens))) if tokens[i].text == "("), 0
    )
    if not opened or opened + 1 >= len(tokens):
        return 0
    words = [tokens[treatment.first], *(t for t in tokens[after:opened] if t.kind == "w")]
    initials = "".join(word.text[0] for word in words).upper()
    return opened if len(words) > 1 and tokens[opened + 1].text == initials else 0


def _plain(name: str) -> str:
    """Return a name in lower case, unless it is written with capitals inside."""
    return name if any(letter.isupper() for letter in name[1:]) else name.lower()


def _in_brackets(tokens: Sequence[Token], at: int) -> str | None:
    """Return the abbreviation that stands in brackets at a place, None where there is none."""
    if at + 2 >= len(tokens) or tokens[at].kind != "(":
        return None
    for close in range(at + 2, min(at + 5, len(tokens))):
        sized = close + 1 < len(tokens) and tokens[close + 1].kind == "n"  # "(KM, n = 40)"
        more = tokens[close].kind == ";" and close == at + 2  # "(BoNTA; a brand)"
        if tokens[close].kind == ")" or more or (sized and tokens[close].kind in ",;:"):
            inner = tokens[at + 1 : close]
            text = "".join(token.text for token in inner)
            plain = all(_ABBREVIATION.fullmatch(t.text) or t.text in "/-+" for t in inner)
            return text if plain and inner[0].kind not in "CQRSEPn" else None
    return None


def _codes(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the code names of substances in a title: "DFN-02"."""
    for name, dash, number in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if _CODE.fullmatch(name.text) and dash.kind == "-" and number.kind == "N":
            yield f"{name.text}-{number.text}"


def _dosed_words(sentences: Sequence[Sequence[Token]], general: Names) -> list[str]:
    """Return the words that stand beside a dose and come at least twice."""
    found: dict[str, str] = {}
    for tokens in sentences:
        for at in [i for i, token in enumerate(tokens) if i and token.kind == "u"]:
            dosed = tokens[at - 1].kind in "NW"
            if dosed and not is_laboratory(tokens[at].text):
                before = _before_dose(tokens, at - 1)
                told = any(general.knows(token.text) for token in before[-1:])
                # Behind "zavegrol 2.5 mg" stands a form of it: "ODT".
                near = before if told else (*before, *tokens[at + 1 : at + 3])
                found |= {t.value: t.text for t in near if _may_be_drug(t)}
    counts = Counter(t.value for tokens in sentences for t in tokens if t.value in found)
    return [text for word, text in found.items() if counts[word] > 1]


def _before_dose(tokens: Sequence[Token], number: int) -> Sequence[Token]:
    """Return the words before a dose that may name its drug: "zavegrol 30 mg"."""
    near = tokens[max(0, number - 2) : number]
    return near[-1:] if near and near[-1].kind == "w" else near


def _may_be_drug(token: Token) -> bool:
    word = token.value
    short = token.text.isupper() and len(word) > 1
    plain = token.kind == "w" and (len(word) > 4 or short) and word.isalpha()
    return plain and word not in NOT_DRUGS and not word.endswith(_ADJECTIVES)


def _group_words(sentences: Sequence[Sequence[Token]]) -> list[str]:
    """Return the words that name a group: before "group" or "arm", or before "(n = 30)".

    Words that stand before such a word each time belong to the name: "hip arthroscopy group".
    """
    places: dict[str, list[tuple[Sequence[Token], int]]] = {}
    for tokens in sentences:
        for at in range(1, len(tokens)):
            kind = tokens[at].kind
            sized = kind == "(" and [t.kind for t in tokens[at + 1 : at + 3]] == ["n", "="]
            if (kind == "G" or sized) and _may_name_group(tokens[at - 1]):
                places.setdefault(tokens[at - 1].text, []).append((tokens, at - 1))
    named = [_whole_name(found) for found in places.values() if len(found) > 1]
    return named if len(named) > 1 or any(not word.islower() for word in named) else []


def _describing_words(sentences: Sequence[Sequence[Token]], general: Names) -> frozenset[str]:
    """Return the words that tell groups apart without naming a treatment: "the oral group".

    Each stands twice before "group", the drug perhaps between ("the oral ketamine group"), or
    before another such word ("the oral and nasal groups"), or once in a sentence that sets it
    against another ("in the surgery group and in the exercise group"); of a single one nothing is
    told.
    """
    counts: Counter[str] = Counter()
    others: set[str] = set()
    for tokens in sentences:
        here: set[str] = set()
        drugs = {hit.last: hit.first for hit in general.find(tokens)}
        for at, token in enumerate(tokens):
            if token.kind != "G" or not at:
                continue
            near = drugs.get(at - 1, at) - 1
            other = near - 2 if near > 1 and tokens[near - 1].kind in "a,v" else -1
            told = [tokens[i] for i in (near, other) if i >= 0 and i not in drugs]
            words = [token.value for token in told if _describes_group(token)]
            counts.update(words)
            here.update(words)
            if at - 1 in drugs or tokens[at - 1].value in CONTROL_WORDS:
                others.add(tokens[at - 1].value)
        if len(here) > 1:
            counts.update(here)
    found = [word for word, count in counts.items() if count > 1 and not general.knows(word)]
    return frozenset(found) if found and len(found) + len(others) > 1 else frozenset()


def _describes_group(token: Token) -> bool:
    named = token.kind == "w" and len(token.text) > 2 and token.text.isalpha()
    described = token.value.endswith(_ADJECTIVES) or token.text.islower()
    return named and described and token.value not in _NOT_GROUPS | CONTROL_WORDS


def _whole_name(places: Sequence[tuple[Sequence[Token], int]]) -> str:
    """Return a name with the words that come before it wherever it stands."""
    words: list[str] = []
    for back in range(4):
        before = {tokens[at - back].text if at >= back else "" for tokens, at in places}
        token = places[0][0][places[0][1] - back]
        if len(before) > 1 or token.kind != "w" or token.value in _NOT_GROUPS:
            break
        words.insert(0, token.text)
    return " ".join(words)


def _may_name_group(token: Token) -> bool:
    plain = token.kind == "w" and len(token.text) > 2 and token.text.isalpha()
    plain = plain and token.value not in CONTROL_WORDS
    return plain and token.value not in _NOT_GROUPS and not token.value.endswith(_ADJECTIVES)


def _short_names(sentences: Sequence[Sequence[Token]], general: Names) -> list[str]:
    """Return the abbreviations of one sentence that stand for what groups had.

    "Apple juice (AJ), white grape juice (WGJ) or water (WA)": at least two in a sentence that
    allocates, each used again.
    """
    for tokens in sentences:
        opened = [at for at, token in enumerate(tokens) if token.kind == "("]
        short = [text for at in opened if (text := _in_brackets(tokens, at))]
        if len(short) < 2 or not cue("allocates").among(tokens):
            continue
        if len(general.find(tokens)) > 1:  # the treatments have names of their own
            continue
        counts = Counter(t.text for others in sentences for t in others if t.text in short)
        used = [text for text in dict.fromkeys(short) if counts[text] > 2]
        if len(used) > 1:
            return used
    return []
