"""Record and Report: what an archive holds of a publication, and what is known about it."""

from __future__ import annotations

import hashlib

from ketamine_review.model.base import Frozen

#: Days per unit of time; a month is taken as 30 days.
DAYS_PER = {"min": 1 / 1440, "h": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.0}

#: PubMed's links from a report to what retracts it.
RETRACTIONS = frozenset(("RetractionIn", "PartialRetractionIn", "RetractedandRepublishedIn"))


class Section(Frozen):
    """One part of a record's text: ``title``, or a (labelled) part of its abstract."""

    name: str
    text: str
    category: str | None = None

    @property
    def text_hash(self) -> str:
        """Return the hash that a span carries, so that it can prove its text unchanged."""
        return text_hash(self.text)


def text_hash(text: str) -> str:
    """Return the first 16 hex digits of the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Correction(Frozen):
    """A link to a record that corrects, retracts, republishes or updates this one."""

    kind: str
    source: str | None = None
    pmid: str | None = None


class OtherAbstract(Frozen):
    """A further abstract of a report: another language, or a summary in plain language.

    Attributes:
        kind: PubMed's ``Type``, for example ``plain-language-summary``.
        language: Three letters, as PubMed writes them.
    """

    kind: str | None = None
    language: str = "eng"
    sections: tuple[Section, ...] = ()


class Record(Frozen):
    """One report as an archive holds it.

    Attributes:
        record_id: ``pmid:<digits>``, ``other:<report_id>`` for a bundled report without a PMID, or
            ``import:<doi or hash>`` for one from a user's file.
        archive: Name of the archive it came from.
        pmid: PubMed id.
        version: Version of the PubMed record.
        doi: DOI of the article itself, never of a reference.
        pmcid: PubMed Central id.
        report_id: Ledger name carried by a report of ``data/raw/other``; None for PubMed records.
        registry_ids: Trial registry ids.
        sections: ``title`` first, then the parts of the abstract in order.
        vernacular_title: Title in the article's own language.
        other_abstracts: Further abstracts, which repeat the first one's numbers; never extracted.
        authors: Surname and initials of each author, or the name of a group.
        journal: Journal as the record abbreviates it.
        year: Year of publication.
        published: Publication date as far as it was printed (``2018``, ``2018-11``).
        revised: ``DateRevised`` of PubMed, ISO format.
        volume: Volume.
        issue: Issue.
        pages: Pages.
        languages: Language codes.
        publication_types: PubMed's publication types.
        mesh: Headings as MEDLINE prints them, ``Ketamine/*administration & dosage``.
        keywords: Keywords of authors.
        funding: Grants and funders.
        corrections: Retractions, errata and updates as PubMed links them.
        digest: True where the abstract is our own digest and not the publisher's text.
        digest_of: Address of the original that a digest retells.
    """

    record_id: str
    archive: str
    pmid: str | None = None
    version: int = 1
    doi: str | None = None
    pmcid: str | None = None
    report_id: str | None = None
    registry_ids: tuple[str, ...] = ()
    sections: tuple[Section, ...]
    vernacular_title: str | None = None
    other_abstracts: tuple[OtherAbstract, ...] = ()
    authors: tuple[str, ...] = ()
    journal: str | None = None
    year: int | None = None
    published: str | None = None
    revised: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    languages: tuple[str, ...] = ()
    publication_types: tuple[str, ...] = ()
    mesh: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    funding: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    digest: bool = False
    digest_of: str | None = None

    @property
    def title(self) -> str:
        """Return the title, empty where there is none."""
        return next((s.text for s in self.sections if s.name == "title"), "")

    @property
    def retracted(self) -> bool:
        """Return whether PubMed says that the report was retracted, wholly or in part."""
        kinds = {correction.kind for correction in self.corrections}
        return "Retracted Publication" in self.publication_types or bool(kinds & RETRACTIONS)

    @property
    def abstract(self) -> str:
        """Return the parts of the abstract joined by blank lines."""
        return "\n\n".join(s.text for s in self.sections if s.name != "title")


class Report(Frozen):
    """A row of the ledger of reports: a publication and the study it belongs to.

    Attributes:
        report_id: FirstAuthorYear, the key of the ledger.
        study_id: The set of patients; reports of one study share it. Empty for reviews.
        primary: True for the one report of its study that is counted.
        centre: Where the patients were treated, as the report says it.
        retracted: ``yes``, ``no`` or ``unknown``.
        sources: Addresses where it was seen.
        seen: ``abstract``, ``full_text``, ``secondary_source`` or ``title_only``.
        by: Who entered the row: ``person:<name>`` or ``software:<which>``.
    """

    report_id: str
    study_id: str | None = None
    primary: bool = True
    pmid: str | None = None
    pmcid: str | None = None
    doi: str | None = None
    registry_id: str | None = None
    title: str | None = None
    authors: str | None = None
    journal: str | None = None
    year: int | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    report_type: str
    topic: str | None = None
    design: str | None = None
    condition: str | None = None
    population: str | None = None
    setting: str | None = None
    country: str | None = None
    centre: str | None = None
    n_total: int | None = None
    route: str | None = None
    dose: str | None = None
    comparator: str | None = None
    treatment_duration_value: str | None = None
    treatment_duration_unit: str | None = None
    treatment_duration_kind: str | None = None
    follow_up_max_value: str | None = None
    follow_up_max_unit: str | None = None
    funding_or_coi: str | None = None
    retracted: str = "unknown"
    sources: str | None = None
    seen: str
    note: str | None = None
    by: str

    @property
    def course(self) -> tuple[float, float] | None:
        """Return the shortest and the longest stated length of the treatment course in days."""
        if self.treatment_duration_value is None or self.treatment_duration_unit is None:
            return None
        ends = self.treatment_duration_value.replace("–", "-").split("-")
        days = [float(end) * DAYS_PER[self.treatment_duration_unit] for end in ends]
        return days[0], days[-1]

    @property
    def course_days(self) -> float | None:
        """Return the stated length of the treatment course in days, the middle of a range."""
        return None if self.course is None else sum(self.course) / 2
