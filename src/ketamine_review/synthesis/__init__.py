"""Synthesis: effect sizes, pooling, heterogeneity and sensitivity; knows nothing of ketamine."""

from ketamine_review.synthesis.batch import Batch
from ketamine_review.synthesis.effects import (
    EffectSizes,
    Excluded,
    change,
    given_effects,
    proportion,
    two_means,
    two_proportions,
)
from ketamine_review.synthesis.estimate import Estimate, estimate_of
from ketamine_review.synthesis.glmm import Glmm, glmm_proportions, glmm_two_arms
from ketamine_review.synthesis.intervals import clopper_pearson, t_quantile, z_quantile
from ketamine_review.synthesis.many import ManyPooled, pool_many
from ketamine_review.synthesis.models import EFFECT_MODELS, PROPORTION_MODELS, Counts, Model
from ketamine_review.synthesis.pool import pool
from ketamine_review.synthesis.pooled import Pooled
from ketamine_review.synthesis.primary import (
    EffectSynthesis,
    ProportionSynthesis,
    pool_differences,
    pool_effects,
    pool_proportions,
)
from ketamine_review.synthesis.recover import (
    events_from_percent,
    luo_mean_from_quartiles,
    luo_mean_from_range,
    mean_sd_from_quartiles,
    mean_sd_from_range,
    sd_from_ci,
    sd_from_se,
    sd_from_se_of_difference,
    sd_of_change,
    se_from_ci,
    se_from_p,
    se_from_t,
)
from ketamine_review.synthesis.sensitivity import (
    Alternative,
    Row,
    by_model,
    correlations,
    cumulative,
    leave_one_out,
    sensitivity,
)
from ketamine_review.synthesis.stratified import Stratified, mantel_haenszel, peto
from ketamine_review.synthesis.subgroups import Subgroups, pool_subgroups

__all__ = [
    "EFFECT_MODELS",
    "PROPORTION_MODELS",
    "Alternative",
    "Batch",
    "Counts",
    "EffectSizes",
    "EffectSynthesis",
    "Estimate",
    "Excluded",
    "Glmm",
    "ManyPooled",
    "Model",
    "Pooled",
    "ProportionSynthesis",
    "Row",
    "Stratified",
    "Subgroups",
    "by_model",
    "change",
    "clopper_pearson",
    "correlations",
    "cumulative",
    "estimate_of",
    "events_from_percent",
    "given_effects",
    "glmm_proportions",
    "glmm_two_arms",
    "leave_one_out",
    "luo_mean_from_quartiles",
    "luo_mean_from_range",
    "mantel_haenszel",
    "mean_sd_from_quartiles",
    "mean_sd_from_range",
    "peto",
    "pool",
    "pool_differences",
    "pool_effects",
    "pool_many",
    "pool_proportions",
    "pool_subgroups",
    "proportion",
    "sd_from_ci",
    "sd_from_se",
    "sd_from_se_of_difference",
    "sd_of_change",
    "se_from_ci",
    "se_from_p",
    "se_from_t",
    "sensitivity",
    "t_quantile",
    "two_means",
    "two_proportions",
    "z_quantile",
]
