"""Fetch 32,000 records from the replay server: undisturbed, with faults, and killed five times.

    python benchmarks/ingest.py [--records N] [--faults SHARE] [--kills K] [--full-disk FOLDER]

Each run fills an archive of its own; at the end all batches, manifests and parsed records must be
byte-identical and as many as the server counts. Kills are SIGKILL, at moments spread over the run.
FOLDER, if given, should be on a small file system: an update is run there until the disk is full.
An update with 10 new, 3 revised, 1 retracted and 1 deleted record follows on the first archive.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/eutils"))

from replay_library import Entry, Generated, article_xml
from replay_server import FAULTS, Replay, instead_of_ncbi, now_and_then, serving

from ketamine_review.archive.manifest import batch_files
from ketamine_review.archive.stage import parse_records
from ketamine_review.errors import ReviewError
from ketamine_review.model.protocol import Search
from ketamine_review.pubmed.eutils import Eutils
from ketamine_review.pubmed.fetch import archive_manifest
from ketamine_review.pubmed.update import update_archive
from ketamine_review.tables import read_json

DAY, LATER = date(2026, 1, 1), date(2026, 2, 1)
KEY = "a-valid-key"


def main() -> None:
    options = _options()
    if options.address:
        with instead_of_ncbi(options.address):
            update(options.archive, print)
        return
    with tempfile.TemporaryDirectory() as folder:
        ways = {
            "undisturbed": (lambda path, replay: update(path, quiet), ()),
            "faulty replies": (lambda path, replay: update(path, quiet), FAULTS),
            "killed": (lambda path, replay: killed(path, options.kills, replay), ()),
        }
        seen = set()
        for name, (run, faults) in ways.items():
            replay = Replay(Generated(options.records))
            if faults:
                replay.faults = now_and_then(options.faults, faults)
            archive = Path(folder) / name / "pubmed"
            with serving(replay) as address, instead_of_ncbi(address):
                started = time.monotonic()
                run(archive, SimpleNamespace(replay=replay, address=address))
                seconds = time.monotonic() - started
                seen.add(_told(name, archive, replay, seconds))
                if name == "undisturbed":
                    _second_update(archive, replay)
        print("byte-identical" if len(seen) == 1 else f"DIFFERENT: {seen}")
    if options.full_disk:
        _full_disk(options.full_disk, options.records)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=32_000)
    parser.add_argument("--faults", type=float, default=0.1)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--full-disk", type=Path)
    parser.add_argument("--address", help=argparse.SUPPRESS)
    parser.add_argument("--archive", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def quiet(text: str) -> None:
    """Say nothing."""


def update(archive: Path, say, day: date = DAY) -> None:
    """Run one update of an archive against whatever answers for NCBI."""
    protocols = {"pain": SimpleNamespace(search=(Search(source="pubmed", query="ketamine[tiab]"),))}
    # A reply that drips is given up after two seconds here, after five minutes otherwise.
    client = Eutils("bench@example.org", KEY, say=say, silence=10.0, longest=2.0)
    update_archive(archive, protocols, client, day, say)


def killed(archive: Path, times: int, server: SimpleNamespace) -> None:
    """Run updates in processes of their own that are killed, then one that may end."""
    command = [sys.executable, __file__, "--archive", str(archive), "--address", server.address]
    total = server.replay.library.entries.__len__() // 200
    for kill in range(times):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        goal = (kill + 1) * total // (times + 1)
        while process.poll() is None and len(list(archive.glob("batches/*.gz"))) < goal:
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _told(name: str, archive: Path, replay: Replay, seconds: float) -> str:
    records = archive.parent / "records.jsonl"
    started = time.monotonic()
    parse_records(
        manifests=[str(archive / "manifest.json")],
        batches=batch_files(archive),
        records=str(records),
        merges=str(archive.parent / "merges.tsv"),
        set_aside=str(archive.parent / "set_aside.tsv"),
        kept=str(archive.parent / "kept"),
    )
    parsed = time.monotonic() - started
    count = records.read_bytes().count(b"\n")
    faults = sum(one.fault is not None for one in replay.asked)
    right = "equal to Count" if count == len(replay.library.entries) else "NOT EQUAL TO COUNT"
    print(
        f"{name:15} {count:,} records, {right}; {len(replay.asked)} requests, {faults} faulty; "
        f"{len(replay.fetched()) - count:,} asked for twice; {seconds:.0f} s, parse {parsed:.1f} s"
    )
    return _digest([archive / "manifest.json", *map(Path, batch_files(archive)), records])


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _second_update(archive: Path, replay: Replay) -> None:
    library = replay.library
    first = min(map(int, library.entries))
    new = [str(first + 1_000_000 + i) for i in range(10)]
    for pmid in new:
        library.entries[pmid] = Entry(pmid, article_xml(int(pmid)), LATER, LATER)
    again = [str(first + 100 * i) for i in range(1, 5)]
    for pmid in again:
        library.revise(pmid, LATER, lambda xml: xml.replace("improved", "clearly improved"))
    del library.entries[str(first)]
    before, requests = len(replay.fetched()), len(replay.asked)
    update(archive, quiet, LATER)
    asked = set(replay.fetched()[before:])
    exact = "exactly" if asked == {*new, *again, str(first)} else "NOT"
    batches = len(read_json(archive / "manifest.json")["batches"])
    print(
        f"second update: {len(asked)} records asked for, {exact} those that are new, revised, "
        f"retracted or gone; {len(replay.asked) - requests} requests; {batches} batches now"
    )


def _full_disk(folder: Path, records: int) -> None:
    archive = folder / "pubmed"
    with ExitStack() as stack:
        address = stack.enter_context(serving(Replay(Generated(records))))
        stack.enter_context(instead_of_ncbi(address))
        try:
            update(archive, quiet)
            print("the disk was large enough")
        except ReviewError as error:
            print(f"full disk: {error}")
    held = sum(batch.records for batch in archive_manifest(archive).batches)
    left = [path.name for path in archive.rglob(".*")]
    print(f"{held:,} records are whole, {len(batch_files(archive))} batches, left over: {left}")


if __name__ == "__main__":
    main()
