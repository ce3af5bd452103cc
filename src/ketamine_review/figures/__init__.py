"""Figures: what results.json and verdicts.json hold, drawn; nothing is computed here."""
