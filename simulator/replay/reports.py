"""Readings of a file as batches for the broker: reports of one reading, one by one in the order of their stamps."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from contract.encoding.columns import encode
from contract.topics import partition_of
from contract.utilities import Utility
from simulator.country.meters import meter_of
from simulator.country.population import Numbers
from simulator.replay.order import merge
from simulator.replay.registers import Readings, demand
from simulator.run.batches import Batch, as_messages, keys_of

AT_ONCE = 100_000


def reports(
    readings: Readings, user_ids: Numbers, utility: Utility, partitions: int, moved: int = 0
) -> Iterator[Batch]:
    """All readings, `moved` ms later than they were; `user_ids` by the homes' positions."""
    order, demands = merge(readings.home, readings.at), demand(readings)
    for start in range(0, len(readings), AT_ONCE):
        rows, stamps = order.rows[start : start + AT_ONCE], order.stamp[start : start + AT_ONCE] + moved
        user_id, at = user_ids[readings.home[rows]], readings.at[rows] + moved
        encoded = encode(
            user_id=user_id,
            meter_id=meter_of(user_id, utility),
            at=at,
            offset_ms=np.zeros(1, np.int64),
            register=readings.register[rows][:, None],
            demand=demands[rows][:, None],
        )
        columns = zip(user_id.tolist(), stamps.tolist(), keys_of(user_id), as_messages(encoded), strict=True)
        for user, stamp, key, message in columns:
            yield Batch(utility.name, partition_of(user, partitions), stamp, [key], [message], 1)
