"""The fleets that are settled: how many service points, how often each is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from contract.days import day_bounds
from contract.registry import BLOCK_SIZE
from contract.topics import partition_of
from contract.utilities import ELECTRICITY, GAS, TAKEN, WATER
from contract.windows import INTERVAL_MS, SECOND_MS

ZONE, DAY = "America/New_York", date(2026, 1, 15)  # of 24 hours
START, STOP = day_bounds(DAY, ZONE)
SHARES = {ELECTRICITY.name: 0.5, GAS.name: 0.3, WATER.name: 0.2}
FIRST_USER = BLOCK_SIZE
BEFORE = 4  # intervals of the evening before that the archive holds, too
PARTITIONS = 8


@dataclass(frozen=True)
class Fleet:
    """`points` service points in three utilities, read every so many seconds, so many readings in a report."""

    name: str
    points: int
    every_s: int
    per_report: int = 1

    @property
    def every_ms(self) -> int:
        return self.every_s * SECOND_MS

    @property
    def an_interval(self) -> int:
        """Readings due in an interval."""
        return INTERVAL_MS // self.every_ms

    def users(self, utility: str) -> NDArray[np.int64]:
        """Who has this utility, ascending."""
        return FIRST_USER + np.arange(round(self.points * SHARES[utility]))

    def users_in(self, utility: str, partition: int) -> NDArray[np.int64]:
        users = self.users(utility)
        return users[[partition_of(user, PARTITIONS) == partition for user in users.tolist()]]

    @property
    def words(self) -> str:
        cadence = "5 s" if self.every_s == 5 else f"{self.every_s // 60} min"
        return (
            f"{self.points:,} service points in {len(TAKEN)} utilities x {PARTITIONS} partitions, "
            f"a reading each {cadence}, {self.per_report} a report"
        )


FLEETS = {
    "settle-10k": Fleet("10k", 10_000, 900),
    "settle-100k": Fleet("100k", 100_000, 900),
    "settle-1m": Fleet("1m", 1_000_000, 900),
    "settle-5s": Fleet("5s", 20_000, 5, 12),
}
