"""Door of the rule curate."""

from ketamine_review.curation.stage import curate_evidence
from ketamine_review.stage import run_stage

run_stage(curate_evidence, snakemake)
