"""Door of the rule screen."""

from ketamine_review.screening.stage import screen_records
from ketamine_review.stage import run_stage

run_stage(screen_records, snakemake)
