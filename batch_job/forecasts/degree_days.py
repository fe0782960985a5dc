"""Usage in its weather: a base, and so much more for each degree below one temperature and above another.

Daily usage by daily mean temperature (Celsius). The two balance points are those with the least squared error, heating
and cooling only where they explain enough to be worth their numbers (Akaike). So usage of one time can be compared with
that of another as if the weather had been the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from batch_job.forecasts.loads import Numbers

HEATING_BELOW = np.arange(8.0, 22.5, 0.5)
COOLING_ABOVE = np.arange(14.0, 28.5, 0.5)
LEAST_DAYS = 60
LEAST_DEGREE_DAYS = 10  # with a day on that side, or a slope is a guess
ALIKE = 1e-10  # of a set's sums of products, below which two of its columns say the same


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
    mean = float(used.mean())
    sides = _sides(degrees)
    best = min((_best(sides, chosen, used / mean) for chosen in _candidates(sides)), key=lambda each: each.criterion)
    slopes = dict(zip(best.sides.tolist(), (best.numbers[1:] * mean).tolist(), strict=True))
    cold = next((side for side in slopes if side < len(HEATING_BELOW)), None)
    warm = next((side for side in slopes if side >= len(HEATING_BELOW)), None)
    return Fit(
        len(used),
        float(best.numbers[0]) * mean,
        0.0 if cold is None else slopes[cold],
        float(HEATING_BELOW[0 if cold is None else cold]),
        0.0 if warm is None else slopes[warm],
        float(COOLING_ABOVE[-1 if warm is None else warm - len(HEATING_BELOW)]),
        (best.squares / len(used)) ** 0.5,
        float(used.std()) / mean,
    )


def _sides(degrees: Numbers) -> Numbers:
    """Degrees of each day beyond each balance point, heating's first: shape (days, balance points)."""
    cold = np.maximum(HEATING_BELOW - degrees[:, None], 0)
    return np.concatenate([cold, np.maximum(degrees[:, None] - COOLING_ABOVE, 0)], axis=1)


def _candidates(sides: Numbers) -> list[NDArray[np.int64]]:
    """Sets of balance points, of one size each: none, one, or one of either side; shape (sets, size)."""
    told = (sides > 0).sum(axis=0) >= LEAST_DEGREE_DAYS
    cold, warm = np.flatnonzero(told[: len(HEATING_BELOW)]), np.flatnonzero(told[len(HEATING_BELOW) :])
    both = np.stack(np.meshgrid(cold, warm, indexing="ij"), axis=-1).reshape(-1, 2)
    apart = both[HEATING_BELOW[both[:, 0]] <= COOLING_ABOVE[both[:, 1]]]
    pairs = np.stack([apart[:, 0], apart[:, 1] + len(HEATING_BELOW)], axis=-1)
    ones = np.append(cold, warm + len(HEATING_BELOW))[:, None]
    return [np.empty((1, 0), np.int64), *(each for each in (ones, pairs) if len(each))]


@dataclass(frozen=True)
class _Best:
    criterion: float  # Akaike's, infinite where a slope would be below 0
    sides: NDArray[np.int64]
    numbers: Numbers
    squares: float


def _best(sides: Numbers, chosen: NDArray[np.int64], used: Numbers) -> _Best:
    """Least squares of all sets at once, by their sums of products.

    Of columns that say the same (a temperature that never changes is one with the base) the smallest numbers are taken,
    and such a set explains no more than one with fewer columns.
    """
    columns = np.concatenate([np.ones((len(used), 1)), sides, used[:, None]], axis=1)
    products = columns.T @ columns
    places = np.concatenate([np.zeros((len(chosen), 1), np.int64), chosen + 1], axis=1)
    wanted = products[places, -1]
    inverse = np.linalg.pinv(products[places[:, :, None], places[:, None, :]], rcond=ALIKE, hermitian=True)
    numbers = (inverse @ wanted[..., None])[..., 0]
    squares = np.maximum(products[-1, -1] - (numbers * wanted).sum(axis=-1), 1e-12)
    criterion = len(used) * np.log(squares / len(used)) + 4 * chosen.shape[1]
    criterion[(numbers[:, 1:] < 0).any(axis=-1)] = np.inf
    best = int(np.argmin(criterion))
    return _Best(float(criterion[best]), chosen[best], numbers[best], float(squares[best]))
