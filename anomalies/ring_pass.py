"""One pass over all rings, at the end of a quarter hour: what detectors and the model in use find in four days."""

from __future__ import annotations

from collections.abc import Mapping

from redis import Redis

from anomalies.criteria import criteria_of
from anomalies.demands import Demands
from anomalies.detectors import HOURLY, KINDS, Usual, found_by_kind
from anomalies.detectors.episode import Episode
from anomalies.feeding import with_fed
from anomalies.history import Array, History
from anomalies.live_history import live_history
from anomalies.live_reads import LiveReads
from anomalies.models.judge import Unusual
from anomalies.registry import Registry
from anomalies.usual import UsualHours
from contract.alerts import Kind
from contract.settings import Settings
from contract.utilities import ELECTRICITY, Utility
from contract.windows import HOUR_MS

BY_HOURS = frozenset({*HOURLY, Kind.UNUSUAL})  # between whole hours these cannot change
BY_RINGS = frozenset({*KINDS, Kind.UNUSUAL})


class RingPass:
    """The passes of one namespace."""

    def __init__(self, settings: Settings, redis: Redis) -> None:
        self._criteria = criteria_of(settings)
        self._live = LiveReads(redis, settings.redis_prefix())
        self._unusual, self._usual = Unusual(settings, redis), UsualHours(redis, settings.redis_prefix())
        self._judged = 0

    def due(self, end: int) -> frozenset[Kind]:
        """The kinds that are to be judged at the end of a quarter hour (UTC ms)."""
        return BY_RINGS if end // HOUR_MS > self._judged // HOUR_MS else BY_RINGS - BY_HOURS

    def judge(
        self, registry: Registry, demands: Mapping[Utility, Demands], headers: Mapping[Utility, Array], end: int
    ) -> list[Episode]:
        """The episodes of the kinds that are due. Raises RedisError."""
        kinds, found, fed = self.due(end), list[Episode](), None
        # what was fed in first, for it tells what the rest of electricity means
        for utility, points in sorted(registry.items(), key=lambda item: not item[0].fed_in):
            if len(points):
                past = live_history(utility, points, headers[utility], self._live, demands=demands[utility], end=end)
                if utility.fed_in:
                    fed = past
                    found += self._detected(past, kinds)
                else:
                    found += self._episodes(with_fed(past, fed) if utility is ELECTRICITY and fed else past, kinds)
        return found

    def _episodes(self, past: History, kinds: frozenset[Kind]) -> list[Episode]:
        usual = self._usual.of(past) if Kind.LEVEL_SHIFT in kinds else None
        found = self._detected(past, kinds, usual)
        return found + (self._unusual.find(past).episodes if Kind.UNUSUAL in kinds else [])

    def _detected(self, past: History, kinds: frozenset[Kind], usual: Usual | None = None) -> list[Episode]:
        by_kind = found_by_kind(past, self._criteria, kinds=kinds, usual=usual)
        return [episode for _, found in by_kind for episode in found.episodes]

    def done(self, end: int) -> None:
        """What was judged has been told."""
        self._judged = end if self.due(end) == BY_RINGS else self._judged
