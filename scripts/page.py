"""Door of the rule page."""

from ketamine_review.page.stage import write_page
from ketamine_review.stage import run_stage

run_stage(write_page, snakemake)
