"""Building the archive from settings, and running it until it is told to stop."""

from __future__ import annotations

import gc
import signal
import time
from types import FrameType

import structlog
from confluent_kafka import Consumer, Producer

from batch_job.archive.archiver import Archiver
from batch_job.archive.backlog import Backlog
from batch_job.archive.quarantine import Quarantine
from batch_job.problem import Problem
from batch_job.store import open_store
from contract.settings import Settings
from contract.topics import ALERTS, ARCHIVE_GROUP, CORRECTIONS, EVENTS, LATE, QUARANTINE, REPORTS, WEATHER

log = structlog.get_logger()

TOPICS = (*REPORTS, WEATHER, EVENTS, LATE, ALERTS, QUARANTINE, CORRECTIONS)
METRICS_S = 10.0
COLLECT_S = 600.0
MANY_PILES, MOST_PILES = 4, 8  # rows in full piles: so many are put early; so many may wait while S3 is away


def group_of(settings: Settings) -> str:
    """The archive's consumer group in this namespace."""
    return settings.topic(ARCHIVE_GROUP)


def archive(settings: Settings, rows: int, age_s: float) -> None:
    """Runs until SIGTERM or SIGINT; then puts and commits what was read. `rows` a pile, `age_s` seconds at most."""
    archiver = _build(settings, rows, age_s)
    stopped: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        stopped.append(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    archiver.start()
    _collect_seldom()
    log.info("archive running", topics=sorted(archiver.topics), rows=rows, age_s=age_s)
    said = collected = time.monotonic()
    while not stopped:
        archiver.turn()
        if time.monotonic() - said >= METRICS_S:
            said = time.monotonic()
            _say(archiver)
        if time.monotonic() - collected >= COLLECT_S:
            collected = time.monotonic()
            gc.collect()
    archiver.stop()
    _say(archiver)


def _collect_seldom() -> None:
    """Messages are small, many and never cyclic: looking for cycles among them took half of the archive's time."""
    gc.collect()
    gc.freeze()
    gc.disable()


def _build(settings: Settings, rows: int, age_s: float) -> Archiver:
    topics = {settings.topic(topic.name): topic.name for topic in TOPICS}
    consumer = Consumer(
        {
            "bootstrap.servers": settings.kafka,
            "group.id": group_of(settings),
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "fetch.min.bytes": 65536,  # fewer, larger fetches: half the processor time at low rates
            "fetch.wait.max.ms": 500,
            "queued.max.messages.kbytes": 65536,
        }
    )
    _expect(consumer, topics)
    producer = Producer(
        {
            "bootstrap.servers": settings.kafka,
            "acks": "all",
            "enable.idempotence": True,
            "queue.buffering.max.kbytes": 65536,  # a flood of large messages waits in Kafka, not here
        }
    )
    return Archiver(
        consumer=consumer,
        quarantine=Quarantine(producer, settings),
        store=open_store(settings),
        topics=topics,
        backlog=Backlog(rows, age_s, rows * MANY_PILES),
        most_waiting=rows * MOST_PILES,
        clock=time.monotonic,
    )


def _expect(consumer: Consumer, topics: dict[str, str]) -> None:
    there = consumer.list_topics(timeout=30).topics
    missing = sorted(set(topics) - set(there))
    if missing:
        raise Problem(f"Topics {', '.join(missing)} do not exist; create them with `python -m infra topics`.")


def _say(archiver: Archiver) -> None:
    counts = archiver.counts
    log.info(
        "archived",
        messages=counts.messages,
        readings=counts.readings,
        quarantined=counts.quarantined,
        objects=counts.objects,
        mib=round(counts.bytes / 2**20, 1),
        waiting=archiver.backlog.rows,
        cpu_s=round(time.process_time(), 1),
    )
