"""What the broker and the archive's group know of the report topics: stamps, offsets, how far the archive is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec  # type: ignore[attr-defined]  # the package forgets it
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_fixed

from contract.settings import Settings
from contract.topics import REPORTS

Place = tuple[str, int]
"""Utility and partition."""
Offsets = dict[Place, int]

TIMEOUT_S = 30
LEADERLESS = (
    KafkaError.NOT_COORDINATOR,
    KafkaError.COORDINATOR_NOT_AVAILABLE,
    KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
)
BEGIN = OffsetSpec.earliest()  # type: ignore[no-untyped-call]
FIRST = OffsetSpec.for_timestamp(0)
NEWEST = OffsetSpec.max_timestamp()  # type: ignore[no-untyped-call]
END = OffsetSpec.latest()  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Span:
    """Stamps of the first and of the last report, UTC ms."""

    first: int
    last: int


class ReportLog:
    """The report topics of a namespace."""

    def __init__(self, settings: Settings, group: str) -> None:
        self._admin = AdminClient({"bootstrap.servers": settings.kafka})
        self._servers, self._group = settings.kafka, group
        self._names = {settings.topic(topic.name): topic.name for topic in REPORTS}
        counts = {settings.topic(topic.name): topic.partitions(settings) for topic in REPORTS}
        self._places = [TopicPartition(name, number) for name, count in counts.items() for number in range(count)]

    def span(self) -> Span | None:
        """The stamps of all reports; None while there are none."""
        firsts, lasts = self._ask(FIRST).values(), self._ask(NEWEST).values()
        stamps = [answer.timestamp for answer in (*firsts, *lasts) if answer.timestamp > 0]
        return Span(min(stamps), max(stamps)) if stamps else None

    def begins(self) -> Offsets:
        """The first offset that the broker still has."""
        return {place: answer.offset for place, answer in self._ask(BEGIN).items()}

    def ends(self) -> Offsets:
        """One more than the last offset."""
        return {place: answer.offset for place, answer in self._ask(END).items()}

    def stops(self, cutoff: int) -> Offsets:
        """The first offset stamped later than `cutoff` (UTC ms), or the end where no such report has come."""
        ends = self.ends()
        found = self._ask(OffsetSpec.for_timestamp(cutoff + 1))
        return {place: answer.offset if answer.offset >= 0 else ends[place] for place, answer in found.items()}

    def archived(self) -> Offsets:
        """Up to which offset the archive has committed; 0 where it has not begun."""
        # Not an AdminClient's question: where the broker cannot say yet, librdkafka 2.x ends the process (SIGSEGV).
        asking = Consumer({"bootstrap.servers": self._servers, "group.id": self._group, "enable.auto.commit": False})
        try:
            found = _settled(lambda: asking.committed(self._places, TIMEOUT_S))
        finally:
            asking.close()
        return {self._place(each): max(each.offset, 0) for each in found}

    def _ask(self, what: Any) -> dict[Place, Any]:
        futures = self._admin.list_offsets(dict.fromkeys(self._places, what), request_timeout=TIMEOUT_S)
        return {self._place(place): future.result() for place, future in futures.items()}

    def _place(self, place: TopicPartition) -> Place:
        return self._names[place.topic], place.partition


def read_offsets(told: dict[str, int]) -> Offsets:
    """From a run's record, where a place is "water-3"."""
    places = ((name.rpartition("-"), offset) for name, offset in told.items())
    return {(utility, int(partition)): offset for (utility, _, partition), offset in places}


def _settled(ask: Callable[[], list[TopicPartition]]) -> list[TopicPartition]:
    """The answer, once the broker knows who leads the group: soon after it starts."""
    again = Retrying(retry=retry_if_exception(_leaderless), wait=wait_fixed(0.5), stop=stop_after_delay(TIMEOUT_S))
    return again.copy(reraise=True)(ask)


def _leaderless(error: BaseException) -> bool:
    return isinstance(error, KafkaException) and error.args[0].code() in LEADERLESS
