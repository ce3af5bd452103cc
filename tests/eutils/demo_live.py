"""Live mode without a network: two updates against the replay server, in a scratch folder.

Run by ``make demo-live``. The server serves the bundled reports as if they were PubMed's, with
made-up ones beside them; a tenth of its replies are faulty.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from replay_library import Entry, Library, article_xml, library_of
from replay_server import FAULTS, Replay, instead_of_ncbi, now_and_then, serving

from ketamine_review.cli import main
from ketamine_review.tables import read_text

PROJECT = Path(__file__).parents[2]
PARTS = ("Snakefile", "config", "data/curation", "data/raw", "notebooks", "profiles", "scripts")
PARTS += ("workflow",)
MADE_UP = 600
CHANGES = "data/processed/changes.md"
TARGETS = ("data/processed/page/index.html", CHANGES)
TODAY = date.today()
_COHORT = "for chronic migraine: a retrospective cohort of inpatients"
RETRACTION = (
    '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn">'
    "<RefSource>J Replies. 2026;1:1</RefSource></CommentsCorrections></CommentsCorrectionsList>"
)


def demo(folder: Path) -> int:
    """Run the demonstration in a folder and return the exit code."""
    for part in PARTS:
        source = PROJECT / part
        copy = shutil.copytree if source.is_dir() else shutil.copy
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        copy(source, folder / part)
    os.chdir(folder)
    config = Path("config/config.yaml")
    config.write_text(config.read_text().replace("email: null", "email: demo@example.org"))
    bundled = library_of(Path("data/raw/snapshot/batches"))
    made_up = [_made_up(20_000_001 + i, TODAY - timedelta(days=400)) for i in range(MADE_UP)]
    library = Library([*bundled.entries.values(), *made_up])
    kinds = [kind for kind in FAULTS if kind != "drip"]
    replay = Replay(library, faults=now_and_then(0.1, kinds))
    with serving(replay) as address, instead_of_ncbi(address):
        code = _update_and_run("First update", replay)
        _move_on(library)
        code = code or _update_and_run("Second update, after PubMed has moved on", replay)
    if code == 0:
        lines = read_text(CHANGES).splitlines()
        print(f"\n== {CHANGES} ==", *lines[:30], "...", sep="\n")
    return code


def _update_and_run(title: str, replay: Replay) -> int:
    print(f"\n== {title} ==", flush=True)
    before = len(replay.fetched())
    code = main(["update"]) or main(["run", *TARGETS])
    print(f"{len(set(replay.fetched()[before:]))} records were asked for", flush=True)
    return code


def _made_up(pmid: int, day: date) -> Entry:
    return Entry(str(pmid), article_xml(pmid), day, day)


def _move_on(library: Library) -> None:
    """Ten records come, three are revised, one is retracted, one is deleted."""
    for pmid in range(20_010_000, 20_010_100, 10):
        library.entries[str(pmid)] = _made_up(pmid, TODAY)
    library.revise("20010000", TODAY, lambda xml: xml.replace("for headache", _COHORT))
    for pmid in ("20000010", "20000020", "20000030"):
        library.revise(pmid, TODAY, lambda xml: xml.replace("improved", "clearly improved"))
    end = "</MedlineCitation>"
    library.revise("20000040", TODAY, lambda xml: xml.replace(end, RETRACTION + end))
    del library.entries["20000050"]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="ketamine-review-demo-") as scratch:
        sys.exit(demo(Path(scratch)))
