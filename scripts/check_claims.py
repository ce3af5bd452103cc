"""Door of the rule check_claims."""

from ketamine_review.claims.stage import check_claims
from ketamine_review.stage import run_stage

run_stage(check_claims, snakemake)
