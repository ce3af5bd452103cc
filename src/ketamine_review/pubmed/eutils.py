"""PubMed's E-utilities through Bio.Entrez, with the patience that Bio.Entrez does not have.

Bio.Entrez (1.88) keeps the pace that NCBI asks for, but repeats a failed request at once, heeds no
Retry-After, sets no time-out and takes a reply that was cut short for whole.
"""

from __future__ import annotations

import email.utils
import http.client
import random
import socket
import time
import urllib.error
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from Bio import Entrez

from ketamine_review.errors import ReviewError
from ketamine_review.pubmed.replies import (
    Faulty,
    SearchReply,
    fetch_reply,
    names_nothing,
    search_reply,
)

TOOL = "ketamine-review"
#: PubMed gives at most this many ids of one search.
MOST_IDS = 9999
#: Seconds that we wait at most where Retry-After asks for longer.
LONGEST_WAIT = 600.0

T = TypeVar("T")


class Eutils:
    """One user's line to PubMed: one request at a time, each repeated until its reply is whole.

    Args:
        email: Sent with each request, as NCBI asks.
        key: API key, which raises the pace from 3 to 10 requests per second; it is sent, and
            stands in no message.
        say: Called with a sentence for people when something has to be waited for.
        silence: Seconds without a byte after which a connection counts as dead.
        longest: Seconds after which a reply that still drips counts as stuck.
        tries: How often a request is sent before giving up.
        sleep: Replaced in tests.
    """

    def __init__(
        self,
        email: str,
        key: str | None = None,
        *,
        say: Callable[[str], None] = lambda text: None,
        silence: float = 60.0,
        longest: float = 300.0,
        tries: int = 8,
        sleep: Callable[[float], None] = time.sleep,
    ):
        self._identity = {"email": email, "tool": TOOL, "api_key": key}
        self._say = say
        self._silence = silence
        self._longest = longest
        self._tries = tries
        self._sleep = sleep
        self._ever_heard = False

    def search(self, term: str, retmax: int = MOST_IDS) -> SearchReply:
        """Return PubMed's count and ids for a query.

        Raises:
            ReviewError: no whole reply came, or PubMed refuses query or key.
        """
        return self._ask(
            lambda: Entrez.esearch(db="pubmed", term=term, retmax=retmax, **self._identity),
            lambda body: search_reply(body, retmax),
        )

    def fetch(self, pmids: Sequence[str]) -> tuple[bytes, list[str]]:
        """Return efetch's XML for these PMIDs, byte for byte, and the PMIDs of its records.

        Raises:
            ReviewError: no whole reply came, or PubMed refuses the key.
        """
        return self._ask(
            lambda: Entrez.efetch(db="pubmed", id=pmids, retmode="xml", **self._identity),
            lambda body: (body, fetch_reply(body, pmids)),
        )

    def _ask(self, send: Callable[[], Any], check: Callable[[bytes], T]) -> T:
        seen: Counter[str] = Counter()
        for attempt in range(1, self._tries + 1):
            try:
                return check(self._body(send))
            except Faulty as fault:
                seen[fault.reason] += 1
                # A line that never carried anything is rather unplugged than busy.
                most = self._tries if self._ever_heard else min(self._tries, 4)
                if attempt == most or seen[fault.reason] == fault.tries:
                    raise self._given_up(fault, attempt) from None
                wait = _pause(attempt) if fault.wait is None else min(fault.wait, LONGEST_WAIT)
                self._say(f"{_capital(fault.reason)}; asking again in {wait:.0f} s")
                self._sleep(wait)
        raise AssertionError("at least one try is made")

    def _given_up(self, fault: Faulty, tries: int) -> ReviewError:
        if not self._ever_heard:
            return ReviewError(
                f"PubMed cannot be reached: {fault.reason}",
                mend="check the network; what was fetched before is kept",
            )
        return ReviewError(
            f"PubMed gave no whole answer in {tries} tries; the last time: {fault.reason}",
            mend="run the update again later; it goes on where it stopped",
        )

    def _body(self, send: Callable[[], Any]) -> bytes:
        """Send a request and return the whole reply, or raise what is wrong with it as a Faulty."""
        try:
            with _patience(self._silence), _no_repeats():
                handle = send()
                body = _read(handle, self._longest)
        except urllib.error.HTTPError as error:
            self._ever_heard = True
            words = _words_of(error)
            if names_nothing(words):
                return words
            raise self._refusal(error, words) from None
        except urllib.error.URLError as error:
            raise Faulty(f"no connection ({_plain(error.reason)})") from None
        except http.client.IncompleteRead:
            raise Faulty("a reply that was cut short") from None
        except (OSError, http.client.HTTPException) as error:
            raise Faulty(f"the connection broke ({_plain(error)})") from None
        self._ever_heard = True
        return body

    def _refusal(self, error: urllib.error.HTTPError, words: bytes) -> Faulty:
        """Return a refused request as a fault; a refused key ends everything at once.

        What the service wrote is not repeated: it may hold the key.
        """
        if error.code == 400 and b"api key" in words.lower():
            raise ReviewError(
                "PubMed refuses the API key",
                where="environment variable NCBI_API_KEY",
                mend="correct it, or unset it: three requests per second need no key",
            )
        if error.code == 429:
            return Faulty("too many requests, says PubMed", wait=_retry_after(error))
        if error.code >= 500:
            return Faulty(f"PubMed is out of order ({error.code})", wait=_retry_after(error))
        return Faulty(f"PubMed refuses the request ({error.code})", tries=3)


@contextmanager
def _patience(seconds: float) -> Iterator[None]:
    """Set the time-out that Bio.Entrez does not pass on."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


@contextmanager
def _no_repeats() -> Iterator[None]:
    """Keep Bio.Entrez from repeating a request at once; the waiting is done here."""
    before = Entrez.max_tries
    Entrez.max_tries = 1
    try:
        yield
    finally:
        Entrez.max_tries = before


def _read(handle: Any, longest: float) -> bytes:
    """Return a reply's whole body.

    Raises:
        Faulty: the connection ended before the promised length, or it drips without end.
    """
    # Bio.Entrez wraps text/plain for reading as text; the bytes are beneath.
    response = getattr(handle, "buffer", handle)
    started = time.monotonic()
    pieces = []
    with response:
        while piece := response.read1(1 << 16):
            pieces.append(piece)
            if time.monotonic() - started > longest:
                raise Faulty(f"a reply that was not whole after {longest:.0f} s")
        if response.length:
            raise Faulty("a reply that was cut short")
    return b"".join(pieces)


def _words_of(error: urllib.error.HTTPError) -> bytes:
    try:
        return error.read(2000)
    except (OSError, http.client.HTTPException):
        return b""


def _retry_after(error: urllib.error.HTTPError) -> float | None:
    """Return the seconds of a Retry-After header, which may also name a time of day."""
    text = error.headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return float(text)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _pause(attempt: int) -> float:
    """Return seconds to wait: 1, 2, 4 ... up to a minute, half of it by chance."""
    longest = min(60.0, 2.0 ** (attempt - 1))
    return longest * (0.5 + random.random() / 2)


def _plain(reason: object) -> str:
    """Return what an error of the network says, without numbers and addresses."""
    return getattr(reason, "strerror", None) or str(reason) or type(reason).__name__


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
