"""Whether the stream can account for every reading that it received."""

from __future__ import annotations

import asyncio
from typing import Any

from redis import Redis

from api.flink_metrics import FlinkMetrics
from contract.accounting import accounting_key, read_accounts
from contract.settings import Settings
from stream_job.identity import job_name


def assert_accounted(settings: Settings) -> None:
    """Received = in windows + late + unusable in every county, and Flink itself dropped nothing."""
    with Redis(settings.host, settings.redis_port) as redis:
        fields: Any = redis.hgetall(accounting_key(settings.redis_prefix()))
    accounts = read_accounts(fields)
    assert sum(account.received for account in accounts.values()) > 0
    assert {place: account for place, account in accounts.items() if account.difference} == {}
    flink = FlinkMetrics(f"http://{settings.host}:{settings.flink_port}", job_name(settings))
    assert asyncio.run(flink.late_drops()) == 0
