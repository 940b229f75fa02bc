"""What reviewers' scores say together. Pure numbers, exact until they are shown.

A *review* is a mapping from criterion to its score, 1 to 5; only submitted reviews are passed in. Definitions:

* A review's mean is the mean of its scores, each weighted by its criterion: sum(weight x score) / sum(weight).
* An application's mean is the mean of its reviews' means: every reviewer counts the same.
* Its median is the median of its reviews' means: one harsh or generous reviewer moves it little.
* Its spread is the highest of its reviews' means less the lowest: 0 when reviewers agree on the whole.
* Reviewers disagree on a criterion by the highest score given to it less the lowest. The words for 1, 3 and 5 stand
  two points apart, so a disagreement of 2 is one whole description apart and worth talking about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

WORTH_TALKING = 2
"""From this difference on one criterion, in points, the board says that reviewers disagree."""

type Scores[Key] = Mapping[Key, int]
type Weights[Key] = Mapping[Key, int]


@dataclass(frozen=True, slots=True)
class Summary:
    """An application's submitted reviews in four figures; means are on the scale 1 to 5."""

    means: tuple[Fraction, ...]
    mean: Fraction
    median: Fraction
    spread: Fraction


@dataclass(frozen=True, slots=True)
class Disagreement[Key]:
    """Reviewers differ by so many points on one criterion."""

    criterion: Key
    points: int


def review_mean[Key](scores: Scores[Key], weights: Weights[Key]) -> Fraction:
    """One review's weighted mean.

    Raises:
        ValueError: when nothing is scored.
        KeyError: when a criterion has no weight.
    """
    if not scores:
        raise ValueError("A review without scores has no mean.")
    return Fraction(sum(weights[key] * value for key, value in scores.items()), sum(weights[key] for key in scores))


def summarise[Key](reviews: Sequence[Scores[Key]], weights: Weights[Key]) -> Summary | None:
    """Mean, median and spread of an application's reviews; None when there is none."""
    means = tuple(review_mean(scores, weights) for scores in reviews if scores)
    if not means:
        return None
    # Whole numbers over one denominator: as exact as adding fractions, and several times as quick.
    whole = lcm(*(mean.denominator for mean in means))
    parts = sorted(mean.numerator * (whole // mean.denominator) for mean in means)
    middle = parts[(len(parts) - 1) // 2] + parts[len(parts) // 2]
    return Summary(
        means,
        Fraction(sum(parts), whole * len(parts)),
        Fraction(middle, 2 * whole),
        Fraction(parts[-1] - parts[0], whole),
    )


def disagreements[Key](reviews: Sequence[Scores[Key]], least: int = WORTH_TALKING) -> list[Disagreement[Key]]:
    """Criteria on which reviewers differ by at least `least` points, the widest first, then in the order scored."""
    given: dict[Key, list[int]] = {}
    for scores in reviews:
        for key, value in scores.items():
            given.setdefault(key, []).append(value)
    found = [Disagreement(key, max(values) - min(values)) for key, values in given.items()]
    return sorted((one for one in found if one.points >= least), key=lambda one: -one.points)
