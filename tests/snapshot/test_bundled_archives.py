"""What the bundled archives hold: every report of the ledger, once, and nothing unseen."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from Bio import Entrez
from bundled import OTHER, ROOT, SNAPSHOT, batches
from lxml import etree

from ketamine_review.archive.manifest import read_manifest, sha256_of

DTDS = Path(Entrez.__file__).parent / "DTDs"

#: The batches are frozen: the digests were written before the extractor and must not be worded to
#: suit it. Whoever changes a batch on purpose (a new report, a slip against the original) renews
#: its hash here and says why in the commit; see data/raw/README.md.
FROZEN = {
    "background.json": "42ebfd30c3ed7b6faaa9326301610372a270a16dc39c2f2369486e6925464c3a",
    "chronic_pain.json": "53c037a6a21b2f8dc08626f78903a06e04643ffe5b51eb3e5a160375275e5dee",
    "migraine.json": "2ad2a7a322672abdf07f7b5e579b3ef9163f2731fd2932640f352b69e171a428",
    "other_headache.json": "c34c13f275b5ab5956f1d131af1f2d9748878c04d5c6b7342ff7897c534e41a2",
    "background.xml": "6bc00f124d989db8bec1998a755fccc1a9f852b24bbedea90e9a3e024eca0b95",
    "chronic_pain.xml": "7e3e47c17b85ac592b1f22ab3cd38fa6469a950220ebcb6c9a01d8e9e7ba1163",
    "migraine.xml": "2c0862ab6f3d110ec1de3c705095d6a277c387c8b04b94b1e3bbdab2ac845db6",
    "other_headache.xml": "337f99f05c4cf8db9265da82d8a0787223efac93f65e3e73c08129c4831dc936",
}

#: Elements that would state what nobody saw: indexing, serial numbers, exact dates.
UNSEEN = {
    "ArticleDate",
    "ChemicalList",
    "DateCompleted",
    "DateRevised",
    "Day",
    "History",
    "ISSN",
    "ISSNLinking",
    "MeshHeadingList",
    "Month",
    "NlmUniqueID",
}


def test_the_batches_are_frozen():
    found = {path.name: sha256_of(path) for folder in (OTHER, SNAPSHOT) for path in batches(folder)}
    assert found == FROZEN


@pytest.mark.parametrize("folder", [SNAPSHOT, OTHER], ids=lambda folder: folder.name)
def test_the_manifest_lists_every_batch_with_its_hash(folder):
    listed = {batch.file: batch.sha256 for batch in read_manifest(folder / "manifest.json").batches}
    assert listed == {f"batches/{path.name}": sha256_of(path) for path in batches(folder)}


def test_the_manifests_count_their_records(held):
    counts = Counter(record.archive for record in held)
    for folder in (SNAPSHOT, OTHER):
        manifest = read_manifest(folder / "manifest.json")
        assert sum(batch.records for batch in manifest.batches) == counts[folder.name]


def test_every_report_of_the_ledger_is_held_by_exactly_one_archive(held, reports):
    assert Counter(record.report_id for record in held) == Counter(reports.keys())


def test_a_report_is_in_the_snapshot_exactly_if_its_pmid_was_seen(held, reports):
    for record in held:
        expected = "snapshot" if reports[record.report_id]["pmid"] else "other"
        assert record.archive == expected, record.report_id


def test_metadata_are_those_of_the_ledger(held, reports):
    for record in held:
        row = reports[record.report_id]
        assert record.metadata == {name: row[name] for name in record.metadata}, record.report_id


def test_a_randomized_trial_is_called_one_only_where_the_ledger_says_so(held, reports):
    for record in held:
        row = reports[record.report_id]
        randomized = row["design"].startswith("rct") and row["report_type"] == "journal_article"
        called = "Randomized Controlled Trial" in record.publication_types
        assert called == randomized, record.report_id


@pytest.mark.parametrize("path", batches(SNAPSHOT), ids=lambda path: path.name)
def test_the_xml_is_valid_against_nlms_own_dtd(path):
    tree = etree.parse(str(path), etree.XMLParser(no_network=True))
    dtd = etree.DTD(str(DTDS / Path(tree.docinfo.system_url).name))
    assert dtd.validate(tree), dtd.error_log


@pytest.mark.parametrize("path", batches(SNAPSHOT), ids=lambda path: path.name)
def test_the_xml_states_nothing_that_nobody_saw(path):
    root = etree.parse(str(path)).getroot()
    assert not UNSEEN & {element.tag for element in root.iter(etree.Element)}
    assert {citation.get("Owner") for citation in root.iter("MedlineCitation")} == {"NOTNLM"}


def test_batches_are_small():
    assert all(p.stat().st_size < 500_000 for f in (SNAPSHOT, OTHER) for p in batches(f))


def test_the_readme_counts_what_is_there(held):
    readme = " ".join((ROOT / "data" / "raw" / "README.md").read_text().split())
    archives = Counter(record.archive for record in held)
    digests = sum(1 for record in held if record.digest)
    assert f"the {archives['snapshot']} reports whose PMID was seen" in readme
    assert f"the {archives['other']} reports without one" in readme
    assert f"{digests} of the {len(held)} records carry a **digest" in readme
    assert f"The other {len(held) - digests} records are a **title only**" in readme
