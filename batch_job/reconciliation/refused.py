"""Which reports the stream refused as a stranger's: the batch takes them once their service point is enrolled."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from confluent_kafka import Consumer, KafkaException, TopicPartition
from numpy.typing import NDArray

from contract.settings import Settings
from contract.topics import QUARANTINE
from contract.validity import Fault

AT_ONCE, PATIENCE_S = 10_000, 30
REASON = Fault.UNREGISTERED.name.lower()
Refused = dict[tuple[str, int], NDArray[np.int64]]
"""Offsets by utility and partition."""


def refused(settings: Settings) -> Refused:
    """All that topic `quarantine` tells. Raises KafkaException."""
    found: dict[tuple[str, int], list[int]] = defaultdict(list)
    for entry in map(json.loads, _quarantined(settings)):
        if entry.get("reason") == REASON:
            found[entry["utility"], entry["partition"]].append(entry["offset"])
    return {place: np.array(offsets) for place, offsets in found.items()}


def _quarantined(settings: Settings) -> Iterator[bytes]:
    """The topic's values, up to its present end."""
    options = {"bootstrap.servers": settings.kafka, "group.id": settings.topic("reconcile")}
    consumer = Consumer({**options, "enable.auto.commit": False, "auto.offset.reset": "earliest"})
    try:
        place = TopicPartition(settings.topic(QUARANTINE.name), 0)
        place.offset, end = consumer.get_watermark_offsets(place, timeout=PATIENCE_S)
        consumer.assign([place])
        reached = place.offset
        while reached < end:
            read = consumer.consume(min(AT_ONCE, end - reached), PATIENCE_S)
            if not read:
                raise KafkaException(f"The broker gave nothing of topic {place.topic} for {PATIENCE_S} s.")
            for message in read:
                if problem := message.error():
                    raise KafkaException(problem)
                yield message.value() or b"{}"
            reached = (read[-1].offset() or 0) + 1
    finally:
        consumer.close()
