"""Door of the rule queue."""

from ketamine_review.queue import queue_findings
from ketamine_review.stage import run_stage

run_stage(queue_findings, snakemake)
