"""The archive's manifest: which batches a folder holds, proven by their hashes.

An archive is a folder ``data/raw/<name>/`` with a ``manifest.json`` and immutable batch files.
The manifest knows no clock, so that the same batches always give the same bytes:

    {"schema_version": 1, "archive": "snapshot",
     "batches": [{"file": "batches/migraine.xml", "sha256": "...", "records": 12}],
     "withdrawn": []}

``records`` counts what a batch holds before anything is merged; ``withdrawn`` (only in an archive
that is fed by searches) lists the PMIDs that are held but that PubMed no longer gives.
Files that a user drops into ``<name>/import/`` need no manifest; they are read after the batches.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from ketamine_review.errors import ReviewError
from ketamine_review.model.base import Frozen, validated
from ketamine_review.tables import read_json, write_json

MANIFEST = "manifest.json"
BATCHES = "batches"
IMPORTS = "import"
#: Endings of batch files, and of files that may be dropped into an import folder.
BATCH_SUFFIXES = (".xml", ".xml.gz", ".json")
IMPORT_SUFFIXES = (".xml", ".xml.gz", ".nbib", ".txt", ".ris")


class Batch(Frozen):
    """One immutable file of an archive.

    Attributes:
        file: Path below the archive's folder, with forward slashes.
        sha256: Hash of the file's bytes, in hex.
        records: How many records it holds.
    """

    file: str
    sha256: str
    records: int


class Withdrawn(Frozen):
    """A PMID that the archive holds and PubMed no longer gives.

    Attributes:
        reason: ``deleted`` (PubMed has no such record any more) or ``not_found`` (no protocol's
            search finds it any more).
    """

    pmid: str
    reason: Literal["deleted", "not_found"]


class Manifest(Frozen):
    """The content of manifest.json."""

    schema_version: Literal[1] = 1
    archive: str
    batches: tuple[Batch, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()


def batch_files(folder: str | Path) -> list[str]:
    """Return the paths of an archive's batches in order, then of its import files by name.

    An archive that has no manifest yet has no batches.

    Raises:
        ReviewError: there is no such folder, or its manifest cannot be read or names a file that
            is not there.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ReviewError(
            f"There is no archive '{folder.name}'",
            where=f"config/config.yaml: archives ({folder})",
            mend="correct the name, or make the folder",
        )
    found = []
    if (folder / MANIFEST).exists():
        for batch in read_manifest(folder / MANIFEST).batches:
            if not (folder / batch.file).is_file():
                raise ReviewError(
                    f"The manifest names a batch that is missing: {batch.file}",
                    where=folder / MANIFEST,
                    mend="restore the file, or take its entry out of the manifest",
                )
            found.append(folder / batch.file)
    imports = [p for p in sorted(folder.glob(f"{IMPORTS}/*")) if p.name.endswith(IMPORT_SUFFIXES)]
    return [path.as_posix() for path in found + imports]


def read_manifest(path: str | Path) -> Manifest:
    """Return a manifest.

    Raises:
        ReviewError: missing, not JSON, or a key is wrong, missing or unknown.
    """
    data = read_json(path)
    if not isinstance(data, dict):
        raise ReviewError("The manifest is not a JSON object", where=path, mend="restore it")
    manifest = validated(Manifest, data, path)
    if manifest.archive != Path(path).parent.name:
        raise ReviewError(
            f"The manifest is of the archive '{manifest.archive}'",
            where=f"{path}: archive",
            mend=f"write '{Path(path).parent.name}', the name of its folder",
        )
    return manifest


def write_manifest(folder: str | Path, count: Callable[[Path], int]) -> Manifest:
    """Write the manifest of all files under ``<folder>/batches`` and return it.

    Args:
        folder: The archive's folder; its name becomes the archive's name.
        count: Returns the number of records in a batch file.
    """
    folder = Path(folder)
    files = sorted(p for p in folder.glob(f"{BATCHES}/**/*") if p.name.endswith(BATCH_SUFFIXES))
    batches = tuple(
        Batch(file=p.relative_to(folder).as_posix(), sha256=sha256_of(p), records=count(p))
        for p in files
    )
    manifest = Manifest(archive=folder.name, batches=batches)
    write_json(folder / MANIFEST, manifest)
    return manifest


def sha256_of(path: str | Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with Path(path).open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def check_batch(folder: str | Path, batch: Batch, sha256: str) -> None:
    """Compare a batch's hash with the manifest's.

    Raises:
        ReviewError: they differ.
    """
    if sha256 != batch.sha256:
        raise ReviewError(
            f"The batch is not the one in the manifest (its SHA-256 begins {sha256[:12]}, "
            f"not {batch.sha256[:12]})",
            where=Path(folder) / batch.file,
            mend="restore the file; if you changed it on purpose, run "
            f"'ketamine-review seal {Path(folder).as_posix()}'",
        )
