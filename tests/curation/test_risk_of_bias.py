"""The ledger of the risk of bias: whose judgement counts, and what a slip says."""

import pytest

from ketamine_review.curation.risk_of_bias import BiasJudgement, judged, read_bias
from ketamine_review.errors import ReviewError

HEAD = "report_id\tresult\ttool\tdomain\tjudgement\tsupport\tby\tdate\n"


def judgement(value: str, result: str = "", domain: str = "overall") -> BiasJudgement:
    return BiasJudgement(
        report_id="Adams2018", result=result, tool="RoB 2", domain=domain, judgement=value,
        by="person:x",
    )  # fmt: skip


def test_a_judgement_of_one_result_goes_before_that_of_all():
    ledger = [judgement("low"), judgement("high", "pain")]
    assert judged(ledger, "Adams2018", ("pain",)) == {"overall": "high"}
    assert judged(ledger, "Adams2018", ("harm",)) == {"overall": "low"}
    assert judged(ledger, "Brown2019") == {}


def test_a_judgement_that_no_tool_knows_names_its_line(tmp_path):
    path = tmp_path / "bias.tsv"
    path.write_text(HEAD + "Adams2018\t\tRoB 2\toverall\tmiddling\t\tperson:x\t\n")
    with pytest.raises(ReviewError, match="'middling' is not a judgement") as error:
        read_bias(path)
    assert "line 2" in error.value.where


def test_an_empty_ledger_is_no_slip(tmp_path):
    path = tmp_path / "bias.tsv"
    path.write_text(HEAD)
    assert read_bias(path) == ()
