"""Door of the rule figures."""

from ketamine_review.figures.stage import draw_figures
from ketamine_review.stage import run_stage

run_stage(draw_figures, snakemake)
