"""Progress for people: how much is done, how much is left, and how long that will take."""

from __future__ import annotations

import time
from collections.abc import Callable


class Progress:
    """Says from time to time how far a long job is.

    Args:
        total: How many things there are.
        what: What they are, in the plural.
        say: Called with a sentence.
        every: Seconds between two sentences, at least.
        clock: Replaced in tests.
    """

    def __init__(
        self,
        total: int,
        what: str,
        say: Callable[[str], None],
        every: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
    ):
        self._total, self._what, self._say = total, what, say
        self._every, self._clock = every, clock
        self._done = 0
        self._started = self._said = clock()

    def advance(self, count: int) -> None:
        """Count things as done; say so if it is time, and always at the end."""
        self._done += count
        now = self._clock()
        finished = self._done >= self._total
        if finished or now - self._said >= self._every:
            self._said = now
            left = (now - self._started) / self._done * (self._total - self._done)
            tail = "" if finished else f", {duration(left)} left"
            self._say(f"{self._done:,} of {self._total:,} {self._what}{tail}")


def duration(seconds: float) -> str:
    """Return a length of time as people say it: ``40 s``, ``3 min``, ``1 h 20 min``."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
