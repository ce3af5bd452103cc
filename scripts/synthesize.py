"""Door of the rule synthesize."""

from ketamine_review.questions.stage import synthesize_evidence
from ketamine_review.stage import run_stage

run_stage(synthesize_evidence, snakemake)
