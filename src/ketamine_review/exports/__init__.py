"""Exports: the review in the forms in which people take it elsewhere."""
