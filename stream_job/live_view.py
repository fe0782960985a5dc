"""Writes batches into the live view: worked out in numpy, swapped if nobody else was faster, else worked out anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from redis import Redis

from contract.alerts import Alert, hash_key, write_alert
from contract.settings import Settings
from stream_job.baselines import baselines
from stream_job.closing_slots import Array
from stream_job.live_batch import LiveBatch
from stream_job.live_exchange import LiveExchange, Seen
from stream_job.live_merge import merge_readings
from stream_job.page_memory import PageMemory, Points
from stream_job.page_pieces import pieces_of
from stream_job.spike_alerts import ids_of, raised
from stream_job.spikes import Flagged, judge_windows, replayed

POINTS_A_CALL = 12_000  # others wait for Redis as long as one call takes: up to 15 ms where no two are neighbours


class LiveView:
    """The view of one namespace."""

    def __init__(self, redis: Redis, settings: Settings) -> None:
        self._redis, self._settings, self._memory = redis, settings, PageMemory()
        self._exchange = LiveExchange(redis, settings.redis_prefix())
        self._baselines = baselines(redis, settings)

    def write(self, batch: LiveBatch) -> Iterator[list[bytes]]:
        """Yields after each call the alerts that it raised, changed or met again, as JSON."""
        for part in batch.split(POINTS_A_CALL):
            yield self._write(part)

    def _write(self, batch: LiveBatch) -> list[bytes]:
        points = self._memory.find(batch.keys)
        pieces = pieces_of(points, batch)
        while True:
            seen = self._look(points)
            headers = self._memory.recall(points.address)
            changed = headers.take(np.arange(len(headers)))  # copy() would go field by field
            rings = merge_readings(changed, batch)
            alerts = self._alerts(judge_windows(changed, batch, self._settings, self._baselines), batch)
            self._memory.put(points, changed)
            bytes_of = self._memory.recall(pieces.addresses).tobytes()
            if self._exchange.swap(seen, pieces, bytes_of, rings, alerts):
                break
            self._memory.doubt()  # another writer has come further, so this ends
        self._memory.trust(points)
        return [write_alert(alert) for alert in alerts] + self._met_again(headers, batch)

    def _look(self, points: Points) -> Seen:
        """At the pages that this worker is not certain of."""
        seen = self._exchange.look(points.pages, self._memory.doubtful(points))
        self._memory.learn(points.rows[seen.doubtful], seen.held)
        return seen

    def _alerts(self, flagged: list[Flagged], batch: LiveBatch) -> list[Alert]:
        ids = ids_of(batch, [entry.point for entry in flagged], [entry.first for entry in flagged])
        return raised(zip(ids, flagged, self._held(ids), strict=True), batch, self._settings)

    def _met_again(self, headers: Array, batch: LiveBatch) -> list[bytes]:
        """Alerts of windows that had been seen before: whoever wrote them may have died before it told the topic."""
        places = replayed(headers, batch)
        ids = ids_of(batch, batch.window_point[places].tolist(), batch.windows["closes"][places].tolist())
        return [alert for alert in self._held(ids) if alert]

    def _held(self, ids: list[str]) -> list[Any]:
        """The alerts of these ids as they are kept, None where there is none."""
        if not ids:
            return []
        # hmget() has other types in each of the two environments' clients
        ask: Any = self._redis.execute_command
        held: list[Any] = ask("HMGET", hash_key(self._settings.redis_prefix()), *ids)
        return held
