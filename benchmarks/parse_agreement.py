"""Hold the parser against Bio.Entrez.read on real files, field by field.

    python benchmarks/parse_agreement.py FOLDER

FOLDER holds PubMed XML files. Every difference in PMID, title, abstract, labels, authors or DOI is
printed; Bio.Entrez.read keeps inline tags in its texts, which are taken out before comparing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from Bio import Entrez

from ketamine_review.archive.pubmed_xml import read_pubmed_xml
from ketamine_review.model.record import Record

_INLINE = re.compile(r"</?(?:i|b|u|sup|sub)(?: [^>]*)?>")


def main() -> None:
    compared = differences = 0
    for path in sorted(Path(sys.argv[1]).glob("*.xml")):
        with path.open("rb") as handle:
            theirs = Entrez.read(handle)["PubmedArticle"]
        for record, article in zip(read_pubmed_xml(path, "real"), theirs, strict=True):
            compared += 1
            for field, mine, other in _differences(record, article):
                differences += 1
                print(f"{record.pmid} {field}\n  ours: {mine}\n  Entrez: {other}")
    print(f"{compared} records compared, {differences} differences")


def _differences(record: Record, article: Any) -> Iterator[tuple[str, Any, Any]]:
    expected = _fields(article)
    found = {
        "pmid": record.pmid,
        "title": record.title,
        "abstract": [section.text for section in record.sections[1:]],
        "labels": [section.name for section in record.sections[1:]],
        "authors": list(record.authors),
        "doi": record.doi,
    }
    for field, value in found.items():
        if value != expected[field]:
            yield field, *_first_difference(value, expected[field])


def _first_difference(mine: Any, other: Any) -> tuple[Any, Any]:
    if isinstance(mine, list) and len(mine) == len(other):
        mine, other = next(pair for pair in zip(mine, other, strict=True) if pair[0] != pair[1])
    if isinstance(mine, str) and isinstance(other, str):
        pairs = zip(mine, other, strict=False)
        at = next((i for i, pair in enumerate(pairs) if pair[0] != pair[1]), 0)
        return mine[max(0, at - 30) : at + 40], other[max(0, at - 30) : at + 40]
    return mine, other


def _fields(article: Any) -> dict[str, Any]:
    citation = article["MedlineCitation"]
    content = citation["Article"]
    parts = [part for part in content.get("Abstract", {}).get("AbstractText", []) if str(part)]
    own = [e for e in content["ELocationID"] if e.attributes["EIdType"] == "doi"]
    valid = [str(e) for e in own if e.attributes.get("ValidYN") != "N"]
    ids = article["PubmedData"]["ArticleIdList"]
    dois = [*valid, *(str(entry) for entry in ids if entry.attributes["IdType"] == "doi")]
    return {
        "pmid": str(citation["PMID"]),
        "title": _plain(content["ArticleTitle"]),
        "abstract": [_plain(part) for part in parts],
        "labels": [part.attributes.get("Label") or "abstract" for part in parts],
        "authors": [_author(author) for author in content.get("AuthorList", [])],
        "doi": dois[0] if dois else None,
    }


def _author(author: Any) -> str:
    if "CollectiveName" in author:
        return _plain(author["CollectiveName"])
    return " ".join(author[key] for key in ("LastName", "Initials", "Suffix") if key in author)


def _plain(text: Any) -> str:
    return " ".join(_INLINE.sub("", str(text)).split())


if __name__ == "__main__":
    main()
