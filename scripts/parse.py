"""Door of the rule parse."""

from ketamine_review.archive.stage import parse_records
from ketamine_review.stage import run_stage

run_stage(parse_records, snakemake)
