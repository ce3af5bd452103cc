"""What a user can get wrong: one clear message, exit 1, the archive as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from replay_live import DAY, Live

from ketamine_review.cli import main
from ketamine_review.tables import read_yaml, write_text

#: A real protocol, whose search is replaced; what else it holds does not matter here.
PROTOCOL = Path(__file__).parents[2] / "config/reviews/migraine.yaml"


class User:
    """Someone with the project's folder, who types commands."""

    def __init__(self, live: Live, capsys: pytest.CaptureFixture[str]):
        self.live, self.capsys = live, capsys

    def settings(self, email: str = "a@example.org", query: str = "ketamine[tiab]") -> None:
        config = f"archives: [pubmed]\nreviews: [pain]\nemail: {email}\n"
        write_text("config/config.yaml", config)
        search = {"search": [{"source": "pubmed", "query": query}]}
        protocol = yaml.safe_dump(read_yaml(PROTOCOL) | search)
        write_text("config/reviews/pain.yaml", protocol)

    def types(self, command: str) -> tuple[int, str, str]:
        """Return exit code, what was said, and the message."""
        code = main([command])
        return code, *self.capsys.readouterr()


@pytest.fixture
def user(live, capsys, monkeypatch) -> User:
    home = live.folder.parent / "data" / "raw"
    home.mkdir(parents=True)
    monkeypatch.chdir(live.folder.parent)
    monkeypatch.delenv("NCBI_API_KEY", raising=False)
    monkeypatch.setattr("ketamine_review.pubmed.eutils._pause", lambda attempt: 0.0)
    live.folder = home / "pubmed"
    person = User(live, capsys)
    person.settings()
    assert person.types("update")[::2] == (0, "")
    live.replay.library.revise("20000003", live.replay.library.entries["20000003"].entered, str)
    return person


def refused(user: User, **settings: str) -> str:
    """Return the message of an update that fails, having looked that it left the archive alone."""
    before = user.live.archive()
    user.settings(**settings)
    code, _, message = user.types("update")
    assert code == 1
    assert "Traceback" not in message
    assert user.live.archive() == before
    return message


def test_an_address_that_is_none(user):
    message = refused(user, email="somebody")
    assert "not an e-mail address: 'somebody'" in message and "email" in message
    assert len(user.live.replay.asked) == 3, "nothing was sent"


def test_no_address(user):
    assert "PubMed asks for an e-mail address" in refused(user, email="null")


def test_a_wrong_key_is_told_and_not_shown(user, monkeypatch):
    monkeypatch.setenv("NCBI_API_KEY", "0123456789abcdef")
    message = refused(user)
    assert "PubMed refuses the API key" in message and "NCBI_API_KEY" in message
    assert "0123456789abcdef" not in message


def test_no_network(user, monkeypatch):
    def unplugged(**request: object) -> None:
        raise OSError(-2, "Name or service not known")

    monkeypatch.setattr("Bio.Entrez.urlopen", lambda request: unplugged())
    assert "PubMed cannot be reached" in refused(user)


def test_a_search_that_finds_nothing(user):
    message = refused(user, query="zebrafish[tiab]")
    assert "finds no record" in message and "config/reviews/pain.yaml: search" in message


def test_a_field_that_pubmed_does_not_know(user):
    assert "FieldNotFound: nosuchfield" in refused(user, query="ketamine[nosuchfield]")


def test_brackets_that_do_not_match(user):
    assert "brackets or quotation marks" in refused(user, query="(ketamine[tiab]")


def test_a_query_that_pubmed_answers_with_an_error(user):
    user.live.replay.faults = iter(["error"] * 100)
    assert 'PubMed says "Search Backend failed' in refused(user)


def test_a_batch_that_was_damaged_since(user):
    path = Path("data/raw/pubmed/batches/0001-0001.xml.gz")
    path.write_bytes(path.read_bytes()[:-40])
    message = refused(user)
    assert "0001-0001.xml.gz" in message


def test_check_live_holds_against_the_replay_server(live_with, capsys, monkeypatch, tmp_path):
    live_with(10_500).replay.library.revise("20000003", DAY, str)
    monkeypatch.chdir(tmp_path)
    write_text("config/config.yaml", "archives: [pubmed]\nreviews: [pain]\nemail: a@example.org\n")
    assert main(["check-live"]) == 0
    assert capsys.readouterr().out.endswith("8 of 8 as expected\n")
