"""The connection to Redis from inside the job: while Redis is away the job waits, it does not fail or skip."""

from __future__ import annotations

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import BusyLoadingError, ConnectionError, TimeoutError  # noqa: A004
from redis.retry import Retry

from contract.settings import Settings

TRIES = 90  # about two minutes; then the job restarts from its checkpoint, and waits again


def connect(settings: Settings) -> Redis:
    """A client that repeats what failed for want of a server; every script we send may be repeated."""
    return Redis(
        host=settings.host,
        port=settings.redis_port,
        socket_timeout=30,
        retry=Retry(ExponentialBackoff(cap=2, base=0.05), TRIES),
        retry_on_error=[ConnectionError, TimeoutError, BusyLoadingError],
    )
