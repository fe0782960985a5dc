"""The load of counties now: names and places from the registry, load from the region view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from redis.asyncio import Redis
from starlette.concurrency import run_in_threadpool

from api.homes import County, Homes
from api.kept import Kept
from api.models import regions as models
from api.problems import not_found
from api.statuses import Statuses
from api.watch import Seen
from contract.region_view import RegionWindow, latest_key, read_latest
from contract.utilities import Utility
from contract.windows import HOUR_MS, MINUTE_MS, Clock

KNOWN_FOR_MS = 5 * MINUTE_MS  # new homes appear on the map this long after they were entered
KNOWN_WHILE_AWAY_MS = 24 * HOUR_MS
ALL = "all"
SILENT_MS = 5 * MINUTE_MS  # a county this far behind the newest one has no load to show


class Regions:
    """Bodies of the county map."""

    def __init__(self, homes: Homes, statuses: Statuses, redis: Redis, prefix: bytes, clock: Clock) -> None:
        self._redis, self._prefix, self._clock, self._statuses = redis, prefix, clock, statuses
        self._homes = homes
        self._known: Kept[str, dict[int, County]] = Kept(self._read, clock, KNOWN_FOR_MS, away_ms=KNOWN_WHILE_AWAY_MS)

    def find(self, county: int) -> County:
        """Raises Problem (404)."""
        found = self._known.get(ALL).get(county)
        if found is None:
            raise not_found(f"county {county:05d}")
        return found

    async def now(self, utility: Utility) -> models.Regions:
        """All counties that have homes, in order of number; two commands."""
        known = await self.counties()
        keys = [latest_key(self._prefix, utility, county) for county in known]
        found = cast("list[bytes | None]", await self._redis.mget(keys)) if keys else []
        windows = [read_latest(data) if data else None for data in found]
        status = await self._statuses.of_counties(list(known.values()), utility)
        newest = max((window.window_end for window in windows if window), default=None)
        return models.Regions(
            utility=utility.name,
            now=self._clock(),
            window_end=newest,
            unit_demand=utility.demand_unit,
            counties=[
                _body(county, window, newest, status.get(county.county))
                for county, window in zip(known.values(), windows, strict=True)
            ],
        )

    async def counties(self) -> dict[int, County]:
        """All counties that have homes, by number; mostly without asking the database."""
        known = self._known.fresh(ALL)
        return await run_in_threadpool(self._known.get, ALL) if known is None else known

    def _read(self, _: str) -> dict[int, County]:
        return {county.county: county for county in self._homes.counties()}

    async def watched(self, utilities: Sequence[Utility]) -> dict[Utility, Seen]:
        """The bodies as JSON, news when a county's window ended or its homes' status changed."""
        found = {utility: await self.now(utility) for utility in utilities}
        return {utility: Seen(_mark(body), body.model_dump_json()) for utility, body in found.items()}


def _mark(body: models.Regions) -> tuple[tuple[int | None, models.StatusCounts | None], ...]:
    return tuple((county.window_end, county.status) for county in body.counties)


def _body(
    county: County, window: RegionWindow | None, newest: int | None, status: models.StatusCounts | None
) -> models.County:
    heard = window is not None and newest is not None and newest - window.window_end < SILENT_MS
    return models.County(
        county=f"{county.county:05d}",
        name=county.name,
        state=county.state,
        lat=county.lat,
        lon=county.lon,
        homes=county.homes,
        load=window.load if window and heard else None,
        reporting=window.service_points if window and heard else 0,
        window_end=window.window_end if window else None,
        min=window.min if window and heard else None,
        max=window.max if window and heard else None,
        status=status,
    )
