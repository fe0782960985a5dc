"""Usage in its weather: a base, and so much more for each degree below one temperature and above another.

Daily usage by daily mean temperature (Celsius). The two balance points are those with the least squared error, heating
and cooling only where they explain enough to be worth their numbers (Akaike). So usage of one time can be compared with
that of another as if the weather had been the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from batch_job.forecasts.loads import Numbers

HEATING_BELOW = np.arange(8.0, 22.5, 0.5)
COOLING_ABOVE = np.arange(14.0, 28.5, 0.5)
LEAST_DAYS = 60
LEAST_DEGREE_DAYS = 10  # with a day on that side, or a slope is a guess


@dataclass(frozen=True)
class Fit:
    """Usage a day = base + heating * degrees below `heating_below` + cooling * degrees above `cooling_above`.

    `error` is the root of the mean squared error by the mean usage, `error_without` the same of the mean alone.
    """

    days: int
    base: float
    heating: float
    heating_below: float
    cooling: float
    cooling_above: float
    error: float
    error_without: float

    def expected(self, temperature: Numbers) -> Numbers:
        """Usage of days with these mean temperatures."""
        cold = np.maximum(self.heating_below - temperature, 0)
        warm = np.maximum(temperature - self.cooling_above, 0)
        found: Numbers = self.base + self.heating * cold + self.cooling * warm
        return found

    def normalised(self, usage: Numbers, temperature: Numbers, normal: Numbers) -> Numbers:
        """What days would have used, had their temperatures been the normal ones."""
        found: Numbers = usage + self.expected(normal) - self.expected(temperature)
        return found


def fit(temperature: Numbers, usage: Numbers) -> Fit | None:
    """Of days in any order, NaN left out; None with fewer than LEAST_DAYS or where nothing is used."""
    known = ~np.isnan(temperature) & ~np.isnan(usage)
    degrees, used = temperature[known], usage[known]
    if len(used) < LEAST_DAYS or used.mean() <= 0:
        return None
    colds = [(below, np.maximum(below - degrees, 0)) for below in HEATING_BELOW]
    warms = [(above, np.maximum(degrees - above, 0)) for above in COOLING_ABOVE]
    candidates = [_solved(None, None, used)]
    candidates += [_solved(cold, None, used) for cold in colds if _told(cold[1])]
    candidates += [_solved(None, warm, used) for warm in warms if _told(warm[1])]
    both = ((cold, warm) for cold, warm in product(colds, warms) if cold[0] <= warm[0])
    candidates += [_solved(cold, warm, used) for cold, warm in both if _told(cold[1]) and _told(warm[1])]
    return min(candidates, key=lambda each: each[0])[1]


def _told(column: Numbers) -> bool:
    return int((column > 0).sum()) >= LEAST_DEGREE_DAYS


Side = tuple[float, Numbers]
"""A balance point and the degrees of each day beyond it."""


def _solved(cold: Side | None, warm: Side | None, used: Numbers) -> tuple[float, Fit]:
    """Akaike's number, infinite for a slope below 0, and the least squares of these columns."""
    sides = [side for side in (cold, warm) if side is not None]
    columns = np.stack([np.ones(len(used)), *(side[1] for side in sides)], axis=1)
    numbers = np.linalg.lstsq(columns, used, rcond=None)[0]
    squares = float(((used - columns @ numbers) ** 2).sum())
    slopes = iter(numbers[1:].tolist())
    heating, cooling = (next(slopes) if side is not None else 0.0 for side in (cold, warm))
    mean = float(used.mean())
    found = Fit(
        len(used),
        float(numbers[0]),
        heating,
        float(cold[0]) if cold else float(HEATING_BELOW[0]),
        cooling,
        float(warm[0]) if warm else float(COOLING_ABOVE[-1]),
        (squares / len(used)) ** 0.5 / mean,
        float(used.std()) / mean,
    )
    if min(heating, cooling) < 0:
        return float("inf"), found
    return len(used) * np.log(max(squares, 1e-12) / len(used)) + 4 * len(sides), found
