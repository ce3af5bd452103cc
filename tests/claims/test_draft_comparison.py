"""The table that sets computed verdicts beside a reader's draft is what the code computes."""

from __future__ import annotations

from pathlib import Path

from ketamine_review.claims.stage import verdict_on
from ketamine_review.model.verdict import EvidenceVerdict

TABLE = Path(__file__).parents[2] / "docs/draft-comparison.md"


def test_each_computed_verdict_stands_there_and_each_difference_has_a_reason(bench, pages):
    lines = [line for line in TABLE.read_text().splitlines() if line.startswith("| S")]
    told = {
        cells[1].split("`")[1]: cells
        for cells in ([c.strip() for c in x.split("|")] for x in lines)
    }
    computed = {}
    for page in pages.values():
        for claim in page.claims:
            found = verdict_on(bench, page, claim, "").confirmed
            if found.evidence_verdict is not EvidenceVerdict.REFERENCE:
                computed[f"{page.id}/{claim.id}"] = found
    assert told.keys() == computed.keys()
    differing = 0
    for claim_id, found in computed.items():
        _, _, draft, source, evidence, reason, _ = told[claim_id]
        assert (source, evidence) == (found.source_verdict, found.evidence_verdict), claim_id
        assert (reason == "same") == (draft == evidence), claim_id
        differing += draft != evidence
    assert f"{len(computed)} claims are compared; in {differing} the verdicts differ." in (
        TABLE.read_text()
    )
