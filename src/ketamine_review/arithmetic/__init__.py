"""Arithmetic checks: do the printed numbers of a report fit each other, and if not, what would?"""

from ketamine_review.arithmetic.check import Check, Outcome, Repair
from ketamine_review.arithmetic.counts import (
    check_arms_against_total,
    check_follow_up,
    check_percent,
    check_whole_count,
)
from ketamine_review.arithmetic.grain import check_debit, check_grim, check_grimmer
from ketamine_review.arithmetic.intervals import check_interval_against_p, check_interval_middle
from ketamine_review.arithmetic.means import (
    check_difference,
    check_spread_against_interval,
    check_spread_against_p,
)

__all__ = [
    "Check",
    "Outcome",
    "Repair",
    "check_arms_against_total",
    "check_debit",
    "check_difference",
    "check_follow_up",
    "check_grim",
    "check_grimmer",
    "check_interval_against_p",
    "check_interval_middle",
    "check_percent",
    "check_spread_against_interval",
    "check_spread_against_p",
    "check_whole_count",
]
