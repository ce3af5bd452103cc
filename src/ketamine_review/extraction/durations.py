"""Durations: how long patients were treated, and how long they were followed."""

from __future__ import annotations

from collections.abc import Sequence

from ketamine_review.extraction.cue import cue
from ketamine_review.extraction.document import Sentence
from ketamine_review.extraction.grammar import Expression
from ketamine_review.extraction.place import Place
from ketamine_review.extraction.readings import Reading, reading
from ketamine_review.extraction.treatments import Names
from ketamine_review.extraction.units import in_days
from ketamine_review.model.quantity import Kind

_AGE = frozenset(["age", "aged", "old", "ages"])
#: Days; a longer "6-month period" is when patients were gathered, not how long they were treated.
_LONGEST_PERIOD = 100
_BEFORE_LOOK = frozenset(
    [
        "at",
        "after",
        "until",
        "for",
        "over",
        "and",
        ",",
        "to",
        "first",
        "within",
        "during",
        "-",
        "or",
    ]
)


def read_duration(place: Place, names: Names, last: Reading | None) -> Reading | None:
    """Read a length of time as length of treatment or of follow-up, if it is one.

    Args:
        place: The expression.
        names: The record's names of treatments.
        last: The reading before it in the sentence; a list of lengths goes on with its kind.
    """
    if place.after() in ("apart", "before", "prior", "ago", "earlier") or _of_criteria(place):
        return None
    before = place.left(1)
    lasting = cue("lasting").among(place.left(4))
    if place.unit != "T" or _is_age(place) or (before and before[0].kind in "<>" and not lasting):
        return None
    parts = place.range_parts() | {"scale": place.unit_text()}
    if parts["low"] and float(parts["low"]) > float(parts["high"]):
        return None  # "24 h to 1 week"
    if last is not None and last.kind is Kind.TREATMENT_DURATION and _follows_in_list(last, place):
        return reading(place, Kind.TREATMENT_DURATION, 0.75, **parts)
    if _tells_follow_up(place):
        if place.after() in (",", "and", "or") and place.right(2)[-1].kind == "N":
            return None  # of a list of times the last counts
        return reading(place, Kind.FOLLOW_UP_DURATION, 0.85, **parts)
    if _tells_course(place, names):
        return reading(place, Kind.TREATMENT_DURATION, 0.8, **parts)
    return None


def _of_criteria(place: Place) -> bool:
    """Return whether a sentence tells who could take part: "Exclusion criteria were ..."."""
    opening = " ".join(token.value for token in place.tokens[:8])
    return "criteria" in opening or "criterion" in opening


def _follows_in_list(last: Reading, place: Place) -> bool:
    between = place.tokens[last.last : place.expression.first]
    return len(between) <= 2 and all(token.kind in ",ra" for token in between)


def _is_age(place: Place) -> bool:
    return any(token.value in _AGE for token in (*place.left(5), *place.right(2)))


def _tells_follow_up(place: Place) -> bool:
    """Return whether patients were followed for so long: "for 3 months after treatment"."""
    if place.hyphenated() and place.after() in ("infusion", "infusions", "course"):
        return False  # "a 4-day infusion and were followed for 12 weeks"
    before = [token.value for token in place.left_in_clause(9) if token.kind != "-"]
    if before[-3:] == ["for", "up", "to"]:
        before = before[:-2]
    after = [token.value for token in place.right_in_clause(4) if token.kind != "-"]
    if after[:1] == ["and"]:
        after = []  # "for 8 weeks and followed for 3 months"
    text = " ".join([*before, "|", *after]).replace("followed by", "").replace("follows", "")
    if "follow up" in text or "followed" in text or "followup" in text:
        return True
    if _is_observation(place) or _is_looked_at(place, before):
        return True
    if [token.value for token in place.right(2)] == ["study", "period"]:
        return True
    if place.hyphenated() and place.after() in ("mortality", "survival"):
        return True
    return before[-1:] == ["for"] and after[:1] in (["after"], ["following"])


def _is_looked_at(place: Place, before: Sequence[str]) -> bool:
    """Return whether outcomes were looked at for so long: "pain was recorded over 48 h"."""
    if place.role != "methods" or before[-1:] not in (["for"], ["over"], ["during"], ["until"]):
        return False
    looks = [word in cue("looked_at") for word in before]
    return any(looks) and not any(word in cue("treat") for word in before[looks.index(True) + 1 :])


def _is_observation(place: Place) -> bool:
    """Return whether patients were watched for so long: "an observation period of 30 min"."""
    if place.hyphenated():
        return place.after() in ("observation", "observational")
    words = [token.value for token in place.left(4)]
    observed = any(word in ("observation", "observed", "monitored") for word in words)
    return observed and words[-1] in ("of", "for")


