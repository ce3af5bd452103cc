"""Small syntheses with which the figures are tested; numbers are invented or from metafor."""

from __future__ import annotations

from ketamine_review.figures.terms import Labels
from ketamine_review.model.results import (
    Pool,
    ReviewResult,
    SensitivityRow,
    StudyEffect,
    SynthesisEntry,
    SynthesisResult,
)
from ketamine_review.model.vocabulary import Outcome, Term, Vocabulary


def _terms(**labels: str) -> dict[str, Term]:
    return {name: Term(label=label, definition=label) for name, label in labels.items()}


def vocabulary() -> Vocabulary:
    """A vocabulary of a few terms."""
    outcomes = {
        "response": ("Response by 2 points", "higher", "response"),
        "half": ("Response by half", "higher", "response"),
        "kept": ("Response kept, all treated", "higher", "sustained"),
        "kept_of_responders": ("Response kept, of responders", "higher", "sustained"),
        "harm": ("Any adverse event", "lower", "adverse"),
        "pain": ("Pain level", "lower", "pain"),
        "course": ("Length of the course", "none", "course"),
    }
    return Vocabulary(
        outcomes={
            name: Outcome(label=label, definition=label, direction=way, unit="share", group=group)
            for name, (label, way, group) in outcomes.items()
        },
        conditions=_terms(headache="Refractory headache, mixed"),
        populations=_terms(adult="Adults", paediatric="Children and adolescents"),
        settings=_terms(inpatient="Inpatient", emergency="Emergency department",
                        outpatient="Outpatient"),
        routes=_terms(iv="Intravenous", sc="Subcutaneous", **{"in": "Intranasal"}),
        designs=_terms(rct="Randomised trial, parallel groups", cohort="Retrospective cohort",
                       single="Prospective, no control"),
        drugs=_terms(test="Testamine", placebo="Placebo", other="Otheramine"),
        units=_terms(patient="Patients", encounter="Encounters", infusion="Infusions"),
        anchors=_terms(after_start="After the start", at_discharge="At or after discharge",
                       after_end_of_treatment="After the end of treatment"),
        report_types=_terms(journal_article="Journal article"),
    )  # fmt: skip


def labels() -> Labels:
    return Labels(vocabulary())


def study(name: str, **fields: object) -> StudyEffect:
    """A study's effect with everything that was not given left at what is usual."""
    usual: dict[str, object] = {
        "row_id": f"{name}#1",
        "report_id": name.replace(" ", ""),
        "study_id": f"coh_{name.replace(' ', '').lower()}",
        "label": name,
        "year": int(name.split()[-1]) if name.split()[-1].isdigit() else None,
        "centre": None,
        "design": "cohort",
        "condition": "headache",
        "population": "adult",
        "setting": "inpatient",
        "drug": "test",
        "route": "iv",
        "comparator": None,
        "course_days": None,
        "outcome": "response",
        "definition": None,
        "days": 0.0,
        "anchor": "at_discharge",
        "unit": "patient",
        "by": "software:test",
    }
    return StudyEffect.model_validate(usual | fields)


def share(name: str, events: int, n: int, **fields: object) -> StudyEffect:
    """A study that counts events of n, with its exact interval."""
    from scipy.stats import beta

    low = 0.0 if events == 0 else float(beta.ppf(0.025, events, n - events + 1))
    high = 1.0 if events == n else float(beta.ppf(0.975, events + 1, n - events))
    figures = {"events": events, "n": n, "estimate": events / n, "low": low, "high": high}
    return study(name, reported=f"{events}/{n}", **{**figures, **fields})


def result(*studies: StudyEffect, **fields: object) -> SynthesisResult:
    usual: dict[str, object] = {
        "presentation": "listed" if studies else "empty",
        "statement": "No study reports this." if not studies else "Each study stands alone.",
        "k": len(studies),
        "n": sum(s.n or 0 for s in studies),
        "one_centre": False,
        "studies": studies,
    }
    return SynthesisResult.model_validate(usual | fields)


def entry(
    confirmed: SynthesisResult, provisional: SynthesisResult | None = None, **fields: object
) -> SynthesisEntry:
    usual: dict[str, object] = {
        "id": "acute",
        "title": "Acute response, days of intravenous infusion in hospital, adults",
        "question": "Which share of adults has 2 or more points less pain at discharge?",
        "measure": "proportion",
        "role": "benefit",
        "because": "Definitions differ between the studies.",
        "confirmed": confirmed,
        "provisional": provisional or confirmed,
    }
    return SynthesisEntry.model_validate(usual | fields)


def pool(estimate: float, low: float, high: float, **fields: object) -> Pool:
    usual = {"model": "glmm", "label": "Binomial-normal GLMM", "k": 2, "n": 138}
    return Pool.model_validate({**usual, "estimate": estimate, "low": low, "high": high, **fields})


def review(**fields: object) -> ReviewResult:
    usual: dict[str, object] = {
        "title": "Testamine for headache",
        "question": "Does it help?",
        "dated": "2026-01-01",
        "prisma": {
            "identified": 40, "duplicates": 3, "set_aside": 1, "screened": 36, "excluded": 20,
            "included": 12, "companion": 4, "studies": 12, "excluded:drug": 15,
            "excluded:condition": 5, "not_retrieved": 2,
        },
        "excluded_reports": {"Not a study of testamine": 15, "Another condition": 5},
        "rows": {},
        "syntheses": {},
    }  # fmt: skip
    return ReviewResult.model_validate(usual | fields)


def variant(choice: str, label: str, *numbers: float | None, k: int = 2, **more: object):
    estimate, low, high = numbers or (None, None, None)
    return SensitivityRow.model_validate(
        {"choice": choice, "id": label, "label": label, "k": k, "estimate": estimate, "low": low,
         "high": high, **more}
    )  # fmt: skip
