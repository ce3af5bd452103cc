import pytest
from abstracts import compare, load_abstracts, record_of

from ketamine_review.extraction.read import read_record
from ketamine_review.model.finding import relocate

ABSTRACTS = load_abstracts()


@pytest.mark.parametrize("abstract", ABSTRACTS, ids=lambda abstract: abstract["id"])
def test_an_invented_abstract_is_read_as_it_was_meant(abstract):
    read = compare(abstract)
    assert (read["missed"], read["extra"], read["wrong_arm"]) == ([], [], [])


@pytest.mark.parametrize("abstract", ABSTRACTS, ids=lambda abstract: abstract["id"])
def test_every_finding_of_an_abstract_relocates_and_has_its_own_id(abstract):
    record = record_of(abstract)
    findings = read_record(record).findings
    assert all(relocate(finding.span, record) for finding in findings)
    assert len({finding.finding_id for finding in findings}) == len(findings)
    assert findings == read_record(record).findings
