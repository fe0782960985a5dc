"""A replay runs on its files' own clock, so it needs a namespace in which that clock can run and never goes back."""

from __future__ import annotations

from confluent_kafka import TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._listoffsets import OffsetSpec

from contract.settings import Settings
from contract.topics import Topic
from simulator.instants import to_iso
from simulator.replay.problem import ReplayError


def require_own_clock(settings: Settings) -> None:
    """Raises ReplayError if messages would be stamped by the broker, or among live ones."""
    if settings.clock != "producer":
        raise ReplayError("A replay stamps its messages itself; set CONCORD_CLOCK=producer.")
    if not settings.namespace:
        raise ReplayError(
            "A replay needs a namespace of its own; set e.g. CONCORD_NAMESPACE=replay, "
            "and create it: python -m infra topics, python -m infra migrate."
        )


def require_later(settings: Settings, topic: Topic, first: int) -> None:
    """Raises ReplayError if the topic holds a message stamped after `first` (UTC ms)."""
    name = settings.topic(topic.name)
    admin = AdminClient({"bootstrap.servers": settings.kafka})
    latest_of = OffsetSpec.max_timestamp()  # type: ignore[no-untyped-call]
    wanted = {TopicPartition(name, number): latest_of for number in range(topic.partitions(settings))}
    latest = max(future.result(10).timestamp for future in admin.list_offsets(wanted).values())
    if latest > first:
        raise ReplayError(
            f"Topic {name} has reached {to_iso(latest)} and its clock never goes back to {to_iso(first)}; "
            "replay in a new namespace, or move the file later by --shift-to."
        )
