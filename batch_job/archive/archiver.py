"""The archive's loop: read, decode, put, and only then commit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from confluent_kafka import KafkaError, KafkaException, TopicPartition

from batch_job.archive import decode as reports
from batch_job.archive import text
from batch_job.archive.arrivals import Arrivals, by_partition
from batch_job.archive.backlog import Backlog, Place, joined
from batch_job.archive.objects import name_of, to_parquet
from batch_job.archive.put import put_once
from batch_job.archive.quarantine import BrokerAwayError, Quarantine
from batch_job.store import Store, StoreAwayError
from contract.utilities import BY_NAME

log = structlog.get_logger()

BATCH = 20_000  # messages a turn
TURN_S = 1.0
BACKOFF_S = 5.0  # between tries while S3 is away
AWAY = (
    KafkaError._TRANSPORT,
    KafkaError._ALL_BROKERS_DOWN,
    KafkaError._TIMED_OUT,
    KafkaError._WAIT_COORD,
    KafkaError.REQUEST_TIMED_OUT,
    KafkaError.NOT_COORDINATOR,
    KafkaError.COORDINATOR_NOT_AVAILABLE,
    KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
)
ANOTHERS = (KafkaError.ILLEGAL_GENERATION, KafkaError.UNKNOWN_MEMBER_ID, KafkaError.REBALANCE_IN_PROGRESS)


@dataclass
class Counts:
    """What went through since the start."""

    messages: int = 0
    readings: int = 0
    quarantined: int = 0
    objects: int = 0
    bytes: int = 0


@dataclass
class Archiver:
    """Moves messages of `topics` (name in Kafka -> name without namespace) into `store`; `clock` gives seconds."""

    consumer: Any
    quarantine: Quarantine
    store: Store
    topics: dict[str, str]
    backlog: Backlog
    most_waiting: int  # rows; above it the partitions are paused while S3 is away
    clock: Callable[[], float]
    counts: Counts = field(default_factory=Counts)
    _paused: bool = False
    _not_before: float = 0.0

    def start(self) -> None:
        """Joins the consumer group."""
        self.consumer.subscribe(list(self.topics), on_revoke=self._forget, on_lost=self._forget)

    def turn(self) -> None:
        """Reads what there is and puts what is due."""
        messages = [message for message in self.consumer.consume(BATCH, TURN_S) if _usable(message)]
        for arrivals in by_partition(messages, self.topics):
            self._add(arrivals)
        if self.clock() >= self._not_before:
            self._put_due()

    def stop(self) -> None:
        """Puts everything that was read and leaves the group; what S3 does not take is read again next time."""
        self._put(list(self.backlog.piles))
        self.consumer.close()

    def _add(self, arrivals: Arrivals) -> None:
        decoded = reports.decode(arrivals) if arrivals.topic in BY_NAME else text.decode(arrivals)
        self.quarantine.send(arrivals, decoded.refused)
        self.backlog.add(arrivals, decoded.rows, self.clock())
        self.counts.messages += len(arrivals.values)
        self.counts.readings += decoded.rows.num_rows
        self.counts.quarantined += len(decoded.refused)

    def _put_due(self) -> None:
        try:
            self._put(self.backlog.due(self.clock()))
        except (StoreAwayError, BrokerAwayError) as away:
            # what was put and not committed is put again, under the same name or one that overlaps it
            self._not_before = self.clock() + BACKOFF_S
            who = "S3" if isinstance(away, StoreAwayError) else "Kafka"
            log.warning(f"{who} is away; trying again", seconds=BACKOFF_S, waiting=self.backlog.rows, reason=str(away))
        self._hold(self.backlog.rows > self.most_waiting)

    def _put(self, places: list[Place]) -> None:
        for place in places:
            pile = self.backlog.piles[place]
            for block in joined(pile):
                body = to_parquet(block)
                put_once(self.store, name_of(*place, block), body)
                self.counts.objects += 1
                self.counts.bytes += len(body)
            self._commit(place, pile.last + 1)
            self.backlog.drop([place])

    def _commit(self, place: Place, offset: int) -> None:
        self.quarantine.wait()
        known = {name: kafka for kafka, name in self.topics.items()}
        try:
            self.consumer.commit(offsets=[TopicPartition(known[place[0]], place[1], offset)], asynchronous=False)
        except KafkaException as error:
            # whoever has the partition now puts the same messages under other names, and readers take either
            if error.args[0].code() in AWAY:
                raise BrokerAwayError(error.args[0].str()) from error
            if error.args[0].code() not in ANOTHERS:
                raise
            log.warning("another archive has this partition by now", place=place, reason=error.args[0].str())

    def _hold(self, full: bool) -> None:
        if full != self._paused:
            (self.consumer.pause if full else self.consumer.resume)(self.consumer.assignment())
            self._paused = full

    def _forget(self, _: Any, partitions: list[TopicPartition]) -> None:
        self.backlog.drop([(self.topics[partition.topic], partition.partition) for partition in partitions])
        self._paused = False


def _usable(message: Any) -> bool:
    if message.error() is None:
        return True
    if message.error().fatal():
        raise ConnectionError(f"Kafka: {message.error().str()}")
    log.warning("Kafka", reason=message.error().str())
    return False
