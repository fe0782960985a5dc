"""What lies on a small topic, such as `late` or `quarantine`."""

from __future__ import annotations

import json
from typing import Any

from confluent_kafka import Consumer, TopicPartition

from contract.settings import Settings


def drained(settings: Settings, name: str) -> list[dict[str, Any]]:
    """All rows of a topic of one partition, from its beginning."""
    topic = settings.topic(name)
    consumer = Consumer({"bootstrap.servers": settings.kafka, "group.id": "drain", "enable.auto.commit": False})
    low, high = consumer.get_watermark_offsets(TopicPartition(topic, 0), timeout=10)
    consumer.assign([TopicPartition(topic, 0, low)])
    rows: list[dict[str, Any]] = []
    while high - low > len(rows):
        message = consumer.poll(10)
        assert message is not None
        assert message.error() is None
        rows.append(json.loads(message.value() or b""))
    consumer.close()
    return rows
