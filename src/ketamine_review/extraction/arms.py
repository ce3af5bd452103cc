"""Arms: which groups a study compares, and what each of them was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ketamine_review.extraction.treatments import INERT, KETAMINES, Names, joined_name

#: What a group was given, in the order in which it was named.
Given = tuple[str, ...]


@dataclass(frozen=True)
class Arm:
    """A group of a study.

    Attributes:
        name: What its patients were given, in one word where possible: ``ketamine``, ``placebo``.
        labels: How the report calls the group: ``A``, ``2``, ``K1``.
        treatments: Everything its patients were given, as far as it was named with the group.
        control: True for an inert or untreated group, or one that only had what all had.
    """

    name: str
    labels: frozenset[str] = frozenset()
    treatments: Given = ()
    control: bool = False

    @property
    def is_of_ketamine(self) -> bool:
        """Whether ketamine, of whatever dose, tells the group apart."""
        return is_of_ketamine(self.name) and not self.control


@dataclass(frozen=True)
class Arms:
    """The groups of one study, in the order in which the report defines them.

    Attributes:
        arms: The groups.
        names: How the record names its treatments.
        compared: Whether the report tells of a comparison of groups.
    """

    arms: tuple[Arm, ...]
    names: Names
    compared: bool = True


def is_of_ketamine(name: str | None) -> bool:
    """Return whether a group had ketamine by its name: "ketamine 0.5", "ketamine+propofol"."""
    return name is not None and name.replace("+", " ").split(" ")[0] in KETAMINES


def arm_of_given(given: Given, common: set[str], labels: frozenset[str] = frozenset()) -> Arm:
    """Return a group by what it was given.

    Args:
        given: Its treatments.
        common: Those of them that every group had, which tell none apart.
        labels: How the report calls it.
    """
    own = [name for name in given if name not in common]
    ketamine = next((name for name in (*own, *given) if name in KETAMINES), None)
    active = [name for name in own if name not in INERT]
    if ketamine and (ketamine in own or not own):
        return Arm(ketamine, labels, given)
    if active:
        return Arm(active[0], labels, given)
    inert = [name for name in own if name in INERT]
    return Arm(inert[0] if inert else "+".join(given) or "control", labels, given, control=True)


def with_joined_name(arm: Arm, arms: Sequence[Arm]) -> Arm:
    """Call a group that had what another had, and more, by both: "bupivacaine+tramadol"."""
    own = _active(arm)
    more = any(_active(other) < own and other.name == arm.name for other in arms)
    alone = any(_active(other) == own and other is not arm for other in arms)
    if not more or alone:
        return arm
    told = [_active(other) for other in arms if other.treatments not in ((), ("control",))]
    common = set.intersection(*told)
    apart = own - common if len(own - common) > 1 else own  # what all had tells none apart
    return replace(arm, name=joined_name(apart))


def _active(arm: Arm) -> set[str]:
    return set(arm.treatments).difference(INERT)