def _tells_course(place: Place, names: Names) -> bool:
    """Return whether something was given for so long: "over 40 min", "a 12-week course"."""
    lasting = place.before() in cue("course") or cue("lasting").among(place.left(4))
    spread = [token.value for token in place.left(4)]  # "over a period of four weeks"
    lasting = lasting or (spread[-2:] == ["period", "of"] and spread[0] in cue("course"))
    if place.after() == "of" and place.role == "methods" and not lasting:
        return _of_treatment(place, names)
    if place.role == "methods" and place.after() in ("infusion", "infusions"):
        return True  # "as a 30 min infusion"
    if place.role == "methods" and (_is_length_of_trial(place) or _is_length_of_period(place)):
        return True
    given = place.role != "methods" and place.after() == "of"
    if not (lasting or given or place.hyphenated()):
        return False
    if place.role != "methods":
        if place.after() == "of" and names.find(place.right(3)[1:]) and not _is_window(place):
            return True  # "after 12 weeks of acupuncture"
        if lasting and any(token.kind == "u" for token in place.left(7)):
            return True  # "3 mg/kg given over 1 hour"
        return place.hyphenated() and cue("treat").among(place.right(4))
    gathered = place.after() in ("period", "periods") and _days(place) > _LONGEST_PERIOD
    if gathered or place.after() in ("following", "after", "post", "postinfusion"):
        return False
    if place.hyphenated() and cue("treat").among(place.right(5)):
        return not cue("untreated").among(place.right(4))
    adds = [token.value for token in place.left(2)] == [",", "for"]  # "X 5 mg daily, for 3 days"
    before = place.left(20) if adds else place.left_in_clause(9)
    if lasting and cue("treat").among((*before, *place.right(3))):
        return True
    return lasting and (bool(names.find(before)) or any(token.kind == "u" for token in before))


def _is_length_of_trial(place: Place) -> bool:
    """Return whether a trial gave its treatment for so long: "a 7-week double-blind study"."""
    words = [token.value for token in (*place.left(4), *place.right(7))]
    blinded = any(word in ("blind", "blinded", "label", "controlled") for word in words)
    return place.hyphenated() and blinded and not {"study", "trial"}.isdisjoint(words)


def _is_length_of_period(place: Place) -> bool:
    """Return whether so long was the treatment: "the treatment period was 3 weeks"."""
    before = [token.value for token in place.left(4)]
    told = before[-1:] in (["was"], ["of"], ["lasted"])
    lasting = not {"period", "duration", "length", "time"}.isdisjoint(before)
    return told and lasting and not {"treatment", "therapy"}.isdisjoint(before)


def _is_window(place: Place) -> bool:
    """Return whether a time leads to an event: "within 12 hours of ketamine administration"."""
    given = any(token.value.startswith(("administ", "inject")) for token in place.right(5))
    return given or place.before() in ("within", "in", "at")


def _of_treatment(place: Place, names: Names) -> bool:
    """Return whether so long a treatment was given: "received 3 weeks of either drug"."""
    if place.before() in ("within", "in", "after", "at", "than", "first", "last", "previous"):
        return False
    treatment = place.right(6)[1:]
    return bool(names.find(treatment)) or cue("programme").among(treatment)


def last_assessment(found: Sequence[Place], names: Names) -> Place | None:
    """Return the longest time at which the methods plan to look at the patients."""
    planned = [place for place in found if _is_planned_look(place, names)]
    return max(planned, key=_days, default=None)


def numbered_looks(sentence: Sentence) -> list[Place]:
    """Return the days that the methods number: "at day 28", "on days 1, 7 and 14"."""
    found: list[Place] = []
    tokens, label = sentence.tokens, None
    for at, token in enumerate(tokens):
        if token.value.removesuffix("s") in ("day", "week", "month") and token.kind != "T":
            label = at
        elif label is not None and token.kind == "N" and token.value.isdigit():
            if "".join(t.kind for t in tokens[at + 1 : at + 2]) in ("u", "T", "x", "%"):
                label = None  # "2 test days 2 weeks apart"
                continue
            parts = {"value": at, "unit": label}
            found.append(Place(sentence, Expression("plain", at, at + 1, parts), "T"))
        elif token.kind not in ",ar-t":
            label = None
    return found


def _is_planned_look(place: Place, names: Names) -> bool:
    return (
        place.unit == "T"
        and place.role == "methods"
        and place.form == "plain"
        and not _is_age(place)
        and place.after() not in ("interval", "intervals")
        and not _of_criteria(place)
        and (
            _before_look(place)
            or place.expression.parts.get("unit", place.expression.last) < place.expression.first
            or place.after() in ("later", "after", "postoperatively")
        )
        and cue("assess").among(place.tokens)
        and not _tells_course(place, names)
    )


def _before_look(place: Place) -> bool:
    """Return whether the words before a time lead to a look at the patients."""
    before = [token.value for token in place.left(3)]
    ends = before[-1:] == ["of"] and not {"end", "interval", "period"}.isdisjoint(before)
    return ends or place.before() in _BEFORE_LOOK or place.before().startswith("postop")


def _days(place: Place) -> float:
    return in_days(float(place.value("value") or 0), place.unit_text() or "day")
