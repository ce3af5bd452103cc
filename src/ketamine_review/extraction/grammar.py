"""The grammar of printed quantities: regular expressions over the shape of a sentence.

A shape has one character per token (see `tokens.CLASSES`), so a match is a run of tokens and a
named group of one character is a token. The patterns are tried at each place in the order in
which they stand; the first that matches takes its tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ketamine_review.extraction.document import Sentence
from ketamine_review.extraction.labels import is_label

_NUM = "[NW]"
_UNIT = "[uTx%]?"
_SEP = "(?:-|t|,|;)"
#: The words between a count and its percent: "30 of these patients (3.6%)".
_FEW = "[wHGr]{0,3}"

#: Form of a quantity, and how it is printed.
PATTERNS = {
    # P = 0.03; p value, 0.01; P less than 0.05; p n > 0.05
    # not of "group P, n = 20"
    "p": r"(?<!G(?=P,n=))P(?:w{1,3}(?=[=<>]))?[,:]?(?:n|w|o)?(?P<sign>[=<>]{1,2})?(?P<p>N)",
    # 95% CI 65 to 86; CI95% [1.2; 3.4]; 95% confidence interval (CI) -1.2, 3.4
    "ci": rf"(?:N%-?)?C(?:\(C\))?(?:N%)?\)?[=:,;wodf]{{0,4}}(?P<open>\()?(?P<low>{_NUM}){_UNIT}"
    rf"{_SEP}(?P<high>{_NUM}){_UNIT}(?(open)\))",
    # 48/61 (77%); 48/61 patients, 77%
    "count": rf"(?:n=)?(?P<events>N)/(?P<n>N)(?!/)(?:{_FEW}[,;(]{{1,2}}(?P<percent>N)%(?!-?C)\)?)?",
    # 77% (48/61); 77% (48 of 61); 77% [48 out of 61 patients]
    "percent_count": r"(?P<percent>[NW])%(?:ow{0,2}H)?\(n?=?(?P<events>[NW])(?:/|w?o[w]?)"
    r"(?P<n>[NW])[wH]{0,2}[);,]",
    # Forty-eight (77%) of the 61; 30 patients (3.6%)
    "events_percent": rf"(?P<events>{_NUM}){_FEW}(?:ow{{1,2}}H?)?\((?P<percent>N)%"
    rf"(?:\)(?:ow{{0,2}}(?P<n>{_NUM})H?)?|(?=[,;](?:N%-?)?C))",
    # 48 of the 61 patients (77%); 15 out of 20
    "events_of": rf"(?P<events>{_NUM})H?w?ow?(?P<n>{_NUM})(?![uTx%])(?:w{{0,2}}H)?"
    rf"(?:\((?P<percent>N)%[,;)])?",
    # 77% (n = 48); 77% (48 patients)
    "percent_events": r"(?P<percent>[NW])%\((?:n=)?(?P<events>N)H?\)",
    # (72%, 104 of 144 patients); (94%, 136 patients)
    "in_percent": r"(?<=\()(?P<percent>N)%[,;](?P<events>[NW])"
    r"(?:(?:/|w?ow?)(?P<n>[NW])[wH]{0,2}|w?H)(?=\))",
    # (81, 57.9%)
    "bare_percent": r"(?<=\()(?P<events>N)[,;](?P<percent>N)%(?=\))",
    # (n = 48, 77%); (n = 48; 77%)
    "n_percent": rf"n=(?P<events>N){_FEW}[,;/(]{{1,2}}(?P<percent>N)%",
    # 77% of the 61 patients
    "percent_of": r"(?P<percent>[NW])%ow{0,2}(?P<n>[NW])(?=w{0,3}H)",
    "n": r"n=(?P<n>N)",
    # real acupuncture (RA = 26)
    "named_n": r"\(w=(?P<n>N)(?=\))",
    # 7.1 ± 2.0 mg; 7.1 mg (± 2.0)
    "spread": r"(?P<value>N)(?P<unit>[uTx%])?(?P<open>\()?±(?P<spread>N)(?(open)\))"
    r"(?P<unit2>[uTx%])?",
    # 39.2 (SD 20.9); 5.3, SE 0.4
    "named_spread": rf"(?P<value>N)(?P<unit>[uTx%])?[,(]{{1,2}}(?P<name>[SE])(?:\([SE]\))?"
    rf"[=:]?(?P<spread>N)"
    rf"{_UNIT}\)?(?P<unit2>[uTx%])?",
    # 3 (IQR 1-5); 3 [range, 1 to 5]
    "named_range": rf"(?P<value>N)(?P<unit>[uTx%])?[,(]{{1,2}}(?P<name>[QR])[=:,w]{{0,2}}"
    rf"\(?(?P<low>N){_UNIT}{_SEP}(?!N%-?C)(?P<high>N){_UNIT}\){{0,2}}(?P<unit2>[uTx%])?",
    # 1.9 [-0.1 to 3.9] mm
    "bracketed": rf"(?P<value>N)(?P<unit>[uTx%])?\((?P<low>N){_UNIT}{_SEP}(?P<high>N){_UNIT}"
    r"(?:\)|(?=;))(?P<unit2>[uTx%])?",
    # (-1.3; -2.3 to -0.3; P = 0.01)
    "limits_behind": rf"(?<=\()(?P<value>N)(?P<unit>[uTx%])?[;,](?P<low>N){_UNIT}[-t](?P<high>N)"
    rf"{_UNIT}(?=[;,)])",
    # 192.1 (158.3)
    "in_brackets": r"(?P<value>N)(?P<unit>[uTx%])?\((?P<spread>N)(?P<inner>[uTx%])?\)"
    r"(?P<unit2>[uTx%])?",
    # from 7.5 to 3.4; from a median of 7.5 to 3.4
    "from_to": rf"f(?:w?[wMD]o)?(?P<value>{_NUM}){_UNIT}t(?P<second>{_NUM})(?P<unit>[uTx%])?",
    # between 4 and 14 days
    "between": rf"b(?P<low>{_NUM}){_UNIT}a(?P<high>{_NUM})(?P<unit>[uTx%])?",
    # 4-14 days; three to seven days
    "range": rf"(?P<low>{_NUM}){_UNIT}[-t](?P<high>{_NUM})(?P<unit>[uTx%])?",
    # none of the patients; no patient; none of the 61 patients
    "none": r"Z(?:ow{0,2}(?P<n>[NW])?w{0,2})?H",
    # none in the placebo group
    "none_in": r"Z(?=[wo])",
    "ratio_of_numbers": r"N:N(?::N)*",
    "plain": rf"(?P<value>{_NUM})(?P<unit>[uTx%])?",
}
_COMPILED = tuple((form, re.compile(body)) for form, body in PATTERNS.items())
#: A further P value behind one: "P < 0.001 and = 0.02".
_MORE_P = re.compile(r"[a,]{1,2}(?P<sign>[=<>]{1,2})(?P<p>N)")
_STARTS = frozenset("NWPCnZbf(")


@dataclass(frozen=True)
class Expression:
    """A quantity as printed, before it is known what it measures.

    Attributes:
        form: Key of `PATTERNS`.
        first: Index of its first token in the sentence.
        last: Index past its last token.
        parts: For each named part, the index of its token.
    """

    form: str
    first: int
    last: int
    parts: dict[str, int] = field(default_factory=dict)


def expressions(sentence: Sentence) -> Iterator[Expression]:
    """Yield the printed quantities of a sentence, left to right, none overlapping.

    Numbers that only name something ("grade 3", "r = 0.4", "in 2015") are passed over.
    """
    kinds, at = sentence.shape, 0
    while at < len(kinds):
        found = None
        if kinds[at] in _STARTS and not is_label(sentence, at):
            found = _match(kinds, at)
        if found is not None and (_sizes_dose(sentence, found) or _gives_dose(sentence, found)):
            parts = {"value": found.first, "unit": found.first + 1}
            found = Expression("plain", found.first, found.first + 2, parts)
        if found is None:
            at += 1
        else:
            yield found
            at = found.last
            while found.form == "p" and (more := _MORE_P.match(kinds, at)):
                parts = {name: more.start(name) for name in ("sign", "p")}
                yield Expression("p", parts["sign"], more.end(), parts)
                at = more.end()


def _sizes_dose(sentence: Sentence, found: Expression) -> bool:
    """Return whether "X 10 mg (53)" of the methods is a dose with the size of its group."""
    if found.form != "in_brackets" or sentence.role != "methods":
        return False
    dosed = sentence.shape[found.first + 1] == "u" and "inner" not in found.parts
    whole = sentence.tokens[found.parts["spread"]].value.isdigit()
    measured = set("MDSE") & set(sentence.shape[max(0, found.first - 12) : found.first])
    return dosed and whole and not measured


def _gives_dose(sentence: Sentence, found: Expression) -> bool:
    """Return whether "25 mg to 11 patients" is a dose and a sample, and no range."""
    dosed = sentence.shape[found.first : found.first + 3] == "Nut"
    people = sentence.shape[found.last : found.last + 2]
    return found.form == "range" and dosed and "H" in people and "unit" not in found.parts


def _match(kinds: str, at: int) -> Expression | None:
    for form, pattern in _COMPILED:
        if match := pattern.match(kinds, at):
            parts = {
                name: match.start(name)
                for name, text in match.groupdict().items()
                if text and name != "open"
            }
            first = at + 1 if form == "named_n" else at  # its bracket is none of its own
            return Expression(form, first, match.end(), parts)
    return None
