"""Links: which group of the study a number in a sentence belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field

from ketamine_review.extraction.contrasts import link_of_contrast
from ketamine_review.extraction.link import ALL, BETWEEN, CONTRASTS, OF_ONE_ARM, Link
from ketamine_review.extraction.mentions import Mention, in_order
from ketamine_review.extraction.passages import (
    Statement,
    closes_clause,
    leads_to,
    link_to,
    opens_on,
    parted,
)
from ketamine_review.extraction.place import outside_brackets
from ketamine_review.extraction.readings import Reading
from ketamine_review.extraction.runs import RunLinker
from ketamine_review.model.quantity import Kind


@dataclass
class SentenceLinker(Statement):
    """Links the numbers of one sentence to groups."""

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
                self.links[at] = self._of_sentence(reading)
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
        if len(run) > 1:
            linker = RunLinker(self.tokens, self.readings, self.found, self.arms, self.previous)
            self.links |= linker.links_of(run)
            return
        reading = self.readings[run[0]]
        before = [mention for mention in self.found if mention.last < reading.first]
        after = [mention for mention in self.found if mention.first >= reading.last]
        inside = [m for m in self.found if reading.first <= m.first < reading.last and m.arm]
        link = link_to(self.tokens, inside[0], 0.95) if inside else None
        if link := link or self._single(reading, before, after):
            self.links[run[0]] = link

    def _single(self, reading: Reading, before: list[Mention], after: list[Mention]) -> Link | None:
        """Return the group of one value: the one around it, after it or before it."""
        if not before and self._is_overall(reading):
            return Link(ALL, 0.8)
        if before and parted(self.tokens, before[-1].last + 1, reading.first):
            before = []  # "... in group A, while four patients in group B"
        leads = bool(after) and leads_to(self.tokens, reading, after[0])
        if leads and not any(t.kind == ")" for t in self.tokens[reading.last : after[0].first]):
            return link_to(self.tokens, after[0], 0.9)
        if before and opens_on(self.tokens, before[-1], reading):
            return link_to(self.tokens, before[-1], 0.95)
        if leads:
            return link_to(self.tokens, after[0], 0.9)
        if not before and after and closes_clause(self.tokens, reading, after[0]):
            return link_to(self.tokens, after[0], 0.8)
        if before:
            between = outside_brackets(self.tokens[before[-1].last + 1 : reading.first])
            if len(between) <= 25 and not any(token.kind == ";" for token in between):
                return link_to(self.tokens, before[-1], 0.8 if len(between) < 12 else 0.7)
        return None

    def _is_overall(self, reading: Reading) -> bool:
        """Return whether "the overall incidence was 25%:" tells of all before it tells more."""
        before = [token.value for token in self.tokens[max(0, reading.first - 10) : reading.first]]
        closed = self.tokens[reading.last : reading.last + 1]
        return "overall" in before and bool(closed) and closed[0].kind in ":;(,"

    def _share_from_to(self) -> None:
        """Give both numbers of "from 39.2 to 58.8 in the surgery group" the group after them."""
        for at in range(len(self.readings) - 1):
            first, second = self.readings[at], self.readings[at + 1]
            opened = first.first > 0 and self.tokens[first.first - 1].kind in "fv"
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
            behind = [
                t.value for t in self.tokens[self.readings[at].last : self.readings[at].last + 2]
            ]
            named_before = named_before or behind == ["at", "baseline"]
            if at not in self.links and following and not named_before:
                self.links[at] = Link(following.arm, 0.6)
            following = self.links.get(at)

    def _of_sentence(self, reading: Reading) -> Link:
        """Return the one group that a sentence speaks of, else all."""
        named = list(in_order(self.found))
        if len(named) == 1 and self._adds_where_more(reading, self.found[0]):
            return Link(ALL, 0.6)
        if len(named) == 1:
            return Link(named[0].name, 0.65)
        only = self.arms.arms[0] if len(self.arms.arms) == 1 else None
        if only and (not self.arms.compared or only.is_of_ketamine):
            return Link(only.name, 0.8)  # of a drug against an unknown one the other is missing
        return Link(ALL, 0.5 if named else 0.7)

    def _adds_where_more(self, reading: Reading, mention: Mention) -> bool:
        """Return whether a group comes in only later, as "36% ..., more commonly in group A"."""
        words = [token.value for token in self.tokens[reading.last : mention.first]]
        return "more" in words[-5:] or "less" in words[-5:]

    def _of_estimate(self, at: int) -> Link:
        """Return the group of the estimate that an interval stands behind."""
        before = at - 1
        if before >= 0 and self.readings[at].first - self.readings[before].last < 6:
            if self._is_of_pair(at):
                return Link(BETWEEN, 0.8)
            return self.links.get(before, Link(BETWEEN, 0.6))
        return Link(BETWEEN, 0.7)

    def _is_of_pair(self, at: int) -> bool:
        """Return whether an interval is that of a difference: "(4.7 vs 3; 95% CI 0.8 to 3.2)"."""
        ends = self.readings[max(0, at - 2) : at]
        if len(ends) < 2 or any(end.kind not in OF_ONE_ARM for end in ends):
            return False
        versus = any(t.kind == "v" for t in self.tokens[ends[0].last : ends[1].first])
        low, high, value = self.readings[at].low, self.readings[at].high, ends[1].value
        if not versus or None in (low, high, value):
            return False
        return not float(low) <= float(value) <= float(high)
