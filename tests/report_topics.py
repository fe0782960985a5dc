"""What the broker holds on a namespace's report topics: what it acknowledged, and so the truth of every test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from confluent_kafka import Consumer, KafkaException, Message, TopicPartition
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from contract.settings import Settings
from contract.utilities import UTILITIES, Utility

AT_ONCE, PATIENCE_S = 20_000, 10
Place = tuple[str, int]
"""A topic with its namespace, and a partition."""


def ends(settings: Settings) -> dict[Place, int]:
    """Messages by place. Raises KafkaException while the broker is away."""
    reader = consumer(settings)
    found = {
        (place.topic, place.partition): reader.get_watermark_offsets(place, timeout=PATIENCE_S)[1]
        for place in partitions(settings)
    }
    reader.close()
    return found


def committed(settings: Settings, group: str) -> dict[Place, int]:
    """How far a consumer group has come, by place; 0 where it has said nothing."""
    reader = consumer(settings, group)
    # soon after its start the broker does not know yet who leads the group
    again = retry(
        reraise=True,
        retry=retry_if_exception_type(KafkaException),
        wait=wait_fixed(0.5),
        stop=stop_after_delay(PATIENCE_S),
    )
    places = again(reader.committed)(partitions(settings), timeout=PATIENCE_S)
    reader.close()
    return {(place.topic, place.partition): max(place.offset, 0) for place in places}


def messages(settings: Settings, utility: Utility, since: Mapping[Place, int] | None = None) -> Iterator[list[Message]]:
    """All messages that lie on a utility's topic now, or those from these offsets on; by partition, in order."""
    reader = consumer(settings)
    for place in partitions(settings, (utility,)):
        place.offset = (since or {}).get((place.topic, place.partition), 0)
        left = reader.get_watermark_offsets(place, timeout=PATIENCE_S)[1] - place.offset
        reader.assign([place])
        while left:
            batch = reader.consume(min(AT_ONCE, left), timeout=2)
            left -= len(batch)
            if batch:
                yield batch
    reader.close()


def tail(settings: Settings, utility: Utility, partition: int, last: int | None = None) -> Iterator[list[Message]]:
    """The last messages of one partition, all if not said how many, in order."""
    reader, place = consumer(settings), TopicPartition(settings.topic(utility.name), partition)
    first, end = reader.get_watermark_offsets(place, timeout=PATIENCE_S)
    place.offset = first if last is None else max(first, end - last)
    left = end - place.offset
    reader.assign([place])
    while left:
        batch = reader.consume(min(AT_ONCE, left), timeout=2)
        left -= len(batch)
        if batch:
            yield batch
    reader.close()


def partitions(settings: Settings, utilities: tuple[Utility, ...] = UTILITIES) -> list[TopicPartition]:
    """Of the report topics, from their beginning."""
    names = [settings.topic(utility.name) for utility in utilities]
    return [TopicPartition(name, number, 0) for name in names for number in range(settings.partitions)]


def consumer(settings: Settings, group: str = "reader") -> Consumer:
    """One that leaves no trace, and raises what it has to say."""
    quiet = {"enable.auto.commit": False, "auto.offset.reset": "earliest", "fetch.max.bytes": 2**26, "log_level": 0}
    return Consumer({"bootstrap.servers": settings.kafka, "group.id": group, **quiet})
