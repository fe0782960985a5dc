"""Looking up the baselines of many service points at many instants: vectorised, and asking Redis once a quarter hour.

Knows no client: whoever uses it hands in how to fetch pieces of values. A version that the batch publishes meanwhile is
met at the next quarter hour of event time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contract.baseline_view import (
    block_key,
    directory_key,
    effective_at,
    index_key,
    read_index,
)
from contract.encoding.baseline_quarter import Quarter
from contract.encoding.baselines import BASELINE, ENTRY, PLACE
from contract.registry import BLOCK_SIZE
from contract.windows import INTERVAL_MS

Piece = tuple[bytes, int, int]
Fetch = Callable[[list[Piece]], list[bytes]]
"""Pieces of values: key, first and last byte (-1: to the end), as GETRANGE has them, all in one request."""

KEPT_QUARTERS = 8


class BaselineBook:
    """The baselines of a namespace; holds what was asked for of the last quarter hours."""

    def __init__(self, fetch: Fetch, prefix: bytes) -> None:
        self._fetch, self._prefix = fetch, prefix
        self._quarters: dict[int, Quarter] = {}
        self._places: dict[int, dict[int, tuple[int, int]]] = {}  # rows and width by block, of each run

    def lookup(self, letter: NDArray[Any], user_id: NDArray[Any], at: NDArray[Any]) -> NDArray[Any]:
        """BASELINE of each (utility letter's code, user, instant in UTC ms); NaN where there is none."""
        found = np.empty(len(at), BASELINE)
        users = user_id.astype(np.int64)
        code = letter.astype(np.int64) << 32 | users // BLOCK_SIZE
        number = (at.astype(np.int64) - 1) // INTERVAL_MS
        for each in sorted(set(number.tolist())):
            chosen = np.flatnonzero(number == each)
            found[chosen] = self._quarter(each).of(code[chosen], users[chosen] % BLOCK_SIZE, self._rows_of)
        for old in list(self._quarters)[:-KEPT_QUARTERS]:
            del self._quarters[old]
        return found

    def _quarter(self, number: int) -> Quarter:
        """The index is read once for each quarter hour."""
        if number not in self._quarters:
            [index] = self._fetch([(index_key(self._prefix), 0, -1)])
            versions = read_index(index)
            self._places = {run: self._places[run] for run in self._places if run in {v.run_id for v in versions}}
            instant = (number + 1) * INTERVAL_MS
            self._quarters[number] = Quarter(instant, effective_at(versions, instant).values())
        return self._quarters[number]

    def _rows_of(self, hours: dict[int, int], codes: list[int]) -> dict[int, bytes]:
        """The row of each of these blocks (utility letter, block) that has baselines, by the run and hour it is in."""
        pieces = {}
        for code in codes:
            for run_id, hour in hours.items():
                shape = self._directory(run_id).get(code)
                if shape:
                    rows, size = shape[0], shape[1] * ENTRY.itemsize
                    key = block_key(self._prefix, run_id, chr(code >> 32), code & 0xFFFFFFFF)
                    pieces[code] = (key, hour % rows * size, (hour % rows + 1) * size - 1)
        bodies = self._fetch(list(pieces.values())) if pieces else []
        return dict(zip(pieces, bodies, strict=True))

    def _directory(self, run_id: int) -> dict[int, tuple[int, int]]:
        if run_id not in self._places:
            [directory] = self._fetch([(directory_key(self._prefix, run_id), 0, -1)])
            places = np.frombuffer(directory, PLACE)
            codes = places["letter"].astype(np.int64) << 32 | places["block"]
            shapes = zip(places["rows"].tolist(), places["width"].tolist(), strict=True)
            self._places[run_id] = dict(zip(codes.tolist(), shapes, strict=True))
        return self._places[run_id]
