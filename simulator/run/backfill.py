"""Past days: one reading of every meter at each interval end, all topics and partitions in step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from contract.encoding.columns import encode
from contract.windows import HOUR_MS, INTERVAL_MS
from simulator.country.meters import Fleet
from simulator.country.population import Numbers
from simulator.demand.country import Country
from simulator.demand.events import Demand
from simulator.demand.moments import Moment
from simulator.run.batches import Batch, Order, as_messages, keys_of, order
from simulator.run.weather_messages import weather_batch


class Backfill:
    """Turns moments into the reports of their ends."""

    def __init__(self, country: Country, partitions: int) -> None:
        self._country, self._partitions = country, partitions
        self._orders = [order(fleet.user_id, np.zeros(len(fleet), np.int64), 1, partitions) for fleet in country.fleets]
        pairs = zip(country.fleets, self._orders, strict=True)
        self._keys = [keys_of(fleet.user_id[order.rows]) for fleet, order in pairs]

    def batches(self, moment: Moment) -> Iterator[Batch]:
        """The readings at the end of one interval, stamped with it; the weather of an hour with its first."""
        if (start := moment.end - INTERVAL_MS) % HOUR_MS == 0:
            yield weather_batch(self._country.weather, start, moment.end)
        columns = zip(self._country.fleets, self._orders, self._keys, moment.end_registers(), strict=True)
        for number, (fleet, by_partition, keys, counted) in enumerate(columns):
            register = moment.shown(number, counted)
            meters = replace(fleet, meter_id=moment.meter_ids[number])
            messages = _encode(meters, by_partition, moment.demands[number], register, moment.end)
            for partition in range(self._partitions):
                group = by_partition.group(0, partition)
                if group.start < group.stop:
                    yield Batch(fleet.utility.name, partition, moment.end, keys[group], messages[group], 1)


def _encode(fleet: Fleet, order: Order, demand: Demand, register: Numbers, at: int) -> list[bytes]:
    rows = order.rows
    elapsed = np.full((len(rows), 1), INTERVAL_MS)
    _, watts = demand.of(rows).read(elapsed)
    stamps = np.broadcast_to(np.int64(at), len(rows))
    encoded = encode(
        user_id=fleet.user_id[rows],
        meter_id=fleet.meter_id[rows],
        at=stamps,
        offset_ms=np.zeros(1, np.int64),
        register=register[rows][:, None],
        demand=watts,
    )
    return as_messages(encoded)
