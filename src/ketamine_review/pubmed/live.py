"""Ingest as a user starts it: config, key and protocols in, an archive that is up to date out."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

from ketamine_review.errors import ReviewError
from ketamine_review.model.config import Config, load_config
from ketamine_review.model.protocol import load_protocol
from ketamine_review.pubmed.eutils import Eutils
from ketamine_review.pubmed.update import update_archive
from ketamine_review.tables import read_yaml

CONFIG = Path("config/config.yaml")
ARCHIVE = Path("data/raw/pubmed")
#: The only place that a key is read from; it is not in any file, so it cannot be committed.
KEY = "NCBI_API_KEY"


def update_from_config(say: Callable[[str], None]) -> None:
    """Update ``data/raw/pubmed`` by the searches of the configured reviews.

    Raises:
        ReviewError: a slip in the config or a protocol, or what `update_archive` raises.
    """
    config = load_config(read_yaml(CONFIG) or {}, CONFIG)
    if ARCHIVE.name not in config.archives:
        raise ReviewError(
            f"The archive '{ARCHIVE.name}' is not among the config's archives",
            where=f"{CONFIG}: archives",
            mend=f"add '{ARCHIVE.name}', so that the review reads what is fetched",
        )
    protocols = {
        name: load_protocol(CONFIG.parent / "reviews" / f"{name}.yaml") for name in config.reviews
    }
    update_archive(ARCHIVE, protocols, client_for(config, say), date.today(), say)


def client_for(config: Config, say: Callable[[str], None]) -> Eutils:
    """Return a line to PubMed with the user's address, and the key of the environment if any.

    Raises:
        ReviewError: the config has no e-mail address.
    """
    if config.email is None:
        raise ReviewError(
            "PubMed asks for an e-mail address with each request",
            where=f"{CONFIG}: email",
            mend="write your address there; it is sent to PubMed and nowhere else",
        )
    return Eutils(config.email, os.environ.get(KEY, "").strip() or None, say=say)
