"""Provenance: which software, which settings and which files made the page."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib.metadata import version

from ketamine_review.page.cited import Cited
from ketamine_review.page.published import Published

#: Packages whose version may move a number or a figure.
PACKAGES = ("numpy", "scipy", "statsmodels", "pandas", "matplotlib", "lxml", "biopython", "jinja2")

#: Settings that are shown; an address of a person is not.
SETTINGS = ("archives", "reviews")


@dataclass(frozen=True)
class Provenance:
    """What made the page.

    Attributes:
        software: Name and version of this project.
        versions: Versions of the language and of the packages.
        settings: What the user chose.
        files: Name and SHA-256 of every file that was read.
    """

    software: Cited
    versions: tuple[tuple[str, str], ...]
    settings: tuple[tuple[str, tuple[Cited, ...]], ...]
    manifests: tuple[Cited, ...]
    files: tuple[tuple[str, str], ...]


def provenance(published: Published) -> Provenance:
    """Return what made the page; no clock and no folder, so that the page stays the same."""
    major, minor, _ = platform.python_version_tuple()
    return Provenance(
        software=published.results["software"],
        versions=(
            ("python", f"{major}.{minor}"),
            *((name, version(name)) for name in PACKAGES),
        ),
        settings=tuple((name, tuple(published.config[name])) for name in SETTINGS),
        manifests=published.manifests,
        files=tuple(published.files.items()),
    )
