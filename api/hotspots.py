"""The hotspot view as the bodies that the map shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from redis.asyncio import Redis

from api.homes import County
from api.models import hotspots as models
from api.regions import Regions
from api.watch import Seen
from contract.hotspot_view import OF_RECORDS, OF_UTILITIES, Hotspot, HotspotLayer, layer_key, read_layer
from contract.utilities import Utility
from contract.windows import Clock

NEAR_DEGREES = 1.0  # what lies further from every county's centre is nowhere we know


class Hotspots:
    """Reads of the hotspot view; names of places come from the registry."""

    def __init__(self, redis: Redis, prefix: bytes, regions: Regions, clock: Clock) -> None:
        self._redis, self._prefix, self._regions, self._clock = redis, prefix, regions, clock

    async def now(self, utility: Utility) -> models.Hotspots:
        """What is hot of a utility, and where alerts and events crowd; one command."""
        layers = await self._layers(utility)
        counties = await self._regions.counties()
        ends = [layer.window_end for layer in layers[: len(OF_UTILITIES)]]
        return models.Hotspots(
            utility=utility.name,
            unit_demand=utility.demand_unit,
            now=self._clock(),
            window_end=max(ends, default=0) or None,
            hotspots=[_body(each, _nearest(each, counties)) for layer in layers for each in layer.hotspots],
        )

    async def watched(self, utilities: Sequence[Utility]) -> dict[Utility, Seen]:
        """The bodies as JSON, news when a layer was written anew."""
        found = {utility: await self.now(utility) for utility in utilities}
        return {utility: Seen(_mark(body), body.model_dump_json()) for utility, body in found.items()}

    async def _layers(self, utility: Utility) -> list[HotspotLayer]:
        keys = [layer_key(self._prefix, kind, utility) for kind in OF_UTILITIES]
        keys += [layer_key(self._prefix, kind) for kind in OF_RECORDS]
        found = cast("list[bytes | None]", await self._redis.mget(keys))
        return [read_layer(data) if data else HotspotLayer(0, 0, ()) for data in found]


def _mark(body: models.Hotspots) -> str:
    return body.model_copy(update={"now": 0}).model_dump_json()


def _nearest(hotspot: Hotspot, counties: dict[int, County]) -> County | None:
    def away(county: County) -> float:
        return max(abs(county.lat - hotspot.lat), abs(county.lon - hotspot.lon))

    nearest = min(counties.values(), key=away, default=None)
    return nearest if nearest and away(nearest) <= NEAR_DEGREES else None


def _body(hotspot: Hotspot, county: County | None) -> models.Hotspot:
    own = {name: getattr(hotspot, name) for name in models.Hotspot.model_fields if hasattr(hotspot, name)}
    return models.Hotspot.model_validate(
        {
            **own,
            "areas": list(hotspot.areas),
            "members": list(hotspot.members),
            "county": f"{county.county:05d}" if county else None,
            "place": f"{county.name}, {county.state}" if county else None,
        }
    )
