"""Up to where the speed layer has surely written all that it read, and not lost it."""

from __future__ import annotations

from typing import Any

from redis import Redis

from batch_job.nightly.inputs.report_log import Offsets, ReportLog
from contract.progress import progress_holder, progress_key
from contract.settings import Settings
from contract.windows import SECOND_MS

PATIENCE_S = 30


def surely_seen(settings: Settings) -> Offsets:
    """By utility and partition, the offset below which the stream's last checkpoint covers everything.

    Nothing, if Redis has lost something since and the stream has not begun to write it again. Raises RedisError.
    """
    with Redis(host=settings.host, port=settings.redis_port, socket_timeout=PATIENCE_S) as client:
        redis: Any = client
        mark: bytes = redis.get(progress_key(settings.redis_prefix())) or b""
        if progress_holder(mark) != redis.info("server")["run_id"]:
            return {}
    return ReportLog(settings, settings.topic("stream")).archived()


def open_for_ms(settings: Settings) -> int:
    """How long (ms of stamps) a part of a live window may wait in the stream once it has been read."""
    return settings.live_window_ms + (settings.delay_s + settings.idle_s) * SECOND_MS
