"""Property tests draw the same examples each time and are not timed.

The first example of a run may import statsmodels, which alone takes longer than hypothesis allows.
"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")
