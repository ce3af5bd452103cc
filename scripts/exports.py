"""Door of the rule exports."""

from ketamine_review.exports.stage import write_exports
from ketamine_review.stage import run_stage

run_stage(write_exports, snakemake)
