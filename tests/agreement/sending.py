"""Puts generated messages on the topics of a namespace, each with its stamp."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from confluent_kafka import Producer

from contract.registry import Block, block_key, write_block
from contract.settings import Settings
from contract.topics import REGISTRY, key_of, partition_of
from tests.agreement.generated_readings import Sent

MOST = 1_000_000


def send(settings: Settings, sent: Iterable[Sent]) -> None:
    """In the order given, which must be that of the stamps."""
    whole = {"queue.buffering.max.messages": MOST}  # a slow broker must not end the test
    producer = Producer({"bootstrap.servers": settings.kafka, "acks": "all", "linger.ms": 20, **whole})
    for message in sent:
        producer.produce(
            settings.topic(message.utility.name),
            message.value,
            key_of(message.user_id),
            partition_of(message.user_id, settings.partitions),
            timestamp=message.stamp,
        )
        producer.poll(0)
    assert producer.flush(30) == 0


def places(settings: Settings, sent: Iterable[Sent]) -> Iterator[tuple[Sent, int, int]]:
    """Each message with the partition and offset that it has if `send` was first to write to the topics."""
    counted: Counter[tuple[str, int]] = Counter()
    for message in sent:
        partition = partition_of(message.user_id, settings.partitions)
        yield message, partition, counted[message.utility.name, partition]
        counted[message.utility.name, partition] += 1


def send_registry(settings: Settings, blocks: Iterable[Block]) -> None:
    """The blocks of the namespace's homes."""
    producer = Producer({"bootstrap.servers": settings.kafka, "acks": "all"})
    for block in blocks:
        producer.produce(settings.topic(REGISTRY.name), write_block(block), block_key(block.block))
    assert producer.flush(30) == 0
