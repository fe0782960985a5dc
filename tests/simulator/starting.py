"""Starts the simulator in a test's namespace, and reads what it sent."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Consumer, Message, TopicPartition

from contract.settings import Settings
from contract.utilities import UTILITIES
from simulator.__main__ import main

ROOT = Path(__file__).parents[2]


def start(settings: Settings, folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """`python -m simulator ...` with its files in `folder`."""
    command = [sys.executable, "-m", "simulator", *arguments]
    environment = {**os.environ, **_own(settings, folder)}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)


def run(settings: Settings, folder: Path, *arguments: str, code: int = 0) -> str:
    """The same to its end in this process, which spares seconds of imports; gives what it said."""
    said = io.StringIO()
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(said):
            for name, value in _own(settings, folder).items():
                patch.setenv(name, value)
            ended = _ended(list(arguments))
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert ended == code, said.getvalue()
    return said.getvalue()


def _ended(arguments: list[str]) -> int:
    try:
        return main(arguments)
    except SystemExit as end:
        return int(end.code or 0)


def _own(settings: Settings, folder: Path) -> dict[str, str]:
    return {
        "CONCORD_NAMESPACE": settings.namespace,
        "CONCORD_PORT_BASE": str(settings.port_base),
        "CONCORD_DATA_DIR": str(folder),
        "CONCORD_CLOCK": "producer",
    }


Marks = dict[tuple[str, int], int]


def marks(settings: Settings, *names: str) -> Marks:
    """The offset after the last message, by full topic name and partition."""
    with _consumer(settings) as consumer:
        return {
            (place.topic, place.partition): consumer.get_watermark_offsets(place, 10)[1]
            for place in _places(consumer, settings, names)
        }


def consume(settings: Settings, *names: str, since: Marks | None = None) -> list[Message]:
    """All messages of the topics (the utilities', if none is named) after the marks, partition by partition."""
    found: list[Message] = []
    with _consumer(settings) as consumer:
        places, missing = [], 0
        for place in _places(consumer, settings, names):
            low, high = consumer.get_watermark_offsets(place, 10)
            low = (since or {}).get((place.topic, place.partition), low)
            places.append(TopicPartition(place.topic, place.partition, low))
            missing += high - low
        consumer.assign(places)
        while missing > len(found):
            found += consumer.consume(min(missing - len(found), 10_000), 1)
    return sorted(found, key=lambda message: (message.topic(), message.partition(), message.offset()))


@contextmanager
def _consumer(settings: Settings) -> Iterator[Consumer]:
    fast = {"fetch.wait.max.ms": 20}
    consumer = Consumer({"bootstrap.servers": settings.kafka, "group.id": "none", "enable.auto.commit": False, **fast})
    try:
        yield consumer
    finally:
        consumer.close()


def _places(consumer: Consumer, settings: Settings, names: tuple[str, ...]) -> list[Any]:
    return [
        TopicPartition(settings.topic(name), partition)
        for name in names or [utility.name for utility in UTILITIES]
        for partition in consumer.list_topics(settings.topic(name), 10).topics[settings.topic(name)].partitions
    ]
