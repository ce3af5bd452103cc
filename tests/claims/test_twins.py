"""Truthful twins: a sentence worded as its best source allows comes out as supported."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from ketamine_review.claims.held import JudgementRow
from ketamine_review.claims.stage import Bench, verdict_on
from ketamine_review.model.claim import Claim, Page
from ketamine_review.model.verdict import EvidenceVerdict, Judgement

TWINS = yaml.safe_load((Path(__file__).parent / "twins.yaml").read_text(encoding="utf-8"))

#: Verdicts of claims that need no twin: they hold, or no evidence can speak to them.
AS_THEY_ARE = {
    EvidenceVerdict.SUPPORTED,
    EvidenceVerdict.NOT_CHECKABLE,
    EvidenceVerdict.REFERENCE,
}


def judged(bench: Bench, page: Page, claim: Claim) -> Judgement:
    return verdict_on(bench, page, claim, "twin").confirmed


def changed(
    bench: Bench, page: Page, claim: Claim, fields: dict[str, object]
) -> tuple[Bench, Claim]:
    data = claim.model_dump(mode="json")
    claim_id = f"{page.id}/{claim.id}"
    rows = dict(bench.judgements.get(claim_id, {}))
    for path, value in fields.items():
        if path.startswith("judgements."):
            _judge(rows, claim_id, path.partition(".")[2], value)
        else:
            _put(data, path.split("."), value)
    judgements = {**bench.judgements, claim_id: rows}
    return replace(bench, judgements=judgements), Claim.model_validate(data)


def _put(data: dict, path: list[str], value: object) -> None:
    for name in path[:-1]:
        data = data[name]
    data[path[-1]] = value


def _judge(rows: dict, claim_id: str, axis: str, value: object) -> None:
    if isinstance(value, JudgementRow):
        rows[axis] = value
    elif value is None:
        rows.pop(axis, None)
    else:
        rows[axis] = JudgementRow(
            claim_id=claim_id, axis=axis, judgement=value, reason="twin", by="test", date=""
        )


def original(bench: Bench, page: Page, claim: Claim, path: str) -> object:
    if path.startswith("judgements."):
        return bench.judgements[f"{page.id}/{claim.id}"][path.partition(".")[2]]
    value: object = claim.model_dump(mode="json")
    for name in path.split("."):
        value = value[name]
    return value


def named(pages: dict[str, Page], claim_id: str) -> tuple[Page, Claim]:
    page = pages[claim_id.split("/")[0]]
    return page, next(c for c in page.claims if c.id == claim_id.split("/")[1])


def test_every_claim_that_is_not_simply_supported_has_a_twin(bench, pages):
    needing = {
        f"{page.id}/{claim.id}"
        for page in pages.values()
        for claim in page.claims
        if judged(bench, page, claim).evidence_verdict not in AS_THEY_ARE
    }
    assert needing == set(TWINS)


@pytest.mark.parametrize("claim_id", TWINS)
def test_the_twin_is_supported(bench, pages, claim_id):
    page, claim = named(pages, claim_id)
    twin_bench, twin = changed(bench, page, claim, TWINS[claim_id]["twin"])
    found = judged(twin_bench, page, twin)
    assert found.evidence_verdict is EvidenceVerdict.SUPPORTED, found.reasons


@pytest.mark.parametrize("claim_id", TWINS)
def test_one_field_changed_back_gives_the_original_verdict_by_that_axis(bench, pages, claim_id):
    page, claim = named(pages, claim_id)
    entry = TWINS[claim_id]
    twin_bench, twin = changed(bench, page, claim, entry["twin"])
    value = original(bench, page, claim, entry["back"])
    back_bench, back = changed(twin_bench, page, twin, {entry["back"]: value})
    before, after = judged(twin_bench, page, twin), judged(back_bench, page, back)
    assert after.evidence_verdict is judged(bench, page, claim).evidence_verdict
    if entry["axis"] in ("wording", "limit"):
        reason = bench.judgements[claim_id][entry["axis"]].reason
        assert any(reason in text for text in after.reasons)
    else:
        assert getattr(after, entry["axis"]) != getattr(before, entry["axis"])
