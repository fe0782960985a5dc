"""What arrives of a fleet, as the stream hears it: closing readings, and the demand of its live windows.

One pass over the simulation: every interval's messages go through the plan's faults of transport, and the demand of the
same interval is looked at twice a minute, as reports would show it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from anomalies.history import Array
from contract.encoding.columns import decode
from contract.encoding.layout import BY_LENGTH
from contract.encoding.messages import UndecodableError
from contract.encoding.messages import decode as decode_one
from contract.reading import IDENTITY_LIMIT, Reading
from contract.utilities import BY_NAME
from contract.validity import AHEAD_MS, BEHIND_MS, Fault, fault
from contract.windows import INTERVAL_MS, MINUTE_MS
from simulator.demand.country import Country
from simulator.demand.moments import Moment, moments
from simulator.faults.transport import Transport
from simulator.run.backfill import Backfill
from simulator.run.batches import Batch

SAMPLES_MS = np.arange(MINUTE_MS // 4, INTERVAL_MS, MINUTE_MS // 2)  # two a minute
WINDOWS = INTERVAL_MS // MINUTE_MS
USABLE_LENGTHS = {size for size, (readings, with_status) in BY_LENGTH.items() if readings == 1 and not with_status}


@dataclass(frozen=True)
class Row:
    """Readings of one message batch: columns of equal length, and when they came (UTC ms)."""

    user_id: Array
    meter_id: Array
    at: Array
    register: Array
    stamp: int


@dataclass
class Heard:
    """By utility: readings as they came, and the highest and lowest demand; W or L/h."""

    country: Country
    start: int
    intervals: int
    most: list[Array]  # (points, live windows of a minute), in the order of the country's fleets
    least: list[Array]  # (points, intervals)
    rows: dict[str, list[Row]]


def hear(country: Country, start: int, intervals: int) -> Heard:
    """From `start` (UTC ms), where the first closing reading is."""
    fleets = country.fleets[:-1]
    most = [np.zeros((len(fleet), intervals * WINDOWS), np.int32) for fleet in fleets]
    least = [np.zeros((len(fleet), intervals), np.int32) for fleet in fleets]
    heard = Heard(country, start, intervals, most, least, defaultdict(list))
    for batch in Transport(country.faults).through(_reported(heard)):
        if batch.topic in BY_NAME:
            heard.rows[batch.topic] += _usable(batch)
    return heard


def _reported(heard: Heard) -> Iterator[Batch]:
    backfill = Backfill(heard.country, partitions=1)
    for number, moment in enumerate(moments(heard.country, heard.start)):
        if number > heard.intervals:
            return
        if number:
            _look(heard, number - 1, moment)
        yield from backfill.batches(moment)


def _look(heard: Heard, column: int, moment: Moment) -> None:
    for fleet, demand in enumerate(moment.demands[:-1]):
        points = len(heard.least[fleet])
        _, shown = demand.read(np.broadcast_to(SAMPLES_MS, (points, len(SAMPLES_MS))).copy())
        heard.least[fleet][:, column] = shown.min(axis=1)
        heard.most[fleet][:, column * WINDOWS : (column + 1) * WINDOWS] = shown.reshape(points, WINDOWS, -1).max(axis=2)


def _usable(batch: Batch) -> list[Row]:
    """What the contract finds no fault with: at once where messages have the usual layout, else one by one."""
    usual = [value for value in batch.values if len(value) in USABLE_LENGTHS]
    odd = [value for value in batch.values if len(value) not in USABLE_LENGTHS]
    found = [_row(np.array([(r.user_id, r.meter_id, r.at, r.register)]).T, batch) for r in _one_by_one(odd, batch)]
    if usual:
        rows, good = decode(usual, 1, with_status=False)
        at = rows["at"] + rows["offset_ms"][:, 0].astype(np.int64)
        good = good & (rows["user_id"] > 0) & (rows["meter_id"] < IDENTITY_LIMIT)
        good &= (at <= batch.stamp + AHEAD_MS) & (at >= batch.stamp - BEHIND_MS)
        good &= (np.abs(rows["demand"][:, 0]) < 10**7) & (rows["register"][:, 0] < 10**14)
        columns = (rows["user_id"], rows["meter_id"], at, rows["register"][:, 0])
        found.append(_row([column[good].astype(np.int64) for column in columns], batch))
    return found


def _row(columns: Iterable[Array], batch: Batch) -> Row:
    user_id, meter_id, at, register = columns
    return Row(user_id, meter_id, at, register, batch.stamp)


def _one_by_one(values: list[bytes], batch: Batch) -> Iterator[Reading]:
    for value in values:
        try:
            report = decode_one(value)
        except UndecodableError:
            continue
        if fault(report, batch.stamp) is Fault.NONE:
            yield from report.readings()
