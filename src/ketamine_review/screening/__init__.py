"""Screening: is a report eligible for this review, and if not, why not?"""
