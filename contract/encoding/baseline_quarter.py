"""The rows of baselines that one quarter hour was asked for, in one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contract.baseline_view import Version, hour_of_week
from contract.encoding.baselines import BASELINE, ENTRY, NOTHING, read_entries
from contract.registry import BLOCK_SIZE

RowsOf = Callable[[dict[int, int], list[int]], dict[int, bytes]]
"""From the hour of the week by run, and blocks, to the bytes of their rows."""

FIRST_ROOM = 16


class Quarter:
    """A quarter hour ending at `instant` (UTC ms), under the versions that hold then, one per zone."""

    def __init__(self, instant: int, versions: Iterable[Version]) -> None:
        self._hours = {version.run_id: hour_of_week(instant, version.zone) for version in versions}
        self._numbers: dict[int, int] = {}  # of rows in the table, by block; row 0 is that of blocks without
        self._table = np.tile(NOTHING, (FIRST_ROOM, 1))
        self._used = 1

    def of(self, code: NDArray[np.int64], place: NDArray[np.int64], rows_of: RowsOf) -> NDArray[Any]:
        """BASELINE of users by their block (utility letter, block) and place in it."""
        codes = code.tolist()
        # without versions nothing is remembered: fleets of millions would fill the memory with it
        missing = sorted({each for each in codes if each not in self._numbers}) if self._hours else []
        if missing:
            found = rows_of(self._hours, missing)
            for each in missing:
                self._numbers[each] = self._keep(found.get(each))
        get = self._numbers.get
        number = np.array([get(each, 0) for each in codes], np.int64)
        taken: NDArray[Any] = self._table.reshape(-1).take(number * BLOCK_SIZE + place)
        return taken

    def _keep(self, row: bytes | None) -> int:
        """The number of a row in the table; a version that has left meanwhile gives no bytes."""
        if not row:
            return 0
        if self._used == len(self._table):
            larger = np.empty((2 * self._used, BLOCK_SIZE), BASELINE)
            larger[: self._used] = self._table
            self._table = larger
        width = len(row) // ENTRY.itemsize
        self._table[self._used] = NOTHING
        self._table[self._used, :width] = read_entries(row, width)[0]
        self._used += 1
        return self._used - 1
