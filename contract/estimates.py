"""How the amount of a long gap is spread over its intervals: in proportion to whole numbers, so it adds up exactly.

A shape gives each interval, by its end (UTC ms), a weight from 1 to MOST_WEIGHT. Without one all weights are equal,
which is the straight line.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from contract.baseline_view import hour_of_week
from contract.rules import Rule
from contract.windows import HOUR_MS, index

MOST_WEIGHT = 4_095
HEATING_BELOW_MC = 15_500  # above this, milli-degrees Celsius, nobody heats
ALWAYS = 400  # what gas does in any weather, against COLD_STEP_MC for each part of the cold
COLD_STEP_MC = 10


@dataclass(frozen=True)
class Shape:
    """Weights by the interval's end, and the rule that an interval estimated with them is told to follow."""

    weight: Callable[[int], int]
    rule: Rule | None


EVEN = Shape(lambda _: 1, None)


def like_day(medians: Sequence[float], zone: str) -> Shape:
    """In proportion to what is usual at the local hour of the week, or of the day if there are only 24 medians.

    A median of NaN counts as the least.
    """
    known = [median for median in medians if not math.isnan(median)]
    top = max(known, default=0.0)
    if top <= 0:
        return EVEN
    weights = [_part(median / top) for median in medians]
    return Shape(lambda end: weights[hour_of_week(end, zone) % len(weights)], Rule.LIKE_DAY)


def _part(share: float) -> int:
    return 1 if math.isnan(share) else 1 + round(share * (MOST_WEIGHT - 1))


def by_temperature(milli_celsius: Mapping[int, int]) -> Shape:
    """In proportion to heating weather; `milli_celsius` by the number of the UTC hour; where unknown, it is mild."""

    def weight(end: int) -> int:
        cold = HEATING_BELOW_MC - milli_celsius.get(index(end, HOUR_MS), HEATING_BELOW_MC)
        return min(ALWAYS + max(cold, 0) // COLD_STEP_MC, MOST_WEIGHT)

    return Shape(weight, Rule.TEMPERATURE)


def spread(amount: int, weights: Sequence[int]) -> list[int]:
    """Whole numbers in the proportions of `weights`, the sum of which is `amount`."""
    total = sum(weights)
    ends = [amount * run // total for run in accumulate(weights)]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]
