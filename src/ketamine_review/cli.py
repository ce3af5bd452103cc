"""The console command for people; Snakemake never calls it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from ketamine_review import __version__
from ketamine_review.errors import ReviewError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the console command; a slip gives one message and exit code 1."""
    options = _parser().parse_args(arguments)
    try:
        return options.act(options)
    except ReviewError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; what was finished is kept.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ketamine-review",
        description="Hold what ketamine clinics claim against the literature.",
    )
    parser.add_argument("--version", action="version", version=f"ketamine-review {__version__}")
    commands = parser.add_subparsers(title="commands", required=True)
    run = commands.add_parser("run", help="run the whole review on what the archives hold")
    run.add_argument("targets", nargs="*", help="files to make instead of everything")
    run.set_defaults(act=_run)
    update = commands.add_parser("update", help="fetch what is new in PubMed into data/raw/pubmed")
    update.set_defaults(act=_update)
    check = commands.add_parser("check-live", help="hold ten requests against the real PubMed")
    check.set_defaults(act=_check_live)
    docs = commands.add_parser("docs", help="write the generated pages of docs/ anew")
    docs.set_defaults(act=_docs)
    seal = commands.add_parser("seal", help="write an archive's manifest anew, after an edit")
    seal.add_argument("folder", help="the archive, data/raw/<name>")
    seal.set_defaults(act=_seal)
    review = commands.add_parser("review", help="go through the queue of what nobody has confirmed")
    review.add_argument("--name", help="who signs the decisions; asked for if left out")
    review.add_argument("--add", metavar="REPORT", help="enter a finding from a full text instead")
    review.set_defaults(act=_review)
    testcase = commands.add_parser("testcase", help="write one record with what was read in it")
    testcase.add_argument("record", help="id of a record or of a finding")
    testcase.add_argument("--out", help="file to write; <record>.json if left out")
    testcase.set_defaults(act=_testcase)
    return parser


def _run(options: argparse.Namespace) -> int:
    from ketamine_review.run import run_pipeline

    return run_pipeline(options.targets)


def _update(options: argparse.Namespace) -> int:
    from ketamine_review.changes.state import keep_state
    from ketamine_review.pubmed.live import update_from_config
    from ketamine_review.run import only_run

    with only_run():
        keep_state("data/processed", "data/history")
        update_from_config(_say)
    return 0


def _check_live(options: argparse.Namespace) -> int:
    from ketamine_review.model.config import load_config
    from ketamine_review.pubmed.check_live import check_live
    from ketamine_review.pubmed.live import CONFIG, client_for
    from ketamine_review.tables import read_yaml

    client = client_for(load_config(read_yaml(CONFIG) or {}, CONFIG), _say)
    return 0 if check_live(client, _say) else 1


def _say(text: str) -> None:
    print(text, flush=True)


def _docs(options: argparse.Namespace) -> int:
    from ketamine_review.documents import write_documents

    for path in write_documents():
        print(path)
    return 0


def _seal(options: argparse.Namespace) -> int:
    from ketamine_review.archive.manifest import write_manifest
    from ketamine_review.archive.read import count_records

    manifest = write_manifest(options.folder, count_records)
    records = sum(batch.records for batch in manifest.batches)
    print(f"{manifest.archive}: {len(manifest.batches)} batches, {records} records")
    return 0


def _review(options: argparse.Namespace) -> int:
    from ketamine_review.walk.session import start_session

    session = start_session(options.name or input("Your name: "), input, _say)
    if options.add:
        session.add_from_full_text(options.add)
    else:
        session.walk()
    return 0


def _testcase(options: argparse.Namespace) -> int:
    from pathlib import Path

    from ketamine_review.walk.testcase import write_testcase

    name = options.record.split("#")[0].replace(":", "_").replace("/", "_")
    out = Path(options.out or f"{name}.json")
    count = write_testcase(options.record, Path("data/processed/records.jsonl"), out)
    print(f"{count} findings of {options.record} written to {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
