"""Design links: which group was of that size, had that dose, was treated for so long."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ketamine_review.extraction.arms import Arm, Arms
from ketamine_review.extraction.cue import cue
from ketamine_review.extraction.doses import are_doses_of_one
from ketamine_review.extraction.labelled import hangs
from ketamine_review.extraction.link import ALL, EACH, Link
from ketamine_review.extraction.mentions import Mention, arm_of_treatment, in_order
from ketamine_review.extraction.place import outside_brackets
from ketamine_review.extraction.readings import Reading
from ketamine_review.extraction.samples import per_group
from ketamine_review.extraction.tokens import Token, shape
from ketamine_review.extraction.treatments import Treatment, given_together
from ketamine_review.model.quantity import Kind

#: A phase of one of these is every group's.
_OF_ALL = frozenset(["double", "randomized", "phase", "period", "study", "trial"])
#: "228 and 320 patients"
_SIZES = re.compile(r"N(?:,?aN|,N)+(?=w{0,2}H)")
#: How many tokens may part "n = 30" from the group named before it.
_REACH = 24


@dataclass(frozen=True)
class DesignLinker:
    """Links the sizes, doses and durations of one sentence to groups.

    Attributes:
        tokens: The tokens of the sentence.
        found: Where it speaks of groups, left to right.
        arms: The study's groups.
    """

    tokens: Sequence[Token]
    found: Sequence[Mention]
    arms: Arms

    def link(self, reading: Reading) -> Link:
        """Return the group of a reading of the study's design."""
        if reading.kind is Kind.SAMPLE_SIZE:
            return self._of_size(reading)
        if reading.kind is Kind.DOSE:
            return self._of_dose(reading)
        if reading.kind is Kind.TREATMENT_DURATION:
            return self._of_course(reading)
        return Link(ALL, 0.9)

    def _of_size(self, reading: Reading) -> Link:
        if per_group(reading.place):
            return Link(EACH, 0.95)
        if link := self._size_in_list(reading):
            return link
        after = [mention for mention in self.found if mention.first >= reading.last]
        if after and after[0].arm and self._size_leads(reading, after[0]):
            return Link(after[0].arm.name, 0.95)
        before = [mention for mention in self.found if mention.last < reading.first]
        if before and before[-1].arm and self._size_behind(before[-1], reading):
            return Link(before[-1].arm.name, 0.95)
        if (
            after
            and after[0].arm
            and not self._sized(after[0])
            and self._size_before(reading, after)
        ):
            return Link(after[0].arm.name, 0.9)
        return Link(ALL, 0.85)

    def _size_in_list(self, reading: Reading) -> Link | None:
        """Return the group of "228 and 320 patients received X and Y, respectively"."""
        kinds = shape(self.tokens)
        listed = next(
            (m for m in _SIZES.finditer(kinds) if m.start() <= reading.first < m.end()), None
        )
        if listed is None or "e" not in kinds[listed.end() :]:
            return None
        sizes = [at for at in range(*listed.span()) if kinds[at] == "N"]
        after = list(in_order([m for m in self.found if m.first >= listed.end()]))
        if len(sizes) != len(after) or reading.first not in sizes:
            return None
        return Link(after[sizes.index(reading.first)].name, 0.9)

    def _sized(self, mention: Mention) -> bool:
        """Return whether a group has a size of its own: "407 randomized (X: n = 205; Y: ..."."""
        after = [token.kind for token in self.tokens[mention.last + 1 : mention.last + 4]]
        return "n" in after or (after[:1] == ["N"] and after[1:2] != ["u"])

    def _size_leads(self, reading: Reading, mention: Mention) -> bool:
        """Return whether "n = 30 for placebo" names its group at once."""
        between = self.tokens[reading.last : mention.first]
        small = ("for", "in", "on", "the", "receiving")
        return reading.place.form == "n" and all(token.value in small for token in between)

    def _size_behind(self, mention: Mention, reading: Reading) -> bool:
        """Return whether "(n = 30)" follows a group, its dose perhaps between."""
        between = self.tokens[mention.last + 1 : reading.first]
        if any(token.kind in ";." and token.text != "." for token in between):
            return False
        if reading.place.form in ("n", "percent_events"):
            described = any(a.kind == "H" and b.value == "with" for a, b in pairwise(between))
            if described and not mention.called:
                return False  # "a trial of X in patients with Y (n = 24)"
            other = any(token.kind == "n" for token in between)
            dosed = any(token.kind == "u" for token in between[-3:])
            return len(between) <= _REACH and (dosed or not other)
        if not between or (len(between) <= 3 and between[-1].kind in "(=:"):
            return True
        opens = [t.value for t in self.tokens[max(0, mention.first - 2) : mention.first]]
        if [t.kind for t in between] == [","] and opens[:1] == ["in"]:
            return True  # "In the X group, 19 children received"
        return len(between) <= 4 and all(t.value in cue("consists") for t in between)

    def _size_before(self, reading: Reading, after: Sequence[Mention]) -> bool:
        """Return whether "30 patients received X" tells of one group and not of a choice."""
        between = self.tokens[reading.last : after[0].first]
        strange = [t for t in between if t.value not in cue("to_group") and t.kind not in "HNu"]
        described = len(strange) == 1 and strange[0] is between[-1] and strange[0].kind == "w"
        apart = any(token.kind == "(" for token in between)
        if apart or len(between) > 7 or (strange and not described):
            return False
        if len(after) == 1:
            return True
        # "30 patients received X, Y or Z" tells of a choice, and so does "10, 20 and 40 mg".
        if self._together(after[0], after[1]) and are_doses_of_one(after[0].arm, after[1].arm):
            return False
        if cue("by_lot").among(between) and self._goes_on_with_groups(after):
            return False
        rest = self.tokens[after[0].last + 1 : after[-1].first]
        return not any(token.kind in "rv" for token in rest)

    def _goes_on_with_groups(self, after: Sequence[Mention]) -> bool:
        """Return whether groups are listed without people of their own: "to X 10 mg (53), Y"."""
        rest = outside_brackets(self.tokens[after[0].last + 1 : after[1].first])
        numbers = [at for at, token in enumerate(rest) if token.kind in "NW"]
        dosed = all(at + 1 < len(rest) and rest[at + 1].kind == "u" for at in numbers)
        return dosed and after[0].arm != after[1].arm

    def _of_dose(self, reading: Reading) -> Link:
        if link := self._respectively(reading):
            return link
        covering = [
            m for m in self.found if m.first <= reading.first and reading.last <= m.last + 1
        ]
        if covering and covering[0].arm:
            return Link(covering[0].arm.name, 0.9)  # "X 10 mg" names the group
        drug = self._drug_of(reading)
        own = arm_of_treatment(drug.name, self.arms) if drug else None
        alone = len(self.arms.arms) == 1
        if own is not None and (alone or not self.arms.compared):
            return Link(own.name, 0.9)
        if alone and drug is None:
            return Link(self.arms.arms[0].name, 0.6)
        if link := self._of_called_group(reading):
            return link
        if drug is None:
            active = [arm for arm in self.arms.arms if not arm.control]
            return Link(active[0].name if len(active) == 1 else ALL, 0.6)
        arm = arm_of_treatment(drug.name, self.arms)
        if arm is None or arm.control:
            arm = self._arm_of_combination(drug) or arm
        if arm is not None:
            return Link(arm.name, 0.9)
        named = list(in_order(self.found))
        if len(named) == 1 and drug.name in named[0].treatments:
            return Link(named[0].name, 0.75)
        return Link(ALL, 0.75)

    def _respectively(self, reading: Reading) -> Link | None:
        """Return the group of "X or Y was given at a dose of 0.6 mg/kg and 30 mg respectively"."""
        kinds = shape(self.tokens)
        doses = [match.start() for match in re.finditer("Nu", kinds)]
        if "e" not in kinds[reading.last :] or reading.first not in doses:
            return None
        named = [hit for hit in self.arms.names.find(self.tokens) if hit.last < doses[0]]
        if len(named) != len(doses) or len(doses) < 2:
            return None
        arm = arm_of_treatment(named[doses.index(reading.first)].name, self.arms)
        return Link(arm.name, 0.85) if arm else None

    def _arm_of_combination(self, drug: Treatment) -> Arm | None:
        """Return the group that had a drug with its own: "X 10 mg alone or X 7.5 mg plus Y"."""
        for together in given_together(self.tokens, self.arms.names.find(self.tokens)):
            if drug in together:
                others = [arm_of_treatment(t.name, self.arms) for t in together if t != drug]
                told = [arm for arm in others if arm is not None]
                return next((arm for arm in told if not arm.control), next(iter(told), None))
        return None

    def _of_called_group(self, reading: Reading) -> Link | None:
        """Return the group on whose side of the sentence a dose stands, as labels are defined."""
        called = [mention for mention in self.found if mention.called]
        if not called:
            return None
        named = self.arms.names.find(self.tokens)
        first = called[0].first
        behind = bool(named) and named[0].first < first and hangs(self.tokens, first)
        before = [mention for mention in called if mention.last < reading.first]
        after = [mention for mention in called if mention.first >= reading.last]
        if behind and after:
            return Link(_arm_name(after[0].arm), 0.85)
        if before and not (behind and not after):
            several = len(before) > 1 and self._together(before[-2], before[-1])
            return Link(ALL if several else _arm_name(before[-1].arm), 0.85)
        return None

    def _together(self, first: Mention, second: Mention) -> bool:
        between = self.tokens[first.last + 1 : second.first]
        return all(token.kind in "a,r" for token in between)

    def _drug_of(self, reading: Reading) -> Treatment | None:
        """Return the drug of an amount: "50 µg fentanyl", else the last before it."""
        named = self.arms.names.find(self.tokens)
        before = next((t for t in reversed(named) if t.last < reading.first), None)
        after = next((t for t in named if 0 <= t.first - reading.last <= 3), None)
        if after is None:
            return before
        between = self.tokens[reading.last : after.first]
        joined = all(
            token.kind in "ow-" and token.value not in cue("other_drug") for token in between
        )
        beside = before is not None and not any(
            token.kind == "," for token in self.tokens[before.last : reading.first]
        )
        beside = beside and reading.first - before.last <= 2
        beside = beside and self.tokens[reading.first - 1].kind not in "arv"
        if joined and not (beside and between):
            return after
        return before or after

    def _of_course(self, reading: Reading) -> Link:
        after = {token.value for token in reading.place.right(3)}
        if reading.place.hyphenated() and after & _OF_ALL:
            return Link(ALL, 0.8)  # "a 3-month double-blind treatment phase"
        named = list(in_order(self.found))
        if len(named) > 1 and (arm := self._infused(reading)):
            return Link(arm.name, 0.7)
        return Link(named[0].name, 0.7) if len(named) == 1 else Link(ALL, 0.7)

    def _infused(self, reading: Reading) -> Arm | None:
        """Return the group whose dose stands just before: "X 5 mg/h for 48 h or placebo"."""
        before = [mention for mention in self.found if mention.last < reading.first]
        if not before or before[-1].arm is None:
            return None
        between = self.tokens[before[-1].last + 1 : reading.first]
        dosed = any(token.kind == "u" for token in between)
        whole = any(token.kind in "ar;" for token in between)
        return before[-1].arm if dosed and not whole and len(between) < 16 else None


def _arm_name(arm: Arm | None) -> str:
    return ALL if arm is None else arm.name
