"""A backlog of readings, produced once, that racers read from its beginning to its end."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from confluent_kafka import TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from contract.settings import Settings
from infra import native, topics
from infra.problem import Problem
from tests.bench.processes import environment

FROM = datetime(2026, 3, 2, 12, tzinfo=UTC)
JSON = "json"


@dataclass(frozen=True)
class Backlog:
    """`minutes` of `users` users, 12 readings a report. `settings` are those of its namespace."""

    settings: Settings
    users: int
    minutes: int
    readings: int


def backlog(it: native.Stack, users: int, minutes: int) -> Backlog:
    """Produces it. Raises Problem."""
    settings = replace(it.settings, namespace=f"race_{users}_{minutes}")
    topics.create(settings)
    _simulate(it, settings, "enrol", "--users", str(users), "--no-mysql")
    until = FROM + timedelta(minutes=minutes)
    span = ("--from", FROM.isoformat(), "--until", until.isoformat(), "--backfill-days", "0", "--speed", "0")
    said = _simulate(it, settings, "run", "--users", str(users), *span)
    sent = int(re.findall(r"Sent ([\d,]+) readings", said)[-1].replace(",", ""))
    print(f"{sent:,} readings of {users:,} users in {minutes} min lie on the topics", flush=True)
    return Backlog(settings, users, minutes, sent)


def fresh_topic(settings: Settings, name: str) -> str:
    """Makes a topic of the namespace that was not there or is to be empty, and gives its full name."""
    admin, full = AdminClient({"bootstrap.servers": settings.kafka}), settings.topic(name)
    if full in admin.list_topics(timeout=10).topics:
        raise Problem(f"Topic {full} is there already.")
    config = {"message.timestamp.type": "CreateTime", "retention.ms": "-1"}
    admin.create_topics([NewTopic(full, settings.partitions, 1, config=config)])[full].result(30)
    return full


def places(settings: Settings, topic: str) -> list[TopicPartition]:
    """The partitions of a topic, from their beginning."""
    return [TopicPartition(topic, number, 0) for number in range(settings.partitions)]


def _simulate(it: native.Stack, settings: Settings, *words: str) -> str:
    command = [sys.executable, "-m", "simulator", *words]
    done = subprocess.run(command, env=environment(it, settings), capture_output=True, text=True, check=False)
    if done.returncode:
        raise Problem(f"The simulator failed: {done.stderr.strip()[-500:]}")
    return done.stdout + done.stderr
