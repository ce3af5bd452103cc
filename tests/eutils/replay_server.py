"""A stand-in for PubMed's E-utilities: real HTTP on this machine, true error bodies, faults on cue.

It shares our reading of NCBI's manuals; ``ketamine-review check-live`` holds that reading against
the real service.
"""

from __future__ import annotations

import itertools
import json
import random
import socket
import struct
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from replay_library import Library, UnknownFieldError

FAULTS = (
    "429",
    "500",
    "502",
    "503",
    "reset",
    "cut_with_length",
    "cut_without_length",
    "html",
    "error",
    "empty",
    "short",
    "drip",
)
MOST_IDS = 9999
_SEARCH_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" ?>\n'
    '<!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD esearch 20060628//EN" '
    '"https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd">\n'
)
_FETCH_HEAD = (
    '<?xml version="1.0" ?>\n'
    '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
)
_PAGE = "<!DOCTYPE html>\n<html><head><title>NCBI</title></head><body>Please wait.</body></html>\n"


@dataclass
class Asked:
    """One request as it arrived."""

    tool: str
    what: dict[str, str]
    method: str
    path: str
    at: float
    fault: str | None


@dataclass
class Replay:
    """What a server serves, how it misbehaves, and what it was asked.

    Attributes:
        library: The records.
        faults: A fault or None for each request in turn, without end.
        keys: API keys that are valid.
        asked: The requests so far.
    """

    library: Library
    faults: Iterator[str | None] = field(default_factory=lambda: itertools.repeat(None))
    keys: frozenset[str] = frozenset(("a-valid-key",))
    asked: list[Asked] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fetched(self) -> list[str]:
        """Return every PMID that was asked of efetch, in order."""
        fetches = (one.what["id"] for one in self.asked if one.tool == "efetch")
        return [pmid for ids in fetches for pmid in ids.split(",")]


def in_turn(*faults: str | None) -> Iterator[str | None]:
    """Return these faults first, then none."""
    return itertools.chain(faults, itertools.repeat(None))


