"""How many messages the broker took, and how many of them the archive has not put away; nothing while it is away."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import structlog
from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec  # type: ignore[attr-defined]  # the package forgets it

from contract.settings import Settings
from contract.topics import ARCHIVE_GROUP, REPORTS

END = OffsetSpec.latest()  # type: ignore[no-untyped-call]
WAIT_S = 2.0
ONLY_CRITICAL = 2  # a broker that is away is told by us, not by its clients every second


class Offsets(NamedTuple):
    """Messages on the utilities' topics, ever, and those of them that the archive has not committed."""

    sent: int
    unarchived: int


class KafkaOffsets:
    """Offsets of a namespace's topics. It blocks; ask it in a thread."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server: dict[str, str | int | float | bool] = {
            "bootstrap.servers": settings.kafka,
            "log_level": ONLY_CRITICAL,
        }

    def read(self) -> Offsets | None:
        """None if the broker does not say."""
        try:
            ends, done = self._ends(), self._committed()
        except KafkaException as error:
            structlog.get_logger().info("Kafka does not say how far it is", error=error.args[0].name())
            return None
        sent = sum(ends.values())
        return Offsets(sent, sent - sum(min(done.get(place, 0), end) for place, end in ends.items()))

    def close(self) -> None:
        """Not while it is asked."""
        self._archive.close()

    @cached_property
    def _admin(self) -> AdminClient:
        return AdminClient(self._server)

    @cached_property
    def _archive(self) -> Consumer:
        """One that never joins the group. An AdminClient that asks for a group's offsets may end the process."""
        group = self._settings.topic(ARCHIVE_GROUP)
        return Consumer({**self._server, "group.id": group, "enable.auto.commit": False})

    def _ends(self) -> dict[tuple[str, int], int]:
        found = self._admin.list_offsets(dict.fromkeys(self._places(), END), request_timeout=WAIT_S)
        return {(place.topic, place.partition): answer.result().offset for place, answer in found.items()}

    def _committed(self) -> dict[tuple[str, int], int]:
        """Nothing is committed where the archive has not begun."""
        found = self._archive.committed(self._places(), WAIT_S)
        return {(place.topic, place.partition): max(place.offset, 0) for place in found}

    def _places(self) -> list[TopicPartition]:
        return [
            TopicPartition(self._settings.topic(topic.name), number)
            for topic in REPORTS
            for number in range(topic.partitions(self._settings))
        ]
