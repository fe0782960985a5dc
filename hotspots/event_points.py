"""The newest records of topic `events`: where, when by the broker's stamp, and which."""

from __future__ import annotations

import json
import math
import time
from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np
import structlog
from confluent_kafka import Consumer, TopicPartition

from contract.settings import Settings
from contract.topics import EVENTS
from hotspots.earth import Array

MOST_RECORDS = 20_000  # kept where only time bounds the window
POLLED, WAIT_S = 5000, 0.2
AT_MOST_S = 1.0  # of reading at a time: where events come all the time there is no end to wait for
PATIENCE_S = 10
ERRORS_ONLY = 3
log = structlog.get_logger()


@dataclass(frozen=True)
class Point:
    """One record: UTC ms, degrees, its id."""

    at: int
    lat: float
    lon: float
    name: str


class EventPoints:
    """A reader that begins so far back that the window is full; it commits nothing, for the view follows it."""

    def __init__(self, settings: Settings) -> None:
        self._kept: deque[Point] = deque(maxlen=settings.hotspot_records or MOST_RECORDS)
        options = {"bootstrap.servers": settings.kafka, "group.id": settings.topic("hotspots")}
        self._consumer = Consumer({**options, "enable.auto.commit": False, "log_level": ERRORS_ONLY})
        self._topic, self._assigned = settings.topic(EVENTS.name), False

    def points(self) -> tuple[list[str], Array, Array]:
        """Ids, places (degrees, shape (n, 2)) and instants of what is kept, after reading what has come.

        Raises KafkaException while the broker is away.
        """
        self._assigned = self._assigned or self._assign()
        enough = time.monotonic() + AT_MOST_S
        while messages := self._consumer.consume(POLLED, WAIT_S):
            self._kept.extend(point for message in messages if (point := _point(message)))
            if time.monotonic() >= enough:
                break
        places = np.array([(point.lat, point.lon) for point in self._kept], dtype=np.float64).reshape(-1, 2)
        return [point.name for point in self._kept], places, np.array([point.at for point in self._kept], np.int64)

    def close(self) -> None:
        self._consumer.close()

    def _assign(self) -> bool:
        partition = TopicPartition(self._topic, 0)
        low, high = self._consumer.get_watermark_offsets(partition, PATIENCE_S)
        self._consumer.assign([TopicPartition(self._topic, 0, max(low, high - (self._kept.maxlen or 0)))])
        return True


def _point(message: Any) -> Point | None:
    """None for what is no event: whoever sent it is told by the log alone."""
    if message.error():
        log.warning("events cannot be read", error=message.error().str())
        return None
    try:
        fields = json.loads(message.value() or b"null")
        lat, lon = float(fields["lat"]), float(fields["lon"])
        if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
            raise ValueError(f"place {lat}, {lon}")
        return Point(message.timestamp()[1], lat, lon, str(fields["id"]))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        log.warning("no event", offset=message.offset(), error=repr(error)[:200])
        return None
