"""Whether the stream can account for every reading that it received."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from redis import Redis

from api.flink_metrics import FlinkMetrics
from contract.accounting import Account, accounting_key, read_accounts
from contract.settings import Settings
from contract.utilities import Utility
from stream_job.identity import job_name
from tests.drills.patience import PATIENCE_S, until

FETCHED_S = 11  # Flink fetches its metrics every ten seconds


def assert_accounted(settings: Settings) -> None:
    """Received = in windows + late + unusable in every county."""
    until(lambda: bool(accounts(settings)), "the first live window to be accounted for", PATIENCE_S)
    assert {place: account for place, account in accounts(settings).items() if account.difference} == {}


def assert_nothing_dropped(settings: Settings) -> None:
    """Flink's windows found none of all the readings late that we had not. Begins anew with the job."""
    time.sleep(FETCHED_S)
    assert late_drops(settings) == 0


def accounts(settings: Settings) -> dict[tuple[Utility, int], Account]:
    """What the stream says of each utility and county."""
    with Redis(settings.host, settings.redis_port) as redis:
        fields: Any = redis.hgetall(accounting_key(settings.redis_prefix()))
    return read_accounts(fields)


def late_drops(settings: Settings) -> int:
    """Rows that came to closed windows, by Flink's own count. Waits until Flink says."""
    flink = FlinkMetrics(f"http://{settings.host}:{settings.flink_port}", job_name(settings))
    said: list[int | None] = []

    def says() -> bool:
        # in a thread: browser tests before this one leave their loop running in this one
        said.append(thread.submit(lambda: asyncio.run(flink.late_drops())).result())
        return said[-1] is not None

    with ThreadPoolExecutor(1) as thread:
        until(says, "Flink to say what it dropped", PATIENCE_S)
    return said[-1] or 0
