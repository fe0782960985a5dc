"""Alerts as the bodies that pages show."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.concurrency import run_in_threadpool

from api import alert_words
from api.homes import County, Homes
from api.models import alerts as models
from api.regions import Regions
from contract.alerts import WORDS, Alert, Kind


class AlertBodies:
    """Names of places come from the registry."""

    def __init__(self, homes: Homes, regions: Regions) -> None:
        self._homes, self._regions = homes, regions

    async def of(self, alerts: Sequence[Alert]) -> list[models.Alert]:
        """The bodies in the same order; alerts of nobody we know are left out."""
        users = {alert.user_id for alert in alerts if alert.place is None}
        found = await run_in_threadpool(self._homes.counties_of, users) if users else {}
        known = await self._regions.counties()
        numbers = [alert.place.county if alert.place else found.get(alert.user_id) for alert in alerts]
        places = [known.get(number) if number is not None else None for number in numbers]
        return [_body(alert, place) for alert, place in zip(alerts, places, strict=True) if place]


def _body(alert: Alert, county: County) -> models.Alert:
    # Where a home is stays with those who may look at it; an outage is of many.
    place = alert.place if alert.kind is Kind.OUTAGE else None
    return models.Alert(
        id=alert.id,
        kind=alert.kind,
        title=WORDS[alert.kind],
        user_id=alert.user_id or None,
        utility=alert.utility,
        county=f"{county.county:05d}",
        place=f"{county.name}, {county.state}",
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        meters=max(len(alert.members), 1),
        start=alert.start,
        end=alert.end,
        updated=max(alert.updated, alert.start),
        severity=alert.severity,
        cost=alert.cost,
        evidence=alert.evidence,
        sentence=alert_words.sentence(alert),
        advice=alert_words.ADVICE[alert.kind],
    )
