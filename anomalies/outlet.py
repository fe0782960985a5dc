"""Where alerts go: to their topic, and by the contract's script to the live view, guarded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog
from confluent_kafka import KafkaException, Producer
from redis import Redis

from contract.alerts import (
    KEPT,
    Alert,
    Kind,
    all_key,
    hash_key,
    keep_script,
    open_key,
    read_alert,
    read_open,
    write_alert,
)
from contract.settings import Settings
from contract.topics import ALERTS

PATIENCE_S = 20
ERRORS_ONLY = 3
NAMES_A_CALL = 1000
OURS = frozenset(Kind) - {Kind.SPIKE}
log = structlog.get_logger()


class Outlet:
    """Alerts of one namespace."""

    def __init__(self, redis: Redis, settings: Settings) -> None:
        self._redis, self._prefix = redis, settings.redis_prefix()
        self._topic = settings.topic(ALERTS.name)
        self._producer = Producer({"bootstrap.servers": settings.kafka, "acks": "all", "log_level": ERRORS_ONLY})
        self._keep = redis.register_script(keep_script() + "return keep(ARGV[1], tonumber(ARGV[2]), ARGV[3])")

    def tell(self, alerts: Sequence[Alert]) -> None:
        """To the topic first: who dies in between says it again with the same id. Raises KafkaException, RedisError."""
        for alert in alerts:
            self._producer.produce(self._topic, write_alert(alert), alert.id.encode())
        if alerts and self._producer.flush(PATIENCE_S):
            self._producer.purge()
            raise KafkaException(f"The broker took no alerts for {PATIENCE_S} s.")
        for alert in alerts:
            self._keep(args=[self._prefix, KEPT, write_alert(alert)])

    def told(self, since: int | None) -> list[Alert]:
        """This component's alerts that last, and those that began after `since` (UTC ms). Raises RedisError."""
        ask: Any = self._redis
        lasting = {name for data in ask.hvals(open_key(self._prefix)) for name in read_open(data)}
        recent = ask.zrangebyscore(all_key(self._prefix), since, "+inf") if since is not None else []
        names = sorted(lasting | {name.decode() for name in recent})
        found: list[Alert] = []
        for start in range(0, len(names), NAMES_A_CALL):
            part = ask.hmget(hash_key(self._prefix), names[start : start + NAMES_A_CALL])
            found += [alert for data in part if data and (alert := _read(data)) and alert.kind in OURS]
        return found


def _read(data: bytes) -> Alert | None:
    try:
        return read_alert(data)
    except (ValueError, KeyError, TypeError) as error:
        log.warning("unreadable alert", error=str(error))
        return None
