"""Door of the rule changes."""

from ketamine_review.changes.stage import tell_changes
from ketamine_review.stage import run_stage

run_stage(tell_changes, snakemake)
