"""Synthesis: effect sizes, pooling, heterogeneity and sensitivity; knows nothing of ketamine."""

from ketamine_review.synthesis.intervals import clopper_pearson, t_quantile, z_quantile
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

__all__ = [
    "clopper_pearson",
    "events_from_percent",
    "luo_mean_from_quartiles",
    "luo_mean_from_range",
    "mean_sd_from_quartiles",
    "mean_sd_from_range",
    "sd_from_ci",
    "sd_from_se",
    "sd_from_se_of_difference",
    "sd_of_change",
    "se_from_ci",
    "se_from_p",
    "se_from_t",
    "t_quantile",
    "z_quantile",
]
