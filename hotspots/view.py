"""The hotspot view: what is there, brought up to a window and written in one step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import structlog
from redis import Redis

from contract.hotspot_view import HotspotLayer, layer_key, read_layer, write_layer
from hotspots.identity import follow
from hotspots.layers import LayerFound

EMPTY = HotspotLayer(0, 0, ())
log = structlog.get_logger()


class HotspotView:
    """The layers of one namespace. All that a hotspot is followed by lies in the view, so a restart forgets nothing."""

    def __init__(self, redis: Redis, prefix: bytes) -> None:
        self._redis, self._prefix = redis, prefix

    def bring_up(self, layers: Iterable[LayerFound], window_end: int, now: int) -> int:
        """Writes the layers as of `window_end` (UTC ms) and gives how many hotspots they hold.

        A layer that has been brought so far already stays as it is.
        """
        written: dict[bytes, bytes] = {}
        count = 0
        for layer in layers:
            key = layer_key(self._prefix, layer.kind, layer.utility)
            before = self._read(key)
            if before.window_end >= window_end:
                continue
            name = (layer.kind, layer.utility.name if layer.utility else None)
            told = follow(before.hotspots, layer.found, window_end, name, layer.reach_km)
            written[key] = write_layer(HotspotLayer(window_end, now, tuple(told)))
            count += len(told)
        if written:
            self._redis.mset(written)
        return count

    def _read(self, key: bytes) -> HotspotLayer:
        """What is there; what cannot be read is another version's, and is begun anew."""
        ask: Any = self._redis
        data: bytes | None = ask.get(key)
        try:
            return read_layer(data) if data else EMPTY
        except (ValueError, KeyError, TypeError) as error:
            log.warning("unreadable hotspots, beginning anew", key=key.decode(), error=str(error))
            return EMPTY
