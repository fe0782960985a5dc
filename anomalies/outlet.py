"""Where alerts go: to their topic, and by the contract's script to the live view, guarded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog
from confluent_kafka import KafkaError, KafkaException, Message, Producer
from redis import Redis

from anomalies.alert_topic import readable, told_from
from contract.alerts import (
    KEPT,
    Alert,
    Kind,
    ended_key,
    hash_key,
    keep_script,
    open_key,
    read_open,
    told_key,
    write_alert,
)
from contract.settings import Settings
from contract.topics import ALERTS

PATIENCE_S = 20
ERRORS_ONLY = 3
NAMES_A_CALL = 1000
MOVE = "if (redis.call('GET', KEYS[1]) or '') == ARGV[1] then redis.call('SET', KEYS[1], ARGV[2]) end"
OURS = frozenset(Kind) - {Kind.SPIKE}
log = structlog.get_logger()


class Outlet:
    """Alerts of one namespace. The live view says up to which offset of their topic they have been brought into it."""

    def __init__(self, redis: Redis, settings: Settings) -> None:
        self._redis, self._prefix, self._settings = redis, settings.redis_prefix(), settings
        self._topic = settings.topic(ALERTS.name)
        self._producer = Producer({"bootstrap.servers": settings.kafka, "acks": "all", "log_level": ERRORS_ONLY})
        self._keep = redis.register_script(keep_script() + "return keep(ARGV[1], tonumber(ARGV[2]), ARGV[3])")
        self._move = redis.register_script(MOVE)
        self._offset = b"unknown"  # as we left it there

    def recover(self) -> None:
        """Brings into the live view what it has lost of the topic: all, or the last. Raises KafkaException, RedisError.

        What began before the rings do could not be found again as the alert that it is, and that would never end.
        """
        ask: Any = self._redis
        held: bytes = ask.get(told_key(self._prefix)) or b""
        if held == self._offset:
            return
        offset, brought = held or b"0", 0
        for alerts, after in told_from(self._settings, int(offset)):
            held = offset = self._bring_in(alerts, held, after)
            brought += len(alerts)
        self._offset = self._bring_in([], held, int(offset))
        log.info("recovered", alerts=brought, offset=int(offset))

    def tell(self, alerts: Sequence[Alert]) -> None:
        """To the topic first: who dies in between finds it there. Raises KafkaException, RedisError."""
        if not alerts:
            return
        offsets: list[int] = []

        def delivered(error: KafkaError | None, message: Message) -> None:
            if error is None:
                offsets.append(message.offset() or 0)

        for alert in alerts:
            self._producer.produce(self._topic, write_alert(alert), alert.id.encode(), on_delivery=delivered)
        if self._producer.flush(PATIENCE_S) or len(offsets) < len(alerts):
            self._producer.purge()
            raise KafkaException(f"The broker took no alerts for {PATIENCE_S} s.")
        self._offset = self._bring_in(alerts, self._offset, max(offsets) + 1)

    def _bring_in(self, alerts: Sequence[Alert], held: bytes, offset: int) -> bytes:
        """With the offset after them, where the one before them is `held` still: else something was lost meanwhile."""
        with self._redis.pipeline(transaction=False) as pipe:
            for alert in alerts:
                self._keep(args=[self._prefix, KEPT, write_alert(alert)], client=pipe)
            self._move(keys=[told_key(self._prefix)], args=[held, offset], client=pipe)
            pipe.execute()
        return b"%d" % offset

    def told(self, since: int | None) -> list[Alert]:
        """This component's alerts that last, and those that ended at `since` (UTC ms) or later. Raises RedisError."""
        ask: Any = self._redis
        lasting = {name for data in ask.hvals(open_key(self._prefix)) for name in read_open(data)}
        recent = ask.zrangebyscore(ended_key(self._prefix), since, "+inf") if since is not None else []
        names = sorted(lasting | {name.decode() for name in recent})
        found: list[Alert] = []
        for start in range(0, len(names), NAMES_A_CALL):
            part = ask.hmget(hash_key(self._prefix), names[start : start + NAMES_A_CALL])
            found += [alert for data in part if data and (alert := readable(data)) and alert.kind in OURS]
        return found

    def forgotten(self) -> int:
        """The live view keeps not all that ended up to this instant (UTC ms); 0 if it has room. Raises RedisError."""
        ask: Any = self._redis
        [(_, end)] = ask.zrange(ended_key(self._prefix), -KEPT, -KEPT, withscores=True) or [(b"", 0)]
        return int(end)
