"""What the broker holds is what was acknowledged: the truth that Redis and the archive are compared with.

Every service point reports once a period, in one order: the end of a partition holds the last report of each, and the
count of those found there, which must be that of all meters, says that none was missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from confluent_kafka import Message
from redis import Redis

from contract.encoding.columns import decode
from contract.settings import Settings
from contract.utilities import TAKEN, Utility
from tests import report_topics
from tests.bench.shown import Shown

MARGIN = 1.5  # of a period, read from the end
IDENTITY = [("user_id", "i8"), ("last_at", "i8"), ("last_register", "i8"), ("last_demand", "i4"), ("meter_id", "i8")]
WINDOW = [("window_end", "i8"), ("n", "i8"), ("min", "i4"), ("max", "i4"), ("sum", "i8"), ("sum_of_squares", "i8")]
HEARD = np.dtype([*IDENTITY, *WINDOW])
Array = np.ndarray[Any, np.dtype[Any]]


def reports(settings: Settings) -> int:
    """Reports on the namespace's three topics."""
    return sum(report_topics.ends(settings).values())


def differences(settings: Settings, readings: int, users: int | None = None) -> tuple[int, int]:
    """How many service points sent something, and how many of them Redis does not show as the broker last heard them.

    All reports must have `readings` readings. With `users` (how many there are) only the end of each partition is read.
    Reports that fill their live window are compared with the window in the header, too.
    """
    names = [name for name, _ in (IDENTITY[1:] + (WINDOW if readings == settings.full_report else []))]
    points = wrong = 0
    with Redis(settings.host, settings.redis_port) as redis:
        for utility in TAKEN:
            shown = Shown(redis, settings, utility)
            for partition in range(settings.partitions):
                heard = _heard(settings, utility, partition, readings, users)
                points += len(heard)
                wrong += shown.differ(heard, names)
    return points, wrong


def _heard(settings: Settings, utility: Utility, partition: int, readings: int, users: int | None) -> Array:
    """The last report of each service point of a partition, in order of users."""
    last = None if users is None else round(users / settings.partitions * MARGIN)
    batches = report_topics.tail(settings, utility, partition, last)
    found = [_newest(_ends(batch, readings, settings.live_window_ms)) for batch in batches]
    return _newest(np.concatenate(found)) if found else np.zeros(0, HEARD)


def _newest(rows: Array) -> Array:
    order = np.lexsort((rows["last_register"], rows["last_at"], rows["user_id"]))
    ends = np.append(np.diff(rows["user_id"][order]) != 0, True) if len(rows) else order
    return rows[order[ends]]


def _ends(batch: Sequence[Message], readings: int, window_ms: int) -> Array:
    rows, good = decode([message.value() or b"" for message in batch], readings, with_status=False)
    if not good.all():
        raise AssertionError(f"{(~good).sum()} messages are not reports of {readings} readings")
    demand = rows["demand"].astype(np.int64)
    ends = np.empty(len(rows), HEARD)
    ends["user_id"], ends["meter_id"], ends["n"] = rows["user_id"], rows["meter_id"], readings
    ends["last_at"] = rows["at"] + rows["offset_ms"][:, -1]
    ends["last_register"], ends["last_demand"] = rows["register"][:, -1], demand[:, -1]
    ends["window_end"] = ((ends["last_at"] - 1) // window_ms + 1) * window_ms
    ends["min"], ends["max"], ends["sum"] = demand.min(axis=1), demand.max(axis=1), demand.sum(axis=1)
    ends["sum_of_squares"] = (demand * demand).sum(axis=1)
    return ends
