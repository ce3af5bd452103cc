"""Curation: the ledgers that people edit, and the evidence that they and the findings make."""
