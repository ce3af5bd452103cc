"""Runs: which groups the values of one list belong to, "31 and 34% in groups A and B"."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ketamine_review.extraction.arms import Arm
from ketamine_review.extraction.cue import cue
from ketamine_review.extraction.link import Link
from ketamine_review.extraction.mentions import Mention, in_order
from ketamine_review.extraction.passages import (
    Statement,
    clause_around,
    leads_to,
    link_to,
    named_at_once,
)
from ketamine_review.extraction.tokens import Token
from ketamine_review.model.quantity import Kind

#: How sure the order of definition is that of "no difference between the groups (6% vs 25%)".
LINK_OF_ORDER = 0.5


@dataclass
class RunLinker(Statement):
    """Links lists of values in one sentence to groups."""

    def links_of(self, run: list[int]) -> dict[int, Link]:
        """Return the links of the readings of a list, none where nothing tells them."""
        first, last = self.readings[run[0]].first, self.readings[run[-1]].last
        low, high = clause_around(self.tokens, first, last)
        near = [mention for mention in self.found if low <= mention.first < high] or self.found
        before = [mention for mention in near if mention.last < first]
        after = [mention for mention in near if mention.first >= last]
        if before and self._in_brackets_of(before[-1], run):
            return {at: link_to(self.tokens, before[-1], 0.9) for at in run}
        if groups := self._groups_of_run(run, before, after):
            arms, sure = groups
            if len(run) == 2 and self._contradicts(run, arms, before):
                arms = arms[::-1]
            return {at: Link(arm.name, sure) for at, arm in zip(run, arms, strict=True)}
        if len(list(in_order(near))) == 1 and high - low < len(self.tokens):
            return {at: link_to(self.tokens, near[0], 0.75) for at in run}
        return {}

    def _in_brackets_of(self, mention: Mention, run: list[int]) -> bool:
        """Return whether a list is one group's: "in group A (4.5, 3.5 and 1.4)"."""
        low, high = self.readings[run[0]].first, self.readings[run[-1]].last
        between = self.tokens[mention.last + 1 : low]
        shared_out = any(token.kind == "e" for token in self.tokens[high : high + 3])
        if shared_out or any(token.kind == "v" for token in self.tokens[low:high]):
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
        later = list(in_order(named_at_once(self.tokens, end, after)))
        earlier = list(in_order(before))
        if len(later) == count:
            return later, 0.95
        if count == 4 and len(later) == 2 and self._are_pairs(run):
            return [*later, *later], 0.85  # "75% vs 57% and 61% vs 46% of X and Y"
        nearest = self._last_list(before)
        leads = len(later) == 1 and leads_to(self.tokens, self.readings[run[-1]], after[0])
        if leads and not self._is_versus(run):
            return later * count, 0.85  # "30% and 45% in the X group"
        if len(nearest) == count and nearest != earlier:
            return nearest, 0.9
        if count == 4 and len(earlier) == 2 and self._are_pairs(run):
            return [*earlier, *earlier], 0.8  # "lower with X than with Y (9 vs 25 and 9 vs 18)"
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
        if count == 4 and self._are_pairs(run) and (pair := self._pair_of(earlier, everywhere)):
            return pair[0] * 2, pair[1]
        return None

    def _contradicts(self, run: list[int], arms: list[Arm], before: list[Mention]) -> bool:
        """Return whether "fewer in group A than in group B (20 vs 10)" must be turned round."""
        printed = [self.readings[at].value or self.readings[at].events for at in run]
        if None in printed:
            return False
        values = [float(value) for value in printed]
        first = self.readings[run[0]].first
        start = max((i for i in range(first) if self.tokens[i].kind == ";"), default=-1)
        told = self.tokens[start + 1 : first]
        if min(values) < 0 or any(t.value in ("not", "no", "but") for t in told):
            return False
        ups = cue("higher").among(told) or _tells_of_many(told, "more")
        downs = cue("lower").among(told) or _tells_of_many(told, "less")
        small = cue("near_group")
        told_of = (m for m in before if m.arm and not self._is_held_against(m, small))
        subject = next((mention.arm for mention in told_of), None)
        if subject not in arms or ups == downs or not self._is_versus(run):
            return False
        own, other = values if arms[0] is subject else values[::-1]
        return own < other if ups else own > other

    def _is_held_against(self, mention: Mention, small: Container[str]) -> bool:
        """Return whether another group is compared to this one: "higher than with placebo".

        Args:
            mention: Where the group is spoken of.
            small: Words that may part it from "than" or "versus".
        """
        near = [t for t in self.tokens[: mention.first] if t.value not in small][-1:]
        return bool(near) and (near[0].kind in "v<>" or near[0].value == "than")

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
            mention = next(mention for mention in self.found if mention.arm == named[0])
            turned = self._is_held_against(mention, ("the", "in", "with"))
            return (pair[::-1] if turned else pair), 0.8
        if not named and len(self.previous) == 2:
            return list(self.previous), 0.6
        if not named and len(self.arms.arms) == 2:
            grouped = any(token.kind == "G" for token in self.tokens)
            return list(self.arms.arms), LINK_OF_ORDER if grouped else 0.4
        return None

    def _is_versus(self, run: list[int]) -> bool:
        low, high = self.readings[run[0]].last, self.readings[run[1]].first
        return any(token.kind == "v" for token in self.tokens[low:high])


def _tells_of_many(tokens: Sequence[Token], word: str) -> bool:
    """Return whether "more" tells of a number: "more patients", not "more rapidly"."""
    for at, token in enumerate(tokens[:-1]):
        often = tokens[at + 1].value.startswith(("frequent", "often", "common"))
        if token.value == word and (often or any(t.kind == "H" for t in tokens[at + 1 : at + 3])):
            return True
    return False
