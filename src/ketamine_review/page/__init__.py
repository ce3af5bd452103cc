"""Page: what a person reads; one self-contained file."""
