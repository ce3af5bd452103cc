"""Door of the rule agreement."""

from ketamine_review.curation.agreement import compare_extractions
from ketamine_review.stage import run_stage

run_stage(compare_extractions, snakemake)
