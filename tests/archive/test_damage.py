"""Damaged and hostile files: told or refused, and no record lost in silence."""

from __future__ import annotations

import copy
import gzip
import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from ketamine_review.archive.item import SetAside
from ketamine_review.archive.pubmed_xml import read_pubmed_xml
from ketamine_review.archive.read import read_batch
from ketamine_review.errors import ReviewError
from ketamine_review.model.record import Record

HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE PubmedArticleSet PUBLIC '
    '"-//NLM//DTD PubMedArticle, 1st January 2025//EN" "https://dtd.nlm.nih.gov/x.dtd"'
)
ARTICLE = (
    "<PubmedArticle><MedlineCitation><PMID Version='1'>{pmid}</PMID><Article>"
    "<ArticleTitle>Ketamine &amp; pain in {pmid}</ArticleTitle><Abstract>"
    "<AbstractText Label='RESULTS'>It was 10<sup>-3</sup>.</AbstractText></Abstract></Article>"
    "</MedlineCitation></PubmedArticle>\n"
)


def batch(inner: str, doctype: str = ">") -> bytes:
    return f"{HEAD}{doctype}\n<PubmedArticleSet>\n{inner}</PubmedArticleSet>\n".encode()


def articles(count: int) -> str:
    return "".join(ARTICLE.format(pmid=30_000_000 + i) for i in range(count))


def read(folder, body: bytes, name: str = "batch.xml") -> list:
    path = folder / name
    path.write_bytes(body)
    return list(read_batch(path, "pubmed"))


@pytest.mark.parametrize(
    ("subset", "use"),
    [
        ('[<!ENTITY x "a">]>', "&x;"),
        ('[<!ENTITY x SYSTEM "file:///etc/hostname">]>', "&x;"),
        ('[<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>', ""),
        ('[<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>', "&c;"),
    ],
)
def test_entities_are_refused_whether_they_are_used_or_not(tmp_path, subset, use):
    body = batch(ARTICLE.format(pmid=1).replace("Ketamine", f"Ketamine {use}"), subset)
    with pytest.raises(ReviewError, match=r"entit") as slip:
        read(tmp_path, body)
    assert "batch.xml" in slip.value.where


def test_a_bomb_of_entities_in_an_attribute_ends_at_once(tmp_path):
    levels = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    subset = f'[<!ENTITY e0 "xxxxxxxxxx">{levels}]>'
    body = batch(ARTICLE.format(pmid=1).replace("'RESULTS'", "'&e11;'"), subset)
    with pytest.raises(ReviewError):
        read(tmp_path, body)


def test_an_entity_that_nothing_defines_is_told_with_its_line(tmp_path):
    with pytest.raises(ReviewError, match="'nbsp' not defined") as slip:
        read(tmp_path, batch(articles(3).replace("pain in 30000001", "pain&nbsp;in")))
    assert slip.value.where.endswith("line 5")


def test_a_dtd_beside_the_file_is_not_read(tmp_path):
    (tmp_path / "local.dtd").write_text('<!ENTITY x "read from the disk">')
    body = batch(articles(1)).replace(b"https://dtd.nlm.nih.gov/x.dtd", b"local.dtd")
    (record,) = read(tmp_path, body)
    assert record.pmid == "30000000"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "Document is empty|no element found"),
        (b"<html><body>Please wait</body></html>", "another root"),
        (b"<PubmedArticleSet><PubmedArticle>", "Premature end|EndTag"),
        (b"\x00\x01\x02", "empty|expected"),
    ],
)
def test_what_is_not_pubmeds_is_refused(tmp_path, body, message):
    with pytest.raises(ReviewError, match=message):
        read(tmp_path, body)


def test_a_gzip_that_ends_too_early_is_refused_and_two_in_one_file_are_read(tmp_path):
    whole = gzip.compress(batch(articles(50)))
    assert len(read(tmp_path, whole, "a.xml.gz")) == 50
    middle = len(batch(articles(50))) // 2
    parts = [batch(articles(50))[:middle], batch(articles(50))[middle:]]
    assert len(read(tmp_path, b"".join(map(gzip.compress, parts)), "b.xml.gz")) == 50
    with pytest.raises(ReviewError, match="compression"):
        read(tmp_path, whole[:-10], "c.xml.gz")
    with pytest.raises(ReviewError, match="compression"):
        read(tmp_path, whole[:100] + b"\xff\xff" + whole[102:], "d.xml.gz")


def accounted(path, body: bytes, expected: int) -> None:
    """Read a mutated file: either it is refused, or each record is there or set aside."""
    path.write_bytes(body)
    try:
        items = list(read_pubmed_xml(path, "pubmed"))
    except ReviewError:
        return
    told = sum(isinstance(item, Record | SetAside) for item in items)
    assert told >= min(expected, len(re.findall(rb"<PubmedArticle>", body)))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_mutated_files_neither_crash_nor_lose_a_record_in_silence(tmp_path, seed):
    accounted(tmp_path / "m.xml", mutated(batch(articles(5)), random.Random(seed)), 5)


def mutated(body: bytes, chance: random.Random) -> bytes:
    """Return bytes with one to four small damages: changed, cut out, doubled or swapped."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(body))
        end = min(len(body), at + chance.choice((1, 1, 2, 8, 40, 300)))
        piece = body[at:end]
        new = chance.choice(
            (
                bytes(chance.randrange(256) for _ in piece),
                b"",
                piece + piece,
                piece[::-1],
                chance.choice((b"<", b">", b"&", b"</PubmedArticle>", b"<PMID>", b"]]>", b"<!--")),
            )
        )
        body = body[:at] + new + body[end:]
    return body


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_well_formed_files_of_a_wrong_shape_lose_no_record_either(tmp_path, seed):
    accounted(tmp_path / "m.xml", misshapen(batch(articles(5)), random.Random(seed)), 5)


def misshapen(body: bytes, chance: random.Random) -> bytes:
    """Return well-formed XML some of whose elements are renamed, moved, doubled, cut or emptied."""
    root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    for _ in range(chance.randint(1, 6)):
        elements = [element for element in root.iter() if element is not root]
        if not elements:
            break
        element, other = chance.choice(elements), chance.choice(elements)
        what = chance.randrange(6)
        if what == 0:
            element.tag = chance.choice(("PMID", "Article", "Unknown", other.tag))
        elif what == 1 and element not in other.iterancestors() and element is not other:
            other.append(element)
        elif what == 2:
            element.getparent().append(copy.deepcopy(element))
        elif what == 3 and element.tag != "PubmedArticle":
            element.getparent().remove(element)
        elif what == 4:
            element.text = chance.choice((None, "", "x", "\u00a0", "12345678901234567890"))
        else:
            element.attrib.clear()
    return etree.tostring(root)
