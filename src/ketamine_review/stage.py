"""The door between Snakemake and the library: run_stage for a job, code_of for its freshness."""

from __future__ import annotations

import hashlib
import inspect
import logging
import re
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from ketamine_review.errors import ReviewError

PACKAGE = Path(__file__).parent

#: Begins each line that a stage says to people, so that a run can tell it from Snakemake's own.
SAID = "> "


def run_stage(function: Callable[..., str | None], job: Any) -> None:
    """Call a stage function with the names of a Snakemake job, and end the process on a slip.

    The rule's named inputs, outputs and params become the arguments of the same name; ``code``
    is left out, as it only exists to be watched. The function may return a sentence that says
    what it did; people see it as the stage's line of progress.

    Args:
        function: A stage of the library.
        job: The ``snakemake`` object of a ``script:`` job.
    """
    name = job.rule
    started = time.monotonic()
    _log_to(job.log[0] if job.log else None)
    try:
        said = function(**stage_arguments(job))
    except ReviewError as error:
        logging.getLogger(name).error("%s", error)
        _say(f"{_stage_label(job)} stopped: {error}")
        sys.exit(1)
    except Exception as error:
        # A fault of the program: its traceback is for the log, people are told where that is.
        logging.getLogger(name).exception("a fault of the program")
        _say(
            f"{_stage_label(job)} stopped by a fault of the program "
            f"({type(error).__name__}: {error})\n"
            f"  where: {job.log[0] if job.log else name}\n"
            "  mend:  please report it with this log"
        )
        sys.exit(1)
    _say(f"{_stage_label(job):<28} {time.monotonic() - started:5.1f} s   {said or 'done'}")


def stage_arguments(job: Any) -> dict[str, Any]:
    """Return the named inputs, outputs and params of a job as one dict of plain values."""
    named: dict[str, Any] = {}
    for part in (job.input, job.output, job.params):
        for name, value in part.items():
            named[name] = list(value) if not isinstance(value, (str, int, float, dict)) else value
    named.pop("code", None)
    return named


def stage_parameters(function: Callable[..., Any]) -> set[str]:
    """Return the argument names that a rule has to supply for a stage function."""
    return set(inspect.signature(function).parameters)


def _stage_label(job: Any) -> str:
    review = dict(job.wildcards.items()).get("review")
    return f"{job.rule} ({review})" if review else str(job.rule)


def _say(text: str) -> None:
    # One write, so that no line of a job beside it falls into the middle.
    sys.stderr.write("".join(f"{SAID}{line}\n" for line in text.splitlines()))
    sys.stderr.flush()


def _log_to(path: str | None) -> None:
    """Send what the library logs to the job's own file, worded for people, without a clock."""
    handler = logging.FileHandler(path, mode="w") if path else logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(levelname)-7s %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for noisy in ("matplotlib", "fontTools", "traitlets"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


_IMPORT = re.compile(
    r"^\s*(?:from|import)\s+ketamine_review(?:\.(\w+))?(?:.*?import\s+(.+))?", re.M
)


@cache
def code_of(*rooms: str) -> str:
    """Return a hash of the rooms' files and of every room that they import, directly or not.

    Snakemake watches a rule's script but not the library behind it; a rule that carries this
    value among its params is run again when one line beneath it changes.

    Args:
        rooms: Names of modules or packages directly under ``ketamine_review``.

    Raises:
        ReviewError: there is no such room.
    """
    digest = hashlib.sha256()
    for name in sorted(set().union(*map(_rooms_beneath, rooms))):
        for path in _files_of(name):
            digest.update(path.relative_to(PACKAGE).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _rooms_beneath(room: str) -> set[str]:
    found: set[str] = set()
    waiting = [room]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += sorted(_imports_of(name) - found)
    return found


@cache
def _imports_of(room: str) -> frozenset[str]:
    names: set[str] = set()
    for path in _files_of(room):
        if path.suffix == ".py":
            for module, imported in _IMPORT.findall(path.read_text(encoding="utf-8")):
                # "from ketamine_review import tables" names its room after the import.
                names |= {module} if module else set(re.findall(r"\w+", imported))
    return frozenset(name for name in names if _exists(name))


def _exists(room: str) -> bool:
    return (PACKAGE / room).is_dir() or (PACKAGE / f"{room}.py").is_file()


def _files_of(room: str) -> list[Path]:
    if not _exists(room):
        raise ReviewError(
            f"The library has no room '{room}'", where="Snakefile", mend="correct code_of(...)"
        )
    module = PACKAGE / f"{room}.py"
    if module.is_file():
        return [module]
    files = (PACKAGE / room).rglob("*")
    return sorted(p for p in files if p.is_file() and "__pycache__" not in p.parts)
