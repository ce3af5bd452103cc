"""One run of the pipeline for people: one at a time, told in plain words, resumed after a kill."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from ketamine_review.errors import ReviewError
from ketamine_review.model.config import load_config
from ketamine_review.stage import SAID
from ketamine_review.tables import read_yaml

CONFIG = Path("config/config.yaml")
PAGE = Path("data/processed/page/index.html")
LOCK = Path(".ketamine-review.lock")
SNAKEMAKE_LOCKS = Path(".snakemake/locks")
TRANSCRIPT = Path("logs/snakemake.log")


def run_pipeline(targets: Sequence[str] = ()) -> int:
    """Run Snakemake in this folder and tell people what happened; return the exit code.

    Raises:
        ReviewError: not the project's folder, a slip in the config, or another run at work.
    """
    if not Path("Snakefile").is_file():
        raise ReviewError(
            "There is no Snakefile here", where=Path.cwd(), mend="change to the project's folder"
        )
    load_config(read_yaml(CONFIG) or {}, CONFIG)
    with only_run():
        _drop_stale_locks()
        code, idle = _snakemake(["--rerun-incomplete", *targets])
    if code == 0:
        _tell("Nothing was to be done: every result is up to date." if idle else "Done.")
        _tell(f"Page: {PAGE.resolve()}")
    return code


@contextmanager
def only_run() -> Iterator[None]:
    """Hold this folder's lock; the system drops it when the process ends, also after kill -9."""
    with LOCK.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ReviewError(
                "Another run is at work in this folder", where=Path.cwd(), mend="wait for it to end"
            ) from None
        if _bare_snakemake_is_running():
            raise ReviewError(
                "A snakemake is at work in this folder", where=Path.cwd(), mend="wait for it to end"
            )
        yield


def _bare_snakemake_is_running() -> bool:
    here = str(Path.cwd())
    for process in psutil.process_iter(["name", "cmdline"]):
        try:
            words = " ".join(process.info["cmdline"] or [])
            if "snakemake" in words and process.pid != os.getpid() and process.cwd() == here:
                return "snakemake" in process.info["name"] or "bin/snakemake" in words
        except (psutil.AccessDenied, psutil.NoSuchProcess, psutil.ZombieProcess):
            continue
    return False


def _drop_stale_locks() -> None:
    # We hold the folder's lock and no snakemake runs here: what is left is from a killed run.
    for path in SNAKEMAKE_LOCKS.glob("*.lock"):
        path.unlink(missing_ok=True)


def _snakemake(arguments: Sequence[str]) -> tuple[int, bool]:
    """Run Snakemake, pass on what the stages say, keep the rest in a file."""
    command = [sys.executable, "-m", "snakemake", *arguments]
    TRANSCRIPT.parent.mkdir(exist_ok=True)
    said = idle = False
    with (
        TRANSCRIPT.open("w", encoding="utf-8") as transcript,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        ) as process,
    ):
        for line in process.stdout or ():
            transcript.write(line)
            idle = idle or "Nothing to be done" in line
            if line.startswith(SAID):
                said = True
                _tell(line.removeprefix(SAID).rstrip())
    if process.returncode and not said:
        tail = TRANSCRIPT.read_text(encoding="utf-8").splitlines()[-15:]
        _tell("\n".join(tail))
    if process.returncode:
        _tell(f"The run stopped; all that was said is in {TRANSCRIPT}.")
    return (1 if process.returncode else 0), idle


def _tell(text: str) -> None:
    print(text, flush=True)
