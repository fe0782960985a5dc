"""The hotspot view in Redis: for each layer what is hot now, as JSON, written whole with every live window.

Key: prefix + "hotspots:" + layer. Layers are `load:<utility>` and `anomalies:<utility>` (H3 cells whose homes stand
out), `alerts` and `events` (boxes in which records crowd).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from contract.utilities import Utility

Ring = list[list[float]]
"""Corners as [latitude, longitude] in degrees, not closed."""


class Kind(StrEnum):
    """What is hot."""

    LOAD = "load"
    ANOMALIES = "anomalies"
    ALERTS = "alerts"
    EVENTS = "events"


OF_UTILITIES, OF_RECORDS = (Kind.LOAD, Kind.ANOMALIES), (Kind.ALERTS, Kind.EVENTS)


class State(StrEnum):
    """What a hotspot does, against its own last windows."""

    NEW = "new"
    GROWING = "growing"
    STEADY = "steady"
    MOVING = "moving"
    FADING = "fading"  # smaller, or not found for some windows; then it is gone


@dataclass(frozen=True)
class Hotspot:
    """One hotspot in one window. Its id stays the same while it grows, moves and fades.

    `value` and `usual` are of `load` W or L/h a home, of `anomalies` the share of homes with one; of records `value` is
    points per km², `usual` null. `members` are cells or ids of records. `level`, `anchor` and `missed` follow it.
    """

    id: str
    kind: str
    utility: str | None
    state: str
    since: int  # end of its first window, UTC ms
    lat: float
    lon: float
    areas: tuple[Ring, ...]
    points: int  # homes, or records
    value: float | None  # null where too few homes would be told apart
    usual: float | None
    score: float | None  # greatest z of Gi*
    members: tuple[str, ...]
    level: float  # of points, smoothed
    anchor: tuple[float, float]  # of the middle, smoothed
    missed: int  # windows in which it was not found


@dataclass(frozen=True)
class HotspotLayer:
    """A layer as one live window left it; UTC ms."""

    window_end: int
    computed_at: int
    hotspots: tuple[Hotspot, ...]


def layer_key(prefix: bytes, kind: Kind, utility: Utility | None = None) -> bytes:
    return prefix + b"hotspots:" + ":".join([kind, *([utility.name] if utility else [])]).encode()


def write_layer(layer: HotspotLayer) -> bytes:
    return json.dumps(asdict(layer), sort_keys=True).encode()


def read_layer(data: bytes) -> HotspotLayer:
    """Raises ValueError, KeyError or TypeError if the bytes are no layer."""
    fields = json.loads(data)
    return HotspotLayer(fields["window_end"], fields["computed_at"], tuple(map(_hotspot, fields["hotspots"])))


def _hotspot(fields: dict[str, object]) -> Hotspot:
    names = ("areas", "members", "anchor")
    return Hotspot(**{**fields, **{name: tuple(fields[name]) for name in names}})  # type: ignore[arg-type]
