"""Reader: what the pipeline made, as typed objects and data frames; notebooks need no more."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ketamine_review.curation.evidence import read_evidence
from ketamine_review.errors import ReviewError
from ketamine_review.model.base import validated
from ketamine_review.model.evidence import Evidence
from ketamine_review.model.finding import Finding
from ketamine_review.model.record import Record
from ketamine_review.model.results import Results, SynthesisEntry
from ketamine_review.model.verdict import Verdicts
from ketamine_review.model.vocabulary import Vocabulary, load_vocabulary
from ketamine_review.queue import QueueItem
from ketamine_review.tables import read_json, read_lines, read_rows

if TYPE_CHECKING:
    import pandas


def project_folder() -> Path:
    """Return the folder of the Snakefile, here or above.

    Raises:
        ReviewError: there is none.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "Snakefile").is_file():
            return folder
    raise ReviewError("There is no Snakefile here or above", mend="open the project's folder")


def processed(name: str) -> Path:
    """Return the path of a file that the pipeline made.

    Raises:
        ReviewError: it has not been made yet.
    """
    path = project_folder() / "data" / "processed" / name
    if not path.exists():
        raise ReviewError(
            f"The pipeline has not made '{name}' yet", mend="run `snakemake` or `make review` first"
        )
    return path


def results() -> Results:
    """Return results.json."""
    path = processed("results.json")
    return validated(Results, read_json(path), path)


def verdicts() -> Verdicts:
    """Return verdicts.json."""
    path = processed("verdicts.json")
    return validated(Verdicts, read_json(path), path)


def evidence(review: str) -> list[Evidence]:
    """Return the evidence of one review."""
    return read_evidence(processed(f"{review}/evidence.csv"))


def records() -> dict[str, Record]:
    """Return all records by record_id."""
    found = (Record.model_validate(line) for line in read_lines(processed("records.jsonl")))
    return {record.record_id: record for record in found}


def findings() -> list[Finding]:
    """Return all findings."""
    return [Finding.model_validate(line) for line in read_lines(processed("findings.jsonl"))]


def changes() -> dict[str, Any]:
    """Return changes.json: what the last update did."""
    return read_json(processed("changes.json"))


def queue() -> pandas.DataFrame:
    """Return the review queue, what a person should look at first on top."""
    import pandas as pd

    rows = read_rows(processed("review_queue.tsv"), required=("rank", "reason"))
    return pd.DataFrame(rows, columns=list(QueueItem.model_fields))


def vocabulary() -> Vocabulary:
    """Return the shared vocabulary."""
    return load_vocabulary(project_folder() / "config" / "vocabulary.yaml")


def synthesis(name: str) -> SynthesisEntry:
    """Return one synthesis by ``<review>/<synthesis>``.

    Raises:
        ReviewError: there is none of that name.
    """
    review, _, identifier = name.partition("/")
    found = results().reviews.get(review)
    if found is None or identifier not in found.syntheses:
        raise ReviewError(f"There is no synthesis '{name}'", mend="name it as review/synthesis")
    return found.syntheses[identifier]


def effects_table(name: str) -> pandas.DataFrame:
    """Return the study effects of one synthesis as a data frame, one row per effect."""
    import pandas as pd

    return pd.DataFrame([study.model_dump() for study in synthesis(name).confirmed.studies])


def figure(name: str, kind: str = "forest") -> Path:
    """Return the SVG of one figure of a synthesis, named as ``<review>/<synthesis>``.

    Raises:
        ReviewError: there is none.
    """
    for entry in read_json(processed("figures.json")):
        if (f"{entry['review']}/{entry['synthesis']}", entry["kind"]) == (name, kind):
            return processed("figures") / entry["file_svg"]
    raise ReviewError(f"There is no {kind} of '{name}'", mend="look at data/processed/figures.json")


def verdicts_table() -> pandas.DataFrame:
    """Return one row per claim with its verdicts and axes."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "clinic": verdict.clinic,
                "claim": verdict.says,
                "source": verdict.confirmed.source_verdict.value,
                "evidence": verdict.confirmed.evidence_verdict.value,
                "fragile": verdict.fragile,
                "number": verdict.confirmed.number.outcome,
                "design": verdict.confirmed.design.outcome,
                "carry-over": verdict.confirmed.carry_over.outcome,
                "id": verdict.claim_id,
            }
            for verdict in verdicts().verdicts
        ]
    )


def findings_marked(record: Record, found: list[Finding]) -> str:
    """Return a record's text as HTML in which each finding's characters are marked."""
    from html import escape

    parts = []
    for index, section in enumerate(record.sections):
        spans = sorted(
            {(f.span.start, f.span.end): f for f in found if f.span.section == index}.items()
        )
        text, at = "", 0
        for (start, end), finding in spans:
            if start >= at:
                said = f"{finding.quantity.kind}: {finding.arm or 'arm not linked'}"
                text += escape(section.text[at:start])
                text += f'<mark title="{escape(said)}">{escape(section.text[start:end])}</mark>'
                at = end
        parts.append(f"<p><b>{escape(section.name)}</b> {text}{escape(section.text[at:])}</p>")
    return "".join(parts)
