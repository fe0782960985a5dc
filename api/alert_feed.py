"""Alerts out of the live view, newest first: of everybody, of a county, or of homes while a login may see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from redis.asyncio import Redis
from starlette.concurrency import run_in_threadpool

from api import alert_words
from api.access import Span
from api.homes import Homes
from api.live_reads import LiveReads
from api.models import alerts as models
from contract.alerts import KEPT, Alert, all_key, user_key

PAGE = 500


class AlertFeed:
    """Reads of alerts; counties come from the registry."""

    def __init__(self, redis: Redis, prefix: bytes, live: LiveReads, homes: Homes) -> None:
        self._redis, self._prefix, self._live, self._homes = redis, prefix, live, homes

    async def everywhere(self, county: int | None, limit: int) -> models.Alerts:
        """The newest alerts of all counties or of one."""
        found: list[models.Alert] = []
        for start in range(0, KEPT, PAGE):
            page = await self._page(all_key(self._prefix), start, start + PAGE)
            found += [body for body in await self._bodies(page) if county in (None, int(body.county))]
            if not page or len(found) >= limit:
                break
        return models.Alerts(alerts=found[:limit])

    async def of_homes(self, homes: dict[int, list[Span]], limit: int) -> models.Alerts:
        """The newest alerts of homes that began in the time that may be seen."""
        found: list[Alert] = []
        for user_id, spans in homes.items():
            page = await self._page(user_key(self._prefix, user_id), 0, KEPT)
            found += [alert for alert in page if any(span.start < alert.start <= span.end for span in spans)]
        found.sort(key=lambda alert: alert.start, reverse=True)
        return models.Alerts(alerts=await self._bodies(found[:limit]))

    async def _page(self, key: bytes, start: int, stop: int) -> list[Alert]:
        ids = cast("list[bytes]", await self._redis.zrevrange(key, start, stop - 1))
        found = await self._live.alerts([name.decode() for name in ids])
        return list(found.values())

    async def _bodies(self, alerts: Sequence[Alert]) -> list[models.Alert]:
        users = {alert.user_id for alert in alerts if alert.place is None}
        counties = await run_in_threadpool(self._homes.counties_of, users) if users else {}
        places = [alert.place.county if alert.place else counties.get(alert.user_id) for alert in alerts]
        return [_body(alert, county) for alert, county in zip(alerts, places, strict=True) if county is not None]


def _body(alert: Alert, county: int) -> models.Alert:
    return models.Alert(
        id=alert.id,
        kind=alert.kind,
        user_id=alert.user_id,
        utility=alert.utility,
        county=f"{county:05d}",
        start=alert.start,
        end=alert.end,
        severity=alert.severity,
        evidence=alert.evidence,
        sentence=alert_words.sentence(alert),
    )
