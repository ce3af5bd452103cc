"""Claims: does the evidence bear out what a page says? Four axes, two verdicts, ordered rules."""
