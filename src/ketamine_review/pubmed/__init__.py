"""Ingest from PubMed: searches that prove themselves complete, and only what is new fetched."""
