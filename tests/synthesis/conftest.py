"""Property tests here draw the same examples each time and are not timed.

The first example of a run imports statsmodels, which alone takes longer than hypothesis allows.
"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("synthesis", deadline=None, derandomize=True)
settings.load_profile("synthesis")
