"""Copies of the project in which the real workflow runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = (
    "Snakefile",
    "benchmarks",
    "config",
    "data/curation",
    "data/raw",
    "notebooks",
    "profiles",
    "pyproject.toml",
    "scripts",
    "src",
    "workflow",
)
WITHOUT = shutil.ignore_patterns("__pycache__", "*.pyc", "pubmed")


@dataclass(frozen=True)
class Run:
    """How one run ended, and what it said."""

    code: int
    said: str

    def ran(self, rule: str) -> bool:
        """Return whether a rule reported that it ran."""
        return any(line.startswith(rule) for line in self.said.splitlines())


@dataclass(frozen=True)
class Project:
    """A copy of the project in a folder of its own."""

    folder: Path

    def path(self, name: str) -> Path:
        """Return a path inside the copy."""
        return self.folder / name

    def run(self, *targets: str, timeout: int = 300) -> Run:
        """Run the pipeline as `ketamine-review run` does, with the copy's own library."""
        process = subprocess.run(
            [sys.executable, "-m", "ketamine_review.cli", "run", *targets],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        return Run(process.returncode, process.stdout + process.stderr)

    @property
    def environment(self) -> dict[str, str]:
        """Return an environment in which the copy's library goes before the installed one."""
        return {**os.environ, "PYTHONPATH": str(self.folder / "src"), "LC_ALL": "C.UTF-8"}

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text that stands exactly once in a file of the copy."""
        text = self.path(name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.path(name).write_text(text.replace(old, new), encoding="utf-8")


def copy_project(folder: Path) -> Project:
    """Return a copy of the project without results."""
    for part in PARTS:
        source, target = ROOT / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=WITHOUT)
        elif source.exists():
            shutil.copy2(source, target)
    (folder / "data/raw/pubmed").mkdir(parents=True, exist_ok=True)
    return Project(folder)


@pytest.fixture
def fresh(tmp_path: Path) -> Project:
    """A copy of the project without results."""
    return copy_project(tmp_path / "project")


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Run]:
    """A copy in which the whole workflow ran once, and what it said; not to be changed."""
    project = copy_project(tmp_path_factory.mktemp("finished") / "a project")
    return project, project.run()


@pytest.fixture
def done(finished: tuple[Project, Run], tmp_path: Path) -> Project:
    """A copy of the finished project that a test may change."""
    source, run = finished
    assert run.code == 0, run.said
    # copytree keeps modification times, by which Snakemake tells what is fresh.
    shutil.copytree(source.folder, tmp_path / "project", symlinks=True)
    return Project(tmp_path / "project")
