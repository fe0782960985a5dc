"""The small topics are archived too, by the same naming rule: value for value."""

from __future__ import annotations

import io
import json

import pyarrow.parquet as pq
import pytest
from confluent_kafka import Consumer, Producer, TopicPartition

from batch_job.archive.run import TOPICS, group_of
from batch_job.store import open_store
from contract.master_data import cover, parse_key
from contract.settings import Settings
from contract.topics import ALERTS, CORRECTIONS, LATE, QUARANTINE, REGISTRY
from contract.topics import TOPICS as ALL_TOPICS
from tests.batch_job.archive.arriving import STAMP
from tests.batch_job.nightly import nightlife as night

SMALL = (ALERTS, LATE, QUARANTINE, CORRECTIONS)
MESSAGES = 30
HOUR_MS = 3_600_000


@pytest.fixture
def sent(namespace: Settings) -> dict[str, list[bytes]]:
    """By topic, in order; they come over two hours."""
    found = {topic.name: [json.dumps({"of": topic.name, "n": n}).encode() for n in range(MESSAGES)] for topic in SMALL}
    producer = Producer({"bootstrap.servers": namespace.kafka})
    for name, values in found.items():
        for number, value in enumerate(values):
            stamp = STAMP + number * 2 * HOUR_MS // MESSAGES
            producer.produce(namespace.topic(name), value, b"key", 0, timestamp=stamp)
    assert producer.flush(30) == 0
    return found


def test_every_topic_but_the_registry_is_archived() -> None:
    assert set(TOPICS) == set(ALL_TOPICS) - {REGISTRY}


def test_values_are_archived_as_they_are(namespace: Settings, sent: dict[str, list[bytes]]) -> None:
    process = night.command(namespace, "archive", "--age", "0.5")
    try:
        night.wait_until(lambda: set(_committed(namespace)) == {MESSAGES}, 60)
    finally:
        process.terminate()
        assert process.wait(60) == 0
    store = open_store(namespace)
    for topic in SMALL:
        raws = [raw for key, _, _ in store.list(f"raw/{topic.name}/") if (raw := parse_key(key))]
        tables = [pq.read_table(io.BytesIO(store.get(raw.key("")))) for raw in cover(raws, 0, MESSAGES)]
        assert [value for table in tables for value in table["value"].to_pylist()] == sent[topic.name]
        assert {raw.hour for raw in raws} <= {"2026-01-01T00", "2026-01-01T01", "2026-01-01T02"}


def _committed(settings: Settings) -> list[int]:
    places = [TopicPartition(settings.topic(topic.name), 0) for topic in SMALL]
    asking = Consumer(
        {"bootstrap.servers": settings.kafka, "group.id": group_of(settings), "enable.auto.commit": False}
    )
    try:
        return [place.offset for place in asking.committed(places, 30)]
    finally:
        asking.close()
