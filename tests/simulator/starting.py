"""Starts the simulator as a process in a test's namespace, and reads what it sent."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from confluent_kafka import Consumer, Message, TopicPartition

from contract.settings import Settings
from contract.utilities import UTILITIES

ROOT = Path(__file__).parents[2]


def start(settings: Settings, folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """`python -m simulator ...` with its files in `folder`."""
    own = {
        "CONCORD_NAMESPACE": settings.namespace,
        "CONCORD_PORT_BASE": str(settings.port_base),
        "CONCORD_DATA_DIR": str(folder),
        "CONCORD_CLOCK": "producer",
    }
    command = [sys.executable, "-m", "simulator", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **own}, stderr=subprocess.PIPE, text=True)


def run(settings: Settings, folder: Path, *arguments: str) -> str:
    """Runs it to its end, which must be good; gives what it said."""
    process = start(settings, folder, *arguments)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    return said


def consume(settings: Settings, *names: str) -> list[Message]:
    """All messages of the topics (the utilities', if none is named), partition by partition."""
    consumer = Consumer({"bootstrap.servers": settings.kafka, "group.id": "none", "enable.auto.commit": False})
    places: list[Any] = [
        TopicPartition(settings.topic(name), partition)
        for name in names or [utility.name for utility in UTILITIES]
        for partition in consumer.list_topics(settings.topic(name), 10).topics[settings.topic(name)].partitions
    ]
    found: list[Message] = []
    for place in places:
        low, high = consumer.get_watermark_offsets(place, 10)
        consumer.assign([TopicPartition(place.topic, place.partition, low)])
        missing = high - low
        while missing:
            messages = consumer.consume(min(missing, 10_000), 10)
            found += messages
            missing -= len(messages)
    consumer.close()
    return found
