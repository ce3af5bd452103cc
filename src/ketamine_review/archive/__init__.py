"""Archives: what was brought home from the outside world, and how it is read."""
