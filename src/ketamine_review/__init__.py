"""A living systematic review of ketamine: from PubMed records to checked clinic claims."""

__version__ = "0.1.0"
