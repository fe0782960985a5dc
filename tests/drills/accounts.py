"""Whether the stream can account for every reading that it received."""

from __future__ import annotations

import asyncio
from typing import Any

from redis import Redis

from api.flink_metrics import FlinkMetrics
from contract.accounting import Account, accounting_key, read_accounts
from contract.settings import Settings
from contract.utilities import Utility
from stream_job.identity import job_name
from tests.drills.patience import PATIENCE_S, until


def assert_accounted(settings: Settings) -> None:
    """Received = in windows + late + unusable in every county. Prints what Flink dropped as late (None: unknown)."""
    until(lambda: bool(_accounts(settings)), "the first live window to be accounted for", PATIENCE_S)
    accounts = _accounts(settings)
    assert {place: account for place, account in accounts.items() if account.difference} == {}
    flink = FlinkMetrics(f"http://{settings.host}:{settings.flink_port}", job_name(settings))
    print(f"accounted for in {len(accounts)} counties; dropped by Flink: {asyncio.run(flink.late_drops())}", flush=True)


def _accounts(settings: Settings) -> dict[tuple[Utility, int], Account]:
    with Redis(settings.host, settings.redis_port) as redis:
        fields: Any = redis.hgetall(accounting_key(settings.redis_prefix()))
    return read_accounts(fields)
