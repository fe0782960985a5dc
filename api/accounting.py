"""The stream's accounts as the bodies that operations show."""

from __future__ import annotations

import asyncio
from typing import cast

from redis.asyncio import Redis

from api.flink_metrics import FlinkMetrics
from api.homes import County
from api.models import accounting as models
from api.regions import Regions
from contract.accounting import Account, accounting_key, read_accounts
from contract.region_view import UNKNOWN_COUNTY
from contract.utilities import UTILITIES, Utility
from contract.windows import Clock


class Accounts:
    """Reads of the accounts; names of places come from the registry."""

    def __init__(self, redis: Redis, prefix: bytes, regions: Regions, flink: FlinkMetrics, clock: Clock) -> None:
        self._redis, self._prefix, self._regions, self._flink, self._clock = redis, prefix, regions, flink, clock

    async def now(self) -> models.Accounting:
        """All accounts in order of utility and county."""
        fields, dropped = await asyncio.gather(
            self._redis.hgetall(accounting_key(self._prefix)), self._flink.late_drops()
        )
        counties = await self._regions.counties()
        found = read_accounts(cast("dict[bytes, bytes]", fields))
        ordered = sorted(found.items(), key=lambda item: (UTILITIES.index(item[0][0]), item[0][1]))
        return models.Accounting(
            now=self._clock(),
            dropped_by_flink=dropped,
            accounts=[_body(utility, number, counties.get(number), one) for (utility, number), one in ordered],
        )


def _body(utility: Utility, number: int, county: County | None, account: Account) -> models.Account:
    return models.Account(
        utility=utility.name,
        county=None if number == UNKNOWN_COUNTY else f"{number:05d}",
        place=f"{county.name}, {county.state}" if county else None,
        window_end=account.window_end,
        received=account.received,
        in_windows=account.in_windows,
        late=account.late,
        quarantined=account.unusable,
        difference=account.difference,
    )
