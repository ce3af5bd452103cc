"""Extraction: which numbers does a record report, where, for which arm, outcome and time?"""
