"""A replay server, a client that does not wait, and a scratch archive."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from Bio import Entrez
from replay_library import Generated
from replay_live import Live
from replay_server import Replay, instead_of_ncbi, serving


@pytest.fixture(autouse=True)
def no_pace(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Let Bio.Entrez not wait between requests, except where the pace itself is tested."""
    monkeypatch.setattr(Entrez._open, "previous", 0)
    if "at_full_pace" not in request.fixturenames:
        hurried = SimpleNamespace(time=time.time, sleep=lambda seconds: None)
        monkeypatch.setattr(Entrez, "time", hurried)


@pytest.fixture
def at_full_pace() -> None:
    """Marks a test in which Bio.Entrez keeps its pace."""


@pytest.fixture
def live_with(tmp_path: Path) -> Iterator[Callable[[int], Live]]:
    """Return a function that starts a server with so many made-up records."""
    contexts = []

    def start(count: int) -> Live:
        live = Live(Replay(Generated(count)), tmp_path / "pubmed")
        contexts.append(serving(live.replay))
        address = contexts[-1].__enter__()
        contexts.append(instead_of_ncbi(address))
        contexts[-1].__enter__()
        return live

    yield start
    for context in reversed(contexts):
        context.__exit__(None, None, None)


@pytest.fixture
def live(live_with: Callable[[int], Live]) -> Live:
    return live_with(90)
