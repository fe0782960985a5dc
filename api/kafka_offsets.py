"""How many messages the broker took, and how many of them the archive has not put away; nothing while it is away."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import structlog
from confluent_kafka import ConsumerGroupTopicPartitions, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from contract.settings import Settings
from contract.topics import ARCHIVE_GROUP, REPORTS

WAIT_S = 2.0
ONLY_CRITICAL = 2  # a broker that is away is told by us, not by its client every second


class Offsets(NamedTuple):
    """Messages on the utilities' topics, ever, and those of them that the archive has not committed."""

    sent: int
    unarchived: int


class KafkaOffsets:
    """Offsets of a namespace's topics. It blocks; ask it in a thread."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def _client(self) -> AdminClient:
        return AdminClient({"bootstrap.servers": self._settings.kafka, "log_level": ONLY_CRITICAL})

    def read(self) -> Offsets | None:
        """None if the broker does not say."""
        try:
            ends, done = self._ends(), self._committed()
        except KafkaException as error:
            structlog.get_logger().info("Kafka does not say how far it is", error=error.args[0].name())
            return None
        sent = sum(ends.values())
        return Offsets(sent, sent - sum(min(done.get(place, 0), end) for place, end in ends.items()))

    def _ends(self) -> dict[tuple[str, int], int]:
        asked = {place: OffsetSpec.latest() for place in self._places()}
        found = self._client.list_offsets(asked, request_timeout=WAIT_S)
        return {(place.topic, place.partition): answer.result().offset for place, answer in found.items()}

    def _committed(self) -> dict[tuple[str, int], int]:
        """Nothing is committed where the archive has not begun."""
        group = self._settings.topic(ARCHIVE_GROUP)
        asked = [ConsumerGroupTopicPartitions(group, self._places())]
        found = self._client.list_consumer_group_offsets(asked, request_timeout=WAIT_S)[group].result()
        return {(place.topic, place.partition): max(place.offset, 0) for place in found.topic_partitions}

    def _places(self) -> list[TopicPartition]:
        return [
            TopicPartition(self._settings.topic(topic.name), number)
            for topic in REPORTS
            for number in range(topic.partitions(self._settings))
        ]
