"""Generalised linear mixed models: counts pooled as counts."""

from ketamine_review.synthesis.glmm.fit import Glmm
from ketamine_review.synthesis.glmm.proportions import glmm_proportions, why_no_glmm
from ketamine_review.synthesis.glmm.two_arms import glmm_two_arms

__all__ = ["Glmm", "glmm_proportions", "glmm_two_arms", "why_no_glmm"]
