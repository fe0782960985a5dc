"""Every stage's numbers come from the part itself, and a part that is away leaves a gap of its own alone."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from confluent_kafka import Consumer, Producer, TopicPartition
from redis.asyncio import Redis

from api.flink_metrics import STREAM, FlinkMetrics
from api.kafka_offsets import KafkaOffsets
from api.models.stages import Stages as Body
from api.stages import EVERY_MS, Stages
from contract.accounting import FIELD, Account, accounting_key, write_account
from contract.settings import Settings
from contract.topics import ARCHIVE_GROUP
from contract.windows import SECOND_MS

NOW = 1_800_000_000_000
ELSEWHERE = 59_000  # nobody listens there
CAME, ARCHIVED = 30, 20


class Scene:
    """Two looks, `EVERY_MS` apart; in between thirty messages come, of which the archive takes twenty."""

    def __init__(self, settings: Settings, kafka: Settings) -> None:
        self.settings, self.kafka, self.now = settings, kafka, NOW

    def play(self) -> Body:
        return asyncio.run(self._play())

    async def _play(self) -> Body:
        prefix = self.settings.redis_prefix()
        flink = FlinkMetrics(f"http://{self.settings.host}:{ELSEWHERE}", self.settings.topic(STREAM))
        async with Redis(host=self.settings.host, port=self.settings.redis_port) as redis:
            stages = Stages(redis, prefix, flink, KafkaOffsets(self.kafka), lambda: self.now)
            await self._account(redis, Account(NOW - 40_000, 100, 100, 0, 0))
            await stages.look()
            self._come()
            await self._account(redis, Account(NOW, 160, 150, 7, 3))
            self.now += EVERY_MS
            await stages.look()
            return stages.body()

    async def _account(self, redis: Redis, account: Account) -> None:
        await redis.hset(accounting_key(self.settings.redis_prefix()), FIELD.pack(b"e", 1073), write_account(account))

    def _come(self) -> None:
        topic = self.settings.topic("electricity")
        producer = Producer({"bootstrap.servers": self.settings.kafka})
        for _ in range(CAME):
            producer.produce(topic, b"", partition=1)
        assert producer.flush(30) == 0
        group = {"bootstrap.servers": self.settings.kafka, "group.id": self.settings.topic(ARCHIVE_GROUP)}
        archive = Consumer(group)
        archive.commit(offsets=[TopicPartition(topic, 1, ARCHIVED)], asynchronous=False)
        archive.close()


def test_each_stage_is_told_by_its_own_part(namespace: Settings) -> None:
    body = Scene(namespace, namespace).play()
    [point] = body.points
    took_s = EVERY_MS / SECOND_MS
    assert (point.at, body.every_ms) == (NOW + EVERY_MS, EVERY_MS)
    assert (point.messages_per_s, point.archived_per_s, point.unarchived) == (
        CAME / took_s,
        ARCHIVED / took_s,
        CAME - ARCHIVED,
    )
    assert (point.readings_per_s, point.late_per_s, point.quarantined_per_s) == (6, 0.7, 0.3)
    assert point.behind_ms == EVERY_MS
    assert point.redis_bytes
    assert point.redis_commands_per_s
    assert point.unread is None  # no Flink answers


def test_without_a_broker_the_rest_is_told(namespace: Settings) -> None:
    [point] = Scene(namespace, replace(namespace, port_base=ELSEWHERE)).play().points
    assert (point.messages_per_s, point.archived_per_s, point.unarchived) == (None, None, None)
    assert point.readings_per_s == 6