def now_and_then(
    share: float, kinds: Sequence[str] = FAULTS, seed: int = 1
) -> Iterator[str | None]:
    """Yield a fault for this share of requests, by chance, all kinds in turn."""
    chance, turn = random.Random(seed), itertools.cycle(kinds)
    while True:
        yield next(turn) if chance.random() < share else None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    replay: Replay

    def do_GET(self) -> None:
        self._answer(urlsplit(self.path).query)

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _answer(self, query: str) -> None:
        what = {name: values[-1] for name, values in parse_qs(query).items()}
        tool = urlsplit(self.path).path.rsplit("/", 1)[-1].removesuffix(".fcgi")
        with self.replay.lock:
            fault = next(self.replay.faults)
            self.replay.asked.append(
                Asked(tool, what, self.command, self.path, time.monotonic(), fault)
            )
        if "api_key" in what and what["api_key"] not in self.replay.keys:
            body = {"error": "API key invalid", "api-key": what["api_key"], "type": "client"}
            self._send(400, json.dumps(body), "application/json")
            return
        if fault in ("empty", "short"):
            self._send(200, self._reply(tool, what, keep=0.0 if fault == "empty" else 0.5))
        elif fault is None:
            self._send(200, self._reply(tool, what))
        else:
            self._misbehave(fault, tool, what)

    def _reply(self, tool: str, what: dict[str, str], keep: float = 1.0) -> str:
        if tool == "esearch":
            return _search_reply(self.replay.library, what, keep)
        return _fetch_reply(self.replay.library, what, keep)

    def _misbehave(self, fault: str, tool: str, what: dict[str, str]) -> None:
        whole = self._reply(tool, what).encode()
        if fault == "429":
            body = {"error": "API rate limit exceeded", "count": "4", "limit": "3"}
            self._send(429, json.dumps(body), "application/json", {"Retry-After": "1"})
        elif fault.isdecimal():
            self._send(int(fault), _PAGE, "text/html")
        elif fault == "html":
            self._send(200, _PAGE, "text/html")
        elif fault == "error":
            name = "eSearchResult" if tool == "esearch" else "eFetchResult"
            words = (
                "Search Backend failed: Couldn't resolve #exLinkSrv2, the address table is empty."
            )
            self._send(200, f"<{name}><ERROR>{words}</ERROR></{name}>")
        else:
            self._break_off(fault, whole)

    def _break_off(self, fault: str, whole: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/xml; charset=UTF-8")
        if fault != "cut_without_length":
            self.send_header("Content-Length", str(len(whole)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        half = len(whole) // 2
        try:
            if fault == "drip":
                for i in range(half):
                    self.wfile.write(whole[i : i + 1])
                    time.sleep(0.02)
            self.wfile.write(whole[:half])
            self.wfile.flush()
            if fault == "reset":
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.connection.close()
        except OSError:
            pass  # the other side has hung up, as it should

    def _send(
        self, code: int, text: str, kind: str = "text/xml", headers: dict[str, str] | None = None
    ) -> None:
        body = text.encode()
        self.send_response(code)
        self.send_header("Content-Type", f"{kind}; charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Stay silent; what was asked is kept in the replay."""


def _search_reply(library: Library, what: dict[str, str], keep: float) -> str:
    term = what.get("term", "")
    if not term:
        words = "Empty term and query_key - nothing todo"
        return f"{_SEARCH_HEAD}<eSearchResult><ERROR>{words}</ERROR></eSearchResult>"
    remarks = ""
    try:
        found = library.search(term)
    except UnknownFieldError as unknown:
        found = []
        remarks = f"<ErrorList><FieldNotFound>{escape(str(unknown))}</FieldNotFound></ErrorList>"
    if not found and not remarks:
        words = escape(term[:60])
        remarks = f"<ErrorList><PhraseNotFound>{words}</PhraseNotFound></ErrorList>"
    most = min(int(what.get("retmax", 20)), MOST_IDS)
    given = found[:most]
    ids = "".join(f"<Id>{pmid}</Id>\n" for pmid in given[: int(len(given) * keep)])
    return (
        f"{_SEARCH_HEAD}<eSearchResult><Count>{len(found)}</Count><RetMax>{len(given)}</RetMax>"
        f"<RetStart>0</RetStart><IdList>\n{ids}</IdList><TranslationSet/>"
        f"<QueryTranslation>{escape(term)}</QueryTranslation>{remarks}</eSearchResult>\n"
    )


def _fetch_reply(library: Library, what: dict[str, str], keep: float) -> str:
    entries = [library.entries.get(pmid) for pmid in what.get("id", "").split(",")]
    xml = [entry.xml for entry in entries if entry is not None]
    body = "".join(xml[: int(len(xml) * keep)])
    return f"{_FETCH_HEAD}<PubmedArticleSet>\n{body}</PubmedArticleSet>\n"


@contextmanager
def serving(replay: Replay) -> Iterator[str]:
    """Serve on a free port of this machine; yields the address."""
    handler = type("Handler", (_Handler,), {"replay": replay})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Elsewhere(urllib.request.BaseHandler):
    """Sends what is meant for NCBI to a local server; nothing reaches the network."""

    handler_order = 100

    def __init__(self, address: str):
        self.address = address

    def https_open(self, request: urllib.request.Request):
        local = urllib.request.Request(
            self.address + request.selector,
            data=request.data,
            headers=request.headers,
            method=request.get_method(),
        )
        return self.parent.open(local, timeout=request.timeout)


@contextmanager
def instead_of_ncbi(address: str) -> Iterator[None]:
    """Let every https request of this process reach the given address."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Elsewhere(address))
    before = urllib.request._opener
    urllib.request.install_opener(opener)
    try:
        yield
    finally:
        urllib.request.install_opener(before)
