"""Methods: the paragraph of one synthesis, built from its results so that the two cannot part."""

from __future__ import annotations

from ketamine_review.model.protocol import Synthesis
from ketamine_review.model.results import SynthesisResult
from ketamine_review.wording import counted

_PER_STUDY = {
    "proportion": "Each study's share has an exact binomial interval (Clopper and Pearson 1934).",
    "risk_difference": "Each trial's difference of two shares has a score interval (Newcombe "
    "1998, method 10).",
    "difference": "Each trial's difference is given in points of a 0-10 scale, ketamine minus "
    "comparator; inputs were recovered as its row says (Handbook 6.5.2; Wan 2014).",
    "change": "Falls within a group are descriptive: no control group, no pooled effect.",
    "relative_change": "Relative falls are descriptive and have no interval.",
    "duration": "Lengths of time are given as printed; a bar is a printed range.",
}


def methods_of(synthesis: Synthesis, result: SynthesisResult) -> str:
    """Return how a synthesis was made, in sentences built from its own result."""
    sentences = [_PER_STUDY[synthesis.measure]]
    if synthesis.per_study == "one":
        sentences.append(
            f"Each study counts once; {counted(len(result.excluded), 'further row')} of the "
            "same studies did not count."
        )
    sentences += [pool.methods for pool in result.pools[:1] if pool.methods]
    if len(result.pools) > 1:
        others = "; ".join(pool.label for pool in result.pools[1:])
        sentences.append(f"Beside it: {others}.")
    return " ".join(sentences)
