"""Changes: what the last update did to records, syntheses and verdicts."""
