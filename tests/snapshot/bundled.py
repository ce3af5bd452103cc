"""The bundled archives as the tests see them: read by hand, not by the library's parser."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).parents[2]
SNAPSHOT = ROOT / "data" / "raw" / "snapshot"
OTHER = ROOT / "data" / "raw" / "other"
MARK = "Digest in our own words; original: "


@dataclass(frozen=True)
class Held:
    """One record of a bundled archive; ``metadata`` has the columns of the ledger of reports."""

    archive: str
    report_id: str
    metadata: dict[str, str]
    publication_types: list[str]
    parts: list[str]
    original: str

    @property
    def digest(self) -> str:
        """Return the digest's text, empty for a record that is a title only."""
        return "\n".join(self.parts)


def held_records(reports: dict[str, dict[str, str]]) -> list[Held]:
    """Return every record of both archives; a record of PubMed is named by the ledger's PMID."""
    names = {row["pmid"]: name for name, row in reports.items() if row["pmid"]}
    articles = [a for path in batches(SNAPSHOT) for a in etree.parse(str(path)).getroot()]
    records = [r for path in batches(OTHER) for r in json.loads(path.read_text())["records"]]
    return [_of_article(a, names) for a in articles] + [_of_record(r) for r in records]


def batches(folder: Path) -> list[Path]:
    """Return an archive's batch files."""
    return sorted((folder / "batches").iterdir())


def _of_article(article: etree._Element, names: dict[str, str]) -> Held:
    def text(path: str) -> str:
        return article.findtext(path) or ""

    authors = [f"{a.findtext('LastName')} {a.findtext('Initials')}" for a in article.iter("Author")]
    metadata = {
        "pmid": text(".//PMID"),
        "pmcid": text(".//ArticleId[@IdType='pmc']"),
        "doi": text(".//ELocationID[@EIdType='doi']"),
        "registry_id": text(".//AccessionNumber"),
        "title": text(".//ArticleTitle"),
        "authors": "; ".join(authors),
        "journal": text(".//MedlineTA"),
        "year": text(".//PubDate/Year"),
        "volume": text(".//Volume"),
        "issue": text(".//Issue"),
        "pages": text(".//MedlinePgn"),
    }
    notice = text(".//CopyrightInformation")
    return Held(
        archive="snapshot",
        report_id=names.get(metadata["pmid"], metadata["pmid"]),
        metadata=metadata,
        publication_types=[t.text for t in article.iter("PublicationType")],
        parts=[t.text for t in article.iter("AbstractText")],
        original=notice.removeprefix(MARK) if notice.startswith(MARK) else "",
    )


def _of_record(record: dict) -> Held:
    plain = ("pmcid", "doi", "title", "journal", "volume", "issue", "pages")
    metadata = {name: record[name] or "" for name in plain} | {
        "pmid": "",
        "registry_id": "; ".join(record["registry_ids"]),
        "authors": "; ".join(record["authors"]),
        "year": str(record["year"] or ""),
    }
    return Held(
        archive="other",
        report_id=record["report_id"],
        metadata=metadata,
        publication_types=record["publication_types"],
        parts=[part["text"] for part in record["abstract"]],
        original=record["digest_of"] or "",
    )
