"""A real browser with the built page; collected only by `make test-browser`.

These tests need what `make test` does not install: Debian's Chromium, Playwright to drive it and
axe-core, which the PyPI package axe-playwright-python carries as one file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
WANTED = "KETAMINE_REVIEW_BROWSER"
BUILT = Path(os.environ.get("KETAMINE_REVIEW_PAGE", ROOT / "data/processed/page/index.html"))
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip

Opened = Callable[..., "Page"]


def pytest_ignore_collect() -> bool | None:
    return None if os.environ.get(WANTED) else True


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    from playwright.sync_api import sync_playwright

    assert BUILT.exists(), f"{BUILT} is missing; run `make review` first"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    """Return a function that opens the page from disk; whatever goes wrong there fails the test."""
    contexts, complaints = [], []

    def on_request(request: Any) -> None:
        if not request.url.startswith((BUILT.as_uri(), "blob:")):
            complaints.append(f"requested {request.url}")

    def open_page(fragment: str = "", width: int = 1280, height: int = 900, **how: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **how)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", on_request)
        page.goto(BUILT.as_uri() + fragment)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
