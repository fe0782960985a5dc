"""An archive that lost its partitions while it slept puts what it had read: every reading is still read once."""

from __future__ import annotations

import io
from collections.abc import Callable

import pyarrow.parquet as pq
from confluent_kafka import Consumer, Producer

from batch_job.archive.archiver import Archiver
from batch_job.archive.backlog import Backlog
from batch_job.archive.quarantine import Quarantine
from batch_job.archive.run import group_of
from batch_job.nightly.inputs.cover import Stored, clips
from batch_job.nightly.inputs.report_log import ReportLog
from batch_job.store import Store, open_store
from contract.master_data import parse_key
from contract.settings import Settings
from tests.batch_job.archive.arriving import STAMP, plain
from tests.batch_job.nightly.nightlife import wait_until

MESSAGES = 30
PATIENCE_S = 60
HUNDRED_S = 100  # older than any pile may get


def test_a_zombie_that_puts_before_it_hears_of_its_loss_spoils_nothing(namespace: Settings) -> None:
    now = [0.0]
    sleeper, heir = (_archiver(namespace, poll_s, lambda: now[0]) for poll_s in (6, 300))
    _send(namespace, 0, MESSAGES)
    sleeper.start()
    wait_until(_turned(sleeper, lambda: sleeper.counts.messages == MESSAGES), PATIENCE_S)
    # from here on it does not ask for messages; the group gives its partitions to the other, which reads more at once
    _send(namespace, MESSAGES, 2 * MESSAGES)
    heir.start()
    wait_until(_turned(heir, lambda: heir.counts.messages == 2 * MESSAGES), PATIENCE_S)
    now[0] += HUNDRED_S
    heir.turn()
    place = ("water", 0)
    assert list(sleeper.backlog.piles) == [place]
    sleeper._put([place])  # what a process does that was frozen right before

    assert not sleeper.backlog.piles
    store = open_store(namespace)
    spans = sorted((raw.first, raw.last) for raw in (parse_key(key) for key, _, _ in store.list("raw/water/")) if raw)
    assert spans == [(0, MESSAGES - 1), (0, 2 * MESSAGES - 1)]
    assert _registers(store) == [register for n in range(2 * MESSAGES) for register in (10 * n, 10 * n + 1)]
    log = ReportLog(namespace, group_of(namespace))
    assert log.archived()["water", 0] == 2 * MESSAGES  # nor was the offset moved back
    heir.stop()
    # librdkafka never closes a consumer that has not yet heard of what it lost
    wait_until(_turned(sleeper, lambda: bool(sleeper.consumer.assignment())), PATIENCE_S)
    sleeper.stop()


def _turned(archiver: Archiver, done: Callable[[], bool]) -> Callable[[], bool]:
    def turn() -> bool:
        archiver.turn()
        return done()

    return turn


def _registers(store: Store) -> list[int]:
    listed = ((parse_key(key), key) for key, _, _ in store.list("raw/water/"))
    found: list[int] = []
    for clip in clips([Stored(raw, key, 0, "") for raw, key in listed if raw], 2 * MESSAGES):
        rows = pq.read_table(io.BytesIO(store.get(clip.key)), columns=["offset", "register"]).to_pylist()
        found += [row["register"] for row in rows if clip.first <= row["offset"] <= clip.last]
    return found


def _send(settings: Settings, first: int, stop: int) -> None:
    producer = Producer({"bootstrap.servers": settings.kafka})
    for number in range(first, stop):
        value = plain(4, STAMP + 1000 * number, 10 * number)
        producer.produce(settings.topic("water"), value, None, 0, timestamp=STAMP)
    assert producer.flush(30) == 0


def _archiver(settings: Settings, poll_s: int, clock: Callable[[], float]) -> Archiver:
    """It leaves the group when it does not ask for messages for `poll_s`."""
    consumer = Consumer(
        {
            "bootstrap.servers": settings.kafka,
            "group.id": group_of(settings),
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "session.timeout.ms": 6000,
            "max.poll.interval.ms": poll_s * 1000,
        }
    )
    return Archiver(
        consumer=consumer,
        quarantine=Quarantine(Producer({"bootstrap.servers": settings.kafka}), settings),
        store=open_store(settings),
        topics={settings.topic("water"): "water"},
        backlog=Backlog(10**6, 10.0, 10**7),
        most_waiting=10**6,
        clock=clock,
    )
