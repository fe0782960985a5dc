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
    ROW_SIZE,
    Version,
    block_key,
    directory_key,
    effective_at,
    hour_of_week,
    index_key,
    read_index,
)
from contract.encoding.baselines import BASELINE, NOTHING, PLACE, read_entries
from contract.registry import BLOCK_SIZE
from contract.windows import INTERVAL_MS

Piece = tuple[bytes, int, int]
Fetch = Callable[[list[Piece]], list[bytes]]
"""Pieces of values: key, first and last byte (-1: to the end), as GETRANGE has them, all in one request."""

Page = NDArray[Any]
Pages = dict[int, Page]
KEPT_QUARTERS = 8


class BaselineBook:
    """The baselines of a namespace; holds the rows of the quarter hours that were asked for last."""

    def __init__(self, fetch: Fetch, prefix: bytes) -> None:
        self._fetch, self._prefix = fetch, prefix
        self._pages: dict[int, Pages] = {}  # by quarter hour, then by letter and block
        self._places: dict[int, dict[int, int]] = {}  # rows by letter and block, of each run
        self._current: dict[int, dict[str, Version]] = {}  # versions by zone, of each quarter hour

    def lookup(self, letter: NDArray[Any], user_id: NDArray[Any], at: NDArray[Any]) -> NDArray[Any]:
        """BASELINE of each (utility letter's code, user, instant in UTC ms); NaN where there is none.

        Fastest where neighbours are of the same block and quarter hour.
        """
        if not len(at):
            return np.empty(0, BASELINE)
        users = user_id.astype(np.int64)
        code = letter.astype(np.int64) << 32 | users // BLOCK_SIZE
        quarter = (at.astype(np.int64) - 1) // INTERVAL_MS
        begins = np.flatnonzero(np.append(True, (code[1:] != code[:-1]) | (quarter[1:] != quarter[:-1])))
        pages = self._found(code[begins].tolist(), quarter[begins].tolist())
        lengths = np.diff(np.append(begins, len(at)))
        place = np.repeat(np.arange(len(begins)) * BLOCK_SIZE, lengths) + users % BLOCK_SIZE
        found: NDArray[Any] = np.concatenate(pages)[place]
        return found

    def _found(self, codes: list[int], quarters: list[int]) -> list[Page]:
        wanted = list(zip(quarters, codes, strict=True))
        missing = {(quarter, code) for quarter, code in wanted if code not in self._pages.get(quarter, ())}
        fetched = self._fetched(sorted(missing)) if missing else {}
        for (quarter, code), page in fetched.items():
            self._pages.setdefault(quarter, {})[code] = page
        found = [self._pages[quarter][code] for quarter, code in wanted]
        for quarter in list(self._pages)[:-KEPT_QUARTERS]:
            del self._pages[quarter]
            self._current.pop(quarter, None)
        return found

    def _fetched(self, missing: list[tuple[int, int]]) -> dict[tuple[int, int], Page]:
        pieces = {}
        for quarter, code in missing:
            piece = self._piece(quarter, code)
            if piece:
                pieces[quarter, code] = piece
        bodies = self._fetch(list(pieces.values())) if pieces else []
        found = dict(zip(pieces, bodies, strict=True))
        # a version that has left meanwhile gives no bytes
        return {place: read_entries(found[place])[0] if found.get(place) else NOTHING for place in missing}

    def _piece(self, quarter: int, code: int) -> Piece | None:
        letter, block = code >> 32, code & 0xFFFFFFFF
        for zone, version in self._versions(quarter).items():
            rows = self._rows(version.run_id).get(code)
            if rows:
                row = hour_of_week((quarter + 1) * INTERVAL_MS, zone) % rows
                key = block_key(self._prefix, version.run_id, chr(letter), block)
                return key, row * ROW_SIZE, (row + 1) * ROW_SIZE - 1
        return None

    def _versions(self, quarter: int) -> dict[str, Version]:
        """The index is read once for each quarter hour."""
        if quarter not in self._current:
            [index] = self._fetch([(index_key(self._prefix), 0, -1)])
            versions = read_index(index)
            self._current[quarter] = effective_at(versions, (quarter + 1) * INTERVAL_MS)
            self._places = {run: self._places[run] for run in self._places if run in {v.run_id for v in versions}}
        return self._current[quarter]

    def _rows(self, run_id: int) -> dict[int, int]:
        if run_id not in self._places:
            [directory] = self._fetch([(directory_key(self._prefix, run_id), 0, -1)])
            places = np.frombuffer(directory, PLACE)
            codes = places["letter"].astype(np.int64) << 32 | places["block"]
            self._places[run_id] = dict(zip(codes.tolist(), places["rows"].tolist(), strict=True))
        return self._places[run_id]
