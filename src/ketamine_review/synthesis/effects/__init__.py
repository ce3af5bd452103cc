"""Effect sizes: one estimate and one sampling variance per study."""

from ketamine_review.synthesis.effects.back import back_transform, harmonic_mean
from ketamine_review.synthesis.effects.base import EffectSizes, Excluded, given_effects
from ketamine_review.synthesis.effects.binary import two_proportions
from ketamine_review.synthesis.effects.change import change
from ketamine_review.synthesis.effects.continuous import two_means
from ketamine_review.synthesis.effects.proportion import proportion

__all__ = [
    "EffectSizes",
    "Excluded",
    "back_transform",
    "change",
    "given_effects",
    "harmonic_mean",
    "proportion",
    "two_means",
    "two_proportions",
]
