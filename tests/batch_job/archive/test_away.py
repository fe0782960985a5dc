"""While S3 refuses, the archive keeps a bounded backlog and loses nothing."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from confluent_kafka import Consumer, Producer

from batch_job.archive.archiver import Archiver
from batch_job.archive.backlog import Backlog
from batch_job.archive.put import put_once
from batch_job.archive.quarantine import Quarantine
from batch_job.archive.run import group_of
from batch_job.nightly.inputs.report_log import ReportLog
from batch_job.store import StoreAwayError, open_store
from contract.master_data import RawObject, cover, parse_key
from contract.settings import Settings
from tests.batch_job.archive.arriving import STAMP, plain

MESSAGES = 40


@pytest.fixture
def refusing(namespace: Settings) -> Iterator[Settings]:
    """The same namespace, with S3 where nobody listens: the port is bound, but takes no connection."""
    with closing(socket.socket()) as bound:
        bound.bind((namespace.host, 0))
        yield replace(namespace, port_base=bound.getsockname()[1] - 4)


def test_a_refused_put_says_that_s3_is_away(refusing: Settings) -> None:
    with pytest.raises(StoreAwayError):
        put_once(open_store(refusing), RawObject("water", 0, 0, 1, "2026-01-01T00"), b"")


def test_the_archive_waits_and_then_puts_everything(namespace: Settings, refusing: Settings) -> None:
    _send(namespace)
    now = [0.0]
    archiver = _archiver(namespace, refusing, now)
    archiver.start()
    while archiver.counts.messages < MESSAGES:
        archiver.turn()
    now[0] += 100
    archiver.turn()
    _send(namespace)
    for _ in range(3):
        archiver.turn()

    assert (archiver.counts.objects, archiver.counts.messages) == (0, MESSAGES)  # paused, so it reads no further
    archiver.store = open_store(namespace)
    while archiver.counts.messages < 2 * MESSAGES:
        now[0] += 100
        archiver.turn()
    archiver.stop()

    raw = [found for key, _, _ in archiver.store.list("raw/water/") if (found := parse_key(key))]
    assert cover(raw, 0, 2 * MESSAGES)
    log = ReportLog(namespace, group_of(namespace))
    assert log.archived()["water", 0] == log.ends()["water", 0] == 2 * MESSAGES


def _send(settings: Settings) -> None:
    producer = Producer({"bootstrap.servers": settings.kafka})
    for number in range(MESSAGES):
        producer.produce(settings.topic("water"), plain(4, STAMP + 1000 * number, number), None, 0, timestamp=STAMP)
    assert producer.flush(30) == 0


def _archiver(namespace: Settings, refusing: Settings, now: list[float]) -> Archiver:
    consumer = Consumer(
        {
            "bootstrap.servers": namespace.kafka,
            "group.id": group_of(namespace),
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
        }
    )
    return Archiver(
        consumer=consumer,
        quarantine=Quarantine(Producer({"bootstrap.servers": namespace.kafka}), namespace),
        store=open_store(refusing),
        topics={namespace.topic("water"): "water"},
        backlog=Backlog(10**6, 10.0, 10**7),
        most_waiting=MESSAGES,
        clock=lambda: now[0],
    )
