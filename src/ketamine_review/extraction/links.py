"""Links: which group of the study a number in a sentence belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ketamine_review.extraction.arms import Arm, Arms
from ketamine_review.extraction.contrasts import link_of_contrast
from ketamine_review.extraction.cue import cue
from ketamine_review.extraction.link import ALL, BETWEEN, CONTRASTS, EACH, OF_ONE_ARM, Link
from ketamine_review.extraction.mentions import Mention, in_order
from ketamine_review.extraction.place import outside_brackets
from ketamine_review.extraction.readings import Reading
from ketamine_review.extraction.tokens import Token
from ketamine_review.extraction.treatments import KETAMINES
from ketamine_review.model.quantity import Kind

#: How sure the order of definition is that of "no difference between the groups (6% vs 25%)".
LINK_OF_ORDER = 0.5


@dataclass
class SentenceLinker:
    """Links the numbers of one sentence to groups.

    Attributes:
        tokens: The tokens of the sentence.
        readings: What its expressions measure, left to right.
        found: Where it speaks of groups, left to right.
        arms: The study's groups.
        previous: The groups of the sentence before, in the order in which it names them.
    """

    tokens: Sequence[Token]
    readings: Sequence[Reading]
    found: Sequence[Mention]
    arms: Arms
    previous: Sequence[Arm] = ()
    links: dict[int, Link] = field(default_factory=dict)

    def outcome_links(self) -> dict[int, Link]:
        """Return the links of outcome readings, by their index; design readings have none."""
        for run in self._runs():
            self._link_run(run)
        self._share_from_to()
        self._look_ahead()
        for at, reading in enumerate(self.readings):
            if reading.kind in CONTRASTS:
                alone = reading.kind is Kind.P_VALUE and not self._tests_contrast(at)
                if not self.arms.compared and alone:
                    own = self.arms.arms[0].name if self.arms.arms else ALL
                    self.links[at] = Link(own, 0.8)
                    continue
                self.links[at] = link_of_contrast(self.tokens, self.readings, at, self.found)
            elif reading.kind in OF_ONE_ARM and at not in self.links:
                self.links[at] = self._of_sentence()
        for at, reading in enumerate(self.readings):
            if reading.kind is Kind.CONFIDENCE_INTERVAL:
                self.links[at] = self._of_estimate(at)
        return self.links

    def _tests_contrast(self, at: int) -> bool:
        """Return whether a P value follows a ratio or a difference, its interval between."""
        before = [reading.kind for reading in self.readings[max(0, at - 2) : at]]
        last = before[-2:-1] if before[-1:] == [Kind.CONFIDENCE_INTERVAL] else before[-1:]
        return bool(last) and last[0] in CONTRASTS and last[0] is not Kind.P_VALUE

    def _runs(self) -> list[list[int]]:
        """Return the one-arm readings in runs: lists of values with no group between them."""
        runs: list[list[int]] = []
        for at, reading in enumerate(self.readings):
            if reading.kind in OF_ONE_ARM:
                named = any(reading.first <= m.first < reading.last for m in self.found)
                if runs and not named and self._listed(runs[-1][-1], at):
                    runs[-1].append(at)
                else:
                    runs.append([at])
        return runs

    def _listed(self, first: int, second: int) -> bool:
        """Return whether two readings are joined as in a list: "55% and 42.9%"."""
        low, high = self.readings[first].last, self.readings[second].first
        if any(low <= mention.first < high for mention in self.found):
            return False
        inner = {i for r in self.readings[first + 1 : second] for i in range(r.first, r.last)}
        between = [self.tokens[i] for i in range(low, high) if i not in inner]
        one, other = self.readings[first], self.readings[second]
        alike = one.place.form == other.place.form or bool(one.low and other.low)
        kinds = {token.kind for token in between if token.text != "." and alike}
        return bool(kinds & set("avr,-/")) and not kinds & set("wHNW;")

    def _link_run(self, run: list[int]) -> None:
        first, last = self.readings[run[0]].first, self.readings[run[-1]].last
        low, high = self._clause(first, last) if len(run) > 1 else (0, len(self.tokens))
        near = [mention for mention in self.found if low <= mention.first < high] or self.found
        before = [mention for mention in near if mention.last < first]
        after = [mention for mention in near if mention.first >= last]
        inside = [mention for mention in self.found if first <= mention.first < last]
        if len(run) == 1 and inside and inside[0].arm:
            self.links[run[0]] = self._to(inside[0], 0.95)
        elif len(run) == 1:
            link = self._single(run[0], before, after)
            if link is not None:
                self.links[run[0]] = link
        elif before and self._in_brackets_of(before[-1], run):
            self.links |= {at: self._to(before[-1], 0.9) for at in run}
        elif groups := self._groups_of_run(run, before, after):
            arms, sure = groups
            self.links |= {at: Link(arm.name, sure) for at, arm in zip(run, arms, strict=True)}
        elif len(list(in_order(near))) == 1 and high - low < len(self.tokens):
            self.links |= {at: self._to(near[0], 0.75) for at in run}

    def _clause(self, first: int, last: int) -> tuple[int, int]:
        """Return where the clause around some tokens begins and ends, by its semicolons."""
        marks, depth = [-1], 0
        for at, token in enumerate(self.tokens):
            depth = max(0, depth + {"(": 1, ")": -1}.get(token.kind, 0))
            if token.kind == ";" and depth == 0:
                marks.append(at)
        low = max(mark for mark in marks if mark < first) + 1
        return low, min((mark for mark in marks if mark >= last), default=len(self.tokens))

    def _in_brackets_of(self, mention: Mention, run: list[int]) -> bool:
        """Return whether a list is one group's: "in group A (4.5, 3.5 and 1.4)"."""
        low, high = self.readings[run[0]].first, self.readings[run[-1]].last
        between = self.tokens[mention.last + 1 : low]
        if any(token.kind == "v" for token in self.tokens[low:high]):
            return False
        if self._joined_to(mention):
            return False  # "in groups A and B (4.5 and 3.5)"
        nested = [token.kind for token in between[-2:]] == ["(", "("]  # "[(4.5 ± 1), (3.5 ± 1)]"
        at_once = bool(between) and between[0].kind == "(" and len(between) < 5
        return mention.called and (nested or at_once)

    def _joined_to(self, mention: Mention) -> bool:
        """Return whether another group is named just before: "the A or B groups"."""
        at = self.found.index(mention)
        if not at or self.found[at - 1].arm == mention.arm:
            return False
        between = self.tokens[self.found[at - 1].last + 1 : mention.first]
        return len(between) < 4 and any(token.kind in "ar,v" for token in between)

    def _groups_of_run(
        self, run: list[int], before: list[Mention], after: list[Mention]
    ) -> tuple[list[Arm], float] | None:
        """Return the groups of a list of values, in the order of the values."""
        count, end = len(run), self._behind(run[-1])
        later = list(in_order(self._at_once(end, after)))
        earlier = list(in_order(before))
        if len(later) == count:
            return later, 0.95
        if count == 4 and len(later) == 2 and self._are_pairs(run):
            return [*later, *later], 0.85  # "75% vs 57% and 61% vs 46% of X and Y"
        nearest = self._last_list(before)
        leads = len(later) == 1 and self._leads_to(self.readings[run[-1]], after[0])
        if leads and not self._is_versus(run):
            return later * count, 0.85  # "30% and 45% in the X group"
        if len(nearest) == count and nearest != earlier:
            return nearest, 0.9
        if len(earlier) == count:
            inverted = count == 2 and self._comparator_first(before) and self._is_versus(run)
            return (earlier[::-1] if inverted else earlier), 0.9
        if len(earlier) > count and any(token.kind == "e" for token in self.tokens[end:]):
            return earlier[-count:], 0.85
        everywhere = list(in_order([*before, *after]))
        if len(everywhere) == count:
            return everywhere, 0.8
        respectively = any(token.kind == "e" for token in self.tokens[end:])
        if not everywhere and respectively and len(self.previous) == count:
            return list(self.previous), 0.7
        if count == 2 and self._is_versus(run):
            return self._pair_of(earlier, everywhere)
        return None

    def _last_list(self, before: list[Mention]) -> list[Arm]:
        """Return the groups that are listed last before a place: "in groups A, B and C"."""
        listed: list[Mention] = []
        for mention in reversed(before):
            if listed and not self._joined_to(listed[0]):
                break
            listed.insert(0, mention)
        return list(in_order(listed))

    def _behind(self, at: int) -> int:
        """Return where the text goes on behind a reading and the interval in brackets after it."""
        end = self.readings[at].last
        limited = at + 1 < len(self.readings) and self.readings[at].low is not None
        if limited and self.readings[at + 1].kind is Kind.CONFIDENCE_INTERVAL:
            end = max(end, self.readings[at + 1].last)
            closed = end < len(self.tokens) and self.tokens[end].kind == ")"
            return end + closed
        return end

    def _are_pairs(self, run: list[int]) -> bool:
        """Return whether four values are two pairs: "75% vs 57% and 61% vs 46%"."""
        parted = [
            {t.kind for t in self.tokens[self.readings[a].last : self.readings[b].first]}
            for a, b in pairwise(run)
        ]
        return "v" in parted[0] and "a" in parted[1] and "v" in parted[2]

    def _comparator_first(self, before: list[Mention]) -> bool:
        """Return whether a sentence opens with what it compares to: "Compared with placebo, X"."""
        first = before[0].first
        return 0 < first <= 2 and self.tokens[0].kind == "v"

    def _pair_of(self, earlier: list[Arm], everywhere: list[Arm]) -> tuple[list[Arm], float] | None:
        """Return the two groups of "6% vs 25%" where fewer or more than two are named."""
        if len(earlier) > 2:
            return earlier[-2:], 0.7
        named = earlier or everywhere
        others = [arm for arm in self.arms.arms if arm not in named[:1]]
        if len(named) == 1 and len(others) == 1:
            pair = [named[0], others[0]]
            return (pair[::-1] if self._is_compared_to(named[0]) else pair), 0.8
        if not named and len(self.previous) == 2:
            return list(self.previous), 0.6
        if not named and len(self.arms.arms) == 2:
            grouped = any(token.kind == "G" for token in self.tokens)
            return list(self.arms.arms), LINK_OF_ORDER if grouped else 0.4
        return None

    def _is_compared_to(self, arm: Arm) -> bool:
        """Return whether a group is only what another is held against: "higher than placebo"."""
        mention = next(mention for mention in self.found if mention.arm == arm)
        before = [t for t in self.tokens[: mention.first] if t.value not in ("the", "in", "with")]
        return bool(before) and (before[-1].kind in "v<>" or before[-1].value == "than")

    def _is_versus(self, run: list[int]) -> bool:
        low, high = self.readings[run[0]].last, self.readings[run[1]].first
        return any(token.kind == "v" for token in self.tokens[low:high])

    def _at_once(self, start: int, after: Sequence[Mention]) -> list[Mention]:
        """Return the mentions that follow with nothing but small words between."""
        taken: list[Mention] = []
        at = start
        for mention in after:
            between = self.tokens[at : mention.first]
            cut = any(token.kind in "NW;%" for token in between) or len(between) > 9
            if cut or (not taken and any(token.kind == "," for token in between)):
                break
            taken.append(mention)
            at = mention.last + 1
        return taken

    def _single(self, at: int, before: list[Mention], after: list[Mention]) -> Link | None:
        """Return the group of one value: the one around it, after it or before it."""
        reading = self.readings[at]
        if before and self._parted(before[-1].last + 1, reading.first):
            before = []  # "... in group A, while four patients in group B"
        leads = bool(after) and self._leads_to(reading, after[0])
        if leads and not any(t.kind == ")" for t in self.tokens[reading.last : after[0].first]):
            return self._to(after[0], 0.9)
        if before and self._opens_on(before[-1], reading):
            return self._to(before[-1], 0.95)
        if leads:
            return self._to(after[0], 0.9)
        if not before and after and self._closes_clause(reading, after[0]):
            return self._to(after[0], 0.8)
        if before:
            between = outside_brackets(self.tokens[before[-1].last + 1 : reading.first])
            if len(between) <= 25 and not any(token.kind == ";" for token in between):
                return self._to(before[-1], 0.8 if len(between) < 12 else 0.7)
        return None

    def _parted(self, first: int, last: int) -> bool:
        """Return whether a new statement begins between two places."""
        words = (token.value for token in self.tokens[first:last])
        return any(word in ("while", "whereas", "but") for word in words)

    def _opens_on(self, mention: Mention, reading: Reading) -> bool:
        """Return whether a value stands right behind its group: "the K2 group (474 µg)".

        In "the K2 group (16.2, SD 13.7, 34% reduction)" all values of the brackets do.
        """
        between = self.tokens[mention.last + 1 : reading.first]
        if between and between[0].kind == "(" and not any(token.kind == ")" for token in between):
            return True
        if not between:
            return not mention.called
        kinds = [token.kind for token in between]
        return len(kinds) <= 3 and bool(set(kinds) & set("(=:")) and set(kinds) <= set("(Hw,=:")

    def _leads_to(self, reading: Reading, mention: Mention) -> bool:
        """Return whether a value leads to its group: "6.7 minutes in the other case group"."""
        between = _without_passive(self._bare_between(reading.last, mention.first))
        if len(between) > 8 or any(t.value in cue("verb") or t.kind in ",;av" for t in between):
            return False
        strange = [
            t for t in between if t.value not in cue("near_group") and t.kind not in "HuxT%N"
        ]
        if not strange:
            return True
        words = all(token.kind in "w-" for token in strange) and len(strange) <= 3
        return words and cue("preposition").among(between)

    def _closes_clause(self, reading: Reading, mention: Mention) -> bool:
        """Return whether the group of "43 patients had an adverse event in group A" comes last."""
        between = self._bare_between(reading.last, mention.first)
        told = [token for token in between if token.value not in ("the", "(")][-1:]
        placed = bool(told) and told[0].value in cue("preposition")
        return placed and len(between) < 16 and not any(t.kind in "NW;v," for t in between)

    def _bare_between(self, first: int, last: int) -> list[Token]:
        """Return tokens without "per 12 weeks" and without what stands in closed brackets."""
        kept: list[Token] = []
        at = first
        while at < last:
            token = self.tokens[at]
            if token.value in ("per", "/") and at + 1 < last:
                at += 3 if self.tokens[at + 1].kind in "NW" else 2
                continue
            if token.kind == ")":
                opened = max((i for i, t in enumerate(kept) if t.kind == "("), default=None)
                kept = [] if opened is None else kept[:opened]
            else:
                kept.append(token)
            at += 1
        return kept

    def _share_from_to(self) -> None:
        """Give both numbers of "from 39.2 to 58.8 in the surgery group" the group after them."""
        for at in range(len(self.readings) - 1):
            first, second = self.readings[at], self.readings[at + 1]
            opened = first.first > 0 and self.tokens[first.first - 1].kind == "f"
            joined = second.first > 0 and self.tokens[second.first - 1].kind == "t"
            if opened and joined and second.first - first.last <= 8 and at + 1 in self.links:
                own, other = self.links.get(at), self.links[at + 1]
                if own is None or own.confidence < 0.9:
                    self.links[at] = other
                elif other.confidence < 0.9:
                    self.links[at + 1] = own

    def _look_ahead(self) -> None:
        """Give a value without a group that of the next: "in 30, vomiting in 26 in group A"."""
        following: Link | None = None
        for at in range(len(self.readings) - 1, -1, -1):
            if self.readings[at].kind not in OF_ONE_ARM:
                continue
            named_before = any(m.last < self.readings[at].first for m in self.found)
            if at not in self.links and following and not named_before:
                self.links[at] = Link(following.arm, 0.6)
            following = self.links.get(at)

    def _of_sentence(self) -> Link:
        """Return the one group that a sentence speaks of, else all."""
        named = list(in_order(self.found))
        if len(named) == 1:
            return Link(named[0].name, 0.65)
        only = self.arms.arms[0] if len(self.arms.arms) == 1 else None
        if only and (not self.arms.compared or only.name in KETAMINES):
            return Link(only.name, 0.8)  # of a drug against an unknown one the other is missing
        return Link(ALL, 0.5 if named else 0.7)

    def _of_estimate(self, at: int) -> Link:
        """Return the group of the estimate that an interval stands behind."""
        before = at - 1
        if before >= 0 and self.readings[at].first - self.readings[before].last < 6:
            return self.links.get(before, Link(BETWEEN, 0.6))
        return Link(BETWEEN, 0.7)

    def _to(self, mention: Mention, confidence: float) -> Link:
        if mention.arm is not None:
            return Link(mention.arm.name, confidence)
        each = self.tokens[mention.first].value == "each"
        return Link(EACH if each else ALL, confidence)


def _without_passive(tokens: list[Token]) -> list[Token]:
    """Return tokens without "were recorded" before "in the X group"."""
    for at in range(len(tokens) - 2):
        verb, participle, after = tokens[at : at + 3]
        told = verb.value in ("were", "was") and participle.value.endswith(("ed", "seen", "found"))
        if told and after.value in ("in", "with", "among", "for"):
            return tokens[:at] + tokens[at + 2 :]
    return tokens
