"""A replay server and what a user has on their side: a client that does not wait, an archive."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import SimpleNamespace

from replay_server import Replay

from ketamine_review.model.protocol import Search
from ketamine_review.pubmed.eutils import Eutils
from ketamine_review.pubmed.update import update_archive

DAY = date(2026, 1, 1)


@dataclass
class Live:
    """A replay server and what a user has on their side."""

    replay: Replay
    folder: Path
    said: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def client(self, key: str | None = "a-valid-key", **settings: float) -> Eutils:
        quick = {"silence": 2.0, "longest": 0.3, **settings}
        return Eutils("a@example.org", key, say=self.said.append, sleep=self.waits.append, **quick)

    def update(self, day: date = DAY, client: Eutils | None = None, **queries: str) -> None:
        queries = queries or {"pain": "ketamine[tiab]"}
        protocols = {
            name: SimpleNamespace(search=(Search(source="pubmed", query=query),))
            for name, query in queries.items()
        }
        client = client or self.client()
        update_archive(self.folder, protocols, client, day, self.said.append, batch_size=20)

    def archive(self) -> dict[str, bytes]:
        """Return the archive's batches and manifest, byte for byte."""
        files = [*self.folder.glob("batches/*"), *self.folder.glob("manifest.json")]
        return {path.name: path.read_bytes() for path in sorted(files)}

    def empty(self) -> None:
        """Throw the archive away."""
        for path in self.folder.glob("**/*.*"):
            path.unlink()
