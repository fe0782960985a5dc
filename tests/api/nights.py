"""One service point's nights, run by run with the contract's reference, as the batch goes on from what it published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from api.merge import BatchSide, DayRow
from contract.batch_view import read_basis, read_values, write_basis, write_values
from contract.closing import Closing
from contract.settlement import settle_day
from contract.usage import Basis, Carry, history
from contract.utilities import ELECTRICITY
from contract.windows import DAY_MS, INTERVAL_MS

INTERVALS = DAY_MS // INTERVAL_MS


class Nights:
    """Days of 24 h from `start`. `settled_on` are the closing readings that the published numbers rest on.

    `base` is the level that their sum begins at, None while no level has been served. What came before `counted_from`
    came after its day had been settled without anything being known, and waits until that day is settled again.
    """

    def __init__(self, start: int) -> None:
        self.start = start
        self.rows: list[DayRow] = []
        self.carries: list[Carry | None] = [None]
        self.settled_on: list[Closing] = []
        self.base: int | None = None
        self.counted_from = start

    @property
    def days(self) -> int:
        """How many days the horizon has passed."""
        return len(self.carries) - 1

    @property
    def side(self) -> BatchSide:
        horizon = self.start + self.days * DAY_MS if self.days else None
        return BatchSide(horizon, self.carries[-1], self.rows)

    def run(self, first: int, stop: int, heard: Sequence[Closing], cutoff: int) -> None:
        """Settles the days first .. stop - 1 (at least those published before) from what came up to `cutoff`."""
        carry, begin = self.carries[first], self.start + first * DAY_MS
        read = [closing for closing in heard if closing.at <= cutoff]
        past = history(read, ELECTRICITY, carry)
        since = min(_open_since(carry, begin), begin) if carry and read and read[-1].at > carry.segment.at else begin
        self._believe(carry, read)
        self.counted_from = self.counted_from if carry else begin
        self.base = self.base if carry and carry.served else None
        seen = max(cutoff // INTERVAL_MS * INTERVAL_MS, self.start + stop * DAY_MS)
        run_id = 1 + max((row.run_id for row in self.rows), default=0)
        for day in range((since - self.start) // DAY_MS, stop):
            row, carry = self._settled(run_id, day, since, past=replace(past, carry=carry), seen=seen)
            self.rows.append(row)
            if self.base is None and carry and carry.served:
                self.base = carry.served.level - (row.total or 0)
            self.carries[day + 1 :] = [self._at_end(day, carry), *self.carries[day + 2 :]]
        self.settled_on = [closing for closing in self.settled_on if closing.at <= self.start + stop * DAY_MS]

    def _believe(self, carry: Carry | None, read: Sequence[Closing]) -> None:
        reached = carry.segment.at if carry else 0
        before = [closing for closing in self.settled_on if closing.at <= reached]
        self.settled_on = before + [closing for closing in read if closing.at > reached]

    def _at_end(self, day: int, carry: Carry | None) -> Carry | None:
        """Of a day before the run's own, the segment stays that which it had been published with."""
        if carry and carry.segment.at > self.start + (day + 1) * DAY_MS and (before := self.carries[day + 1]):
            return replace(carry, segment=before.segment)
        return carry

    def _settled(self, run_id: int, day: int, since: int, *, past: object, seen: int) -> tuple[DayRow, Carry | None]:
        start = self.start + day * DAY_MS
        begin = max(start, since)
        before = (begin - start) // INTERVAL_MS
        values, codes = self._standing(start, before)
        usage = settle_day(past, begin, start + DAY_MS, seen)  # type: ignore[arg-type]
        values += [value.usage for value in usage.values]
        codes += [int(value.basis) for value in usage.values]
        known = [value for value in values if value is not None]
        total = sum(known) if known else None
        row = DayRow(run_id, start, INTERVALS, write_values(values), write_basis(codes), total, len(known))
        return row, usage.carry

    def _standing(self, start: int, count: int) -> tuple[list[int | None], list[int]]:
        """The first `count` intervals of a day as they were published last."""
        latest = next((row for row in reversed(self.rows) if row.start == start), None)
        if latest is None:
            return [None] * count, [int(Basis.UNKNOWN)] * count
        return read_values(latest.values, INTERVALS)[:count], read_basis(latest.basis)[:count]


def _open_since(carry: Carry, start: int) -> int:
    """Where a gap began that was open when the day before ended; else `start`."""
    since = carry.served.at if carry.served else carry.segment.at // INTERVAL_MS * INTERVAL_MS
    return min(since, start)
