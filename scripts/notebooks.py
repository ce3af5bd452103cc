"""Door of the rule notebooks."""

from ketamine_review.notebook import execute_notebook
from ketamine_review.stage import run_stage

run_stage(execute_notebook, snakemake)
