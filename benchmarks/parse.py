"""Measure the parser of PubMed's XML beside pubmed_parser, all fields, one core, in one run.

    python benchmarks/parse.py [--xml FOLDER] [--records N] [--repeats R]

FOLDER holds PubMed XML files, whose records are repeated until there are N (default: the bundled
snapshot, whose records are short; real records are about five times as long). Each measurement runs
in a process of its own; the two parsers take turns, and the best of R counts. Needs the extra
``bench`` for the comparison, and says so where it is missing.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

SNAPSHOT = Path(__file__).parents[1] / "data/raw/snapshot/batches"
_RECORD = re.compile(r"<PubmedArticle>.*?</PubmedArticle>", re.DOTALL)
_PMID = re.compile(r"(<PMID[^>]*>)\d+(?=<)")


def ours(path: str) -> int:
    """Parse a file into Records and return how many there were."""
    from ketamine_review.archive.pubmed_xml import read_pubmed_xml

    return sum(1 for _ in read_pubmed_xml(path, "bench"))


def theirs(path: str) -> int:
    """Parse a file with pubmed_parser, with its options for the fields that we read too."""
    import pubmed_parser

    fields = {"year_info_only": False, "nlm_category": True, "author_list": True}
    return sum(
        1 for _ in pubmed_parser.parse_medline_xml(path, parse_downto_mesh_subterms=True, **fields)
    )


def theirs_default(path: str) -> int:
    """Parse a file with pubmed_parser as it comes."""
    import pubmed_parser

    return sum(1 for _ in pubmed_parser.parse_medline_xml(path))


PARSERS = {"ours": ours, "pubmed_parser": theirs, "pubmed_parser, defaults": theirs_default}


def main() -> None:
    options = _options()
    if options.measure:
        print(json.dumps(_measured(options.measure, options.file)))
        return
    names = list(PARSERS)
    if importlib.util.find_spec("pubmed_parser") is None:
        print("pubmed_parser is not installed (extra 'bench'): only ours is measured")
        names = ["ours"]
    with tempfile.TemporaryDirectory() as folder:
        small = _repeated(options.xml, options.records, Path(folder) / "small.xml.gz")
        large = _repeated(options.xml, 4 * options.records, Path(folder) / "large.xml.gz")
        best = dict.fromkeys(names, 0.0)
        for _ in range(options.repeats):
            for name in names:
                best[name] = max(best[name], _in_a_process(name, small)["per_second"])
        memory = [_in_a_process("ours", path)["peak_mb"] for path in (small, large)]
    for name, rate in best.items():
        ratio = f"   ours is {best['ours'] / rate:.2f} times as fast" if name != "ours" else ""
        print(f"{name:26} {rate:8.0f} records/s{ratio}")
    print(
        f"peak memory of ours: {memory[0]:.0f} MB for {options.records:,} records, "
        f"{memory[1]:.0f} MB for {4 * options.records:,}"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--xml", type=Path, default=SNAPSHOT)
    parser.add_argument("--records", type=int, default=6000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--measure", choices=list(PARSERS), help=argparse.SUPPRESS)
    parser.add_argument("--file", help=argparse.SUPPRESS)
    return parser.parse_args()


def _repeated(folder: Path, count: int, path: Path) -> Path:
    texts = [file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.xml"))]
    samples = [sample for text in texts for sample in _RECORD.findall(text)]
    with gzip.open(path, "wt", encoding="utf-8") as handle:
        handle.write('<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>\n')
        handle.writelines(_numbered(samples, count))
        handle.write("</PubmedArticleSet>\n")
    return path


def _numbered(samples: list[str], count: int) -> Iterator[str]:
    for number in range(count):
        sample = samples[number % len(samples)]
        yield _PMID.sub(rf"\g<1>{10_000_000 + number}", sample, count=1) + "\n"


def _in_a_process(name: str, path: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--measure", name, "--file", str(path)]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def _measured(name: str, path: str) -> dict[str, float]:
    parser = PARSERS[name]
    with tempfile.TemporaryDirectory() as folder:
        # Imports and first calls are not what is measured.
        parser(str(_repeated(SNAPSHOT, 20, Path(folder) / "warm.xml.gz")))
    started = time.process_time()
    count = parser(path)
    seconds = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"per_second": count / seconds, "peak_mb": peak}


if __name__ == "__main__":
    main()
