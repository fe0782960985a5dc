"""Looks for the end of a live window, and then for what is hot in it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import structlog
from confluent_kafka import KafkaException
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from contract.settings import Settings
from contract.utilities import UTILITIES
from contract.windows import MINUTE_MS, Clock
from hotspots.event_points import EventPoints
from hotspots.layers import Records, of_events, of_homes
from hotspots.live_reads import LiveReads
from hotspots.registry import Registry, read_registry
from hotspots.view import HotspotView

LOOK_EVERY_S = 0.5
SETTLE_S = 0.7  # headers are written up to half a second after the counties' windows
PATIENCE_S = 3.0
REGISTRY_MS = 5 * MINUTE_MS
LEAST_APART = 0.8  # of a live window: on a backlog windows close by the hundred a second
log = structlog.get_logger()


@dataclass
class Watcher:
    """One namespace's hotspots; `clock` is the machine's, and spaces the work."""

    settings: Settings
    redis: Redis
    engine: Engine
    events: EventPoints
    clock: Clock
    _done: int = 0
    _last: int = 0
    _known: tuple[int, Registry] | None = field(default=None)

    def watch(self) -> None:
        """Never returns. While a server is away it waits, and then goes on with the newest window."""
        while True:
            try:
                self.look()
            except (RedisError, SQLAlchemyError, KafkaException) as error:
                log.warning("waiting", error=type(error).__name__, reason=str(error).splitlines()[0][:200])
                time.sleep(PATIENCE_S)
            time.sleep(LOOK_EVERY_S)

    def look(self) -> bool:
        """Brings the view up to the newest window, if that is due. Raises what the servers' clients raise."""
        apart, now = self.settings.live_window_ms, self.clock()
        if now - self._last < LEAST_APART * apart:
            return False
        registry, live = self._registry(now), LiveReads(self.redis, self.settings.redis_prefix())
        newest = max(live.newest_window(utility, registry.counties) for utility in UTILITIES)
        if newest <= self._done and now - self._last < 2 * apart:
            return False
        self._last = now
        time.sleep(SETTLE_S)
        self._bring_up(live, registry, newest)
        self._done = newest
        return True

    def _bring_up(self, live: LiveReads, registry: Registry, newest: int) -> None:
        """Homes as of the newest window; events as of now, also when no window comes."""
        began = time.monotonic()
        view = HotspotView(self.redis, self.settings.redis_prefix())
        layers = list(of_homes(live, registry, newest, self.settings)) if newest > self._done else []
        count = view.bring_up(layers, newest, self.clock())
        events = of_events(Records(*self.events.points()), self.clock(), self.settings)
        count += view.bring_up([events], self.clock(), self.clock())
        log.info("window", end=newest, hotspots=count, seconds=round(time.monotonic() - began, 3))

    def _registry(self, now: int) -> Registry:
        """As it was within the last minutes; an empty one is asked for anew, for it is about to be filled."""
        if self._known is None or now - self._known[0] > REGISTRY_MS or not self._known[1].counties:
            self._known = now, read_registry(self.engine, self.settings.hotspot_resolution)
        return self._known[1]
