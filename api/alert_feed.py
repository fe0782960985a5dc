"""Alerts out of the live view, newest first: of everybody, of a county, or of homes while a login may see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import cast

from redis.asyncio import Redis

from api.access import EVERYTHING, Span
from api.alert_bodies import AlertBodies
from api.live_reads import LiveReads
from api.models import alerts as models
from api.watch import Seen
from contract.alerts import KEPT, Alert, Kind, Severity, all_key, user_key
from contract.windows import Clock

PAGE = 500
WATCHED = 100  # alerts that a follower is told of
EVERYBODY = 0  # the key under which all alerts are watched


@dataclass(frozen=True)
class Question:
    """Which alerts: those that `since` (UTC ms) lasted or began; None asks for all."""

    kind: Kind | None = None
    severity: Severity | None = None
    lasting: bool | None = None
    county: int | None = None
    since: int | None = None

    def fits(self, alert: Alert) -> bool:
        """All but the county, which the registry tells."""
        return (
            self.kind in (None, alert.kind)
            and self.severity in (None, alert.severity)
            and self.lasting in (None, alert.end is None)
            and (self.since is None or alert.end is None or alert.end > self.since)
        )


class AlertFeed:
    """Reads of alerts."""

    def __init__(self, redis: Redis, prefix: bytes, live: LiveReads, bodies: AlertBodies, clock: Clock) -> None:
        self._redis, self._prefix, self._live, self._bodies, self._clock = redis, prefix, live, bodies, clock

    async def everywhere(self, question: Question, limit: int) -> models.Alerts:
        """The newest alerts of all counties or of one."""
        if question.lasting:
            lasting = await self._live.open_everywhere()
            return models.Alerts(
                now=self._clock(), alerts=await self._fitting(await self._named(lasting.values()), question, limit)
            )
        found: list[models.Alert] = []
        for start in count(0, PAGE):
            page = await self._page(all_key(self._prefix), start, start + PAGE)
            found += await self._fitting(page, question, PAGE)
            if not page or len(found) >= limit:
                break
        return models.Alerts(now=self._clock(), alerts=found[:limit])

    async def of_homes(self, homes: dict[int, list[Span]], question: Question, limit: int) -> models.Alerts:
        """The newest alerts of homes that began in the time that may be seen."""
        found: dict[str, Alert] = {}
        for user_id, spans in homes.items():
            page = await self.of_user(user_id, KEPT)
            found |= {one.id: one for one in page if any(span.start < one.start <= span.end for span in spans)}
        newest = sorted(found.values(), key=lambda alert: alert.start, reverse=True)
        return models.Alerts(now=self._clock(), alerts=await self._fitting(newest, question, limit))

    async def of_user(self, user_id: int, most: int) -> list[Alert]:
        """The newest alerts of a user, outages that it is in among them."""
        return await self._page(user_key(self._prefix, user_id), 0, most)

    async def watched(self, keys: Sequence[int]) -> dict[int, Seen]:
        """Bodies as JSON by user, of everybody under EVERYBODY: news when an alert opened, changed or cleared."""
        found = {key: await self._watched(key) for key in keys}
        return {key: Seen(_mark(body), body.model_dump_json()) for key, body in found.items()}

    async def _watched(self, key: int) -> models.Alerts:
        if key != EVERYBODY:
            return await self.of_homes({key: [EVERYTHING]}, Question(), WATCHED)
        lasting, newest = (
            await self.everywhere(Question(lasting=True), WATCHED),
            await self.everywhere(Question(), WATCHED),
        )
        both = {alert.id: alert for alert in [*lasting.alerts, *newest.alerts]}
        return models.Alerts(
            now=self._clock(), alerts=sorted(both.values(), key=lambda alert: alert.start, reverse=True)
        )

    async def _named(self, ids: Iterable[Iterable[str]]) -> list[Alert]:
        names = sorted({name for some in ids for name in some})
        found = await self._live.alerts(names)
        return sorted(found.values(), key=lambda alert: alert.start, reverse=True)

    async def _page(self, key: bytes, start: int, stop: int) -> list[Alert]:
        ids = cast("list[bytes]", await self._redis.zrevrange(key, start, stop - 1))
        found = await self._live.alerts([name.decode() for name in ids])
        return list(found.values())

    async def _fitting(self, alerts: Sequence[Alert], question: Question, limit: int) -> list[models.Alert]:
        fitting = [alert for alert in alerts if question.fits(alert)]
        most = len(fitting) if question.county is not None else limit
        found = await self._bodies.of(fitting[:most])
        return [body for body in found if question.county in (None, int(body.county))][:limit]


def _mark(body: models.Alerts) -> tuple[tuple[str, int, int | None, str], ...]:
    return tuple((alert.id, alert.updated, alert.end, alert.severity) for alert in body.alerts)
