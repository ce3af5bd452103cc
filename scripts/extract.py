"""Door of the rule extract."""

from ketamine_review.extraction.stage import extract_findings
from ketamine_review.stage import run_stage

run_stage(extract_findings, snakemake)
