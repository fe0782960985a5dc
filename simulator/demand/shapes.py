"""How busy a quarter hour is, in percent of an average one: by kind of user, and working day or weekend."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.country.population import Numbers

QUARTERS = 96

# One value an hour, from local midnight.
HOME = (
    (45, 38, 34, 33, 36, 55, 95, 130, 115, 85, 78, 80, 88, 82, 80, 92, 120, 165, 195, 190, 170, 140, 100, 65),
    (55, 45, 38, 35, 35, 42, 62, 95, 125, 135, 130, 128, 130, 122, 115, 118, 130, 155, 180, 178, 160, 135, 105, 75),
)
BUSINESS = (
    (35, 34, 34, 35, 40, 55, 90, 140, 180, 195, 200, 200, 190, 195, 195, 185, 165, 130, 95, 75, 60, 50, 42, 38),
    (33, 32, 32, 32, 34, 38, 50, 70, 100, 125, 135, 135, 130, 125, 120, 105, 85, 65, 55, 48, 42, 38, 36, 34),
)


def activity() -> Numbers:
    """Percent, of shape (kind, weekend, quarter); straight lines between the hours. Heads count as homes."""
    rows = [[_by_quarter(day) for day in kind] for kind in (HOME, BUSINESS, HOME)]
    return np.array(rows, np.int64)


def _by_quarter(hours: tuple[int, ...]) -> NDArray[np.int64]:
    here = np.repeat(np.array(hours, np.int64), 4)
    following = np.repeat(np.roll(np.array(hours, np.int64), -1), 4)
    part = np.tile(np.arange(4), len(hours))
    return (here * (4 - part) + following * part) // 4
