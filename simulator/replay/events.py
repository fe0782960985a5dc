"""A file of events, each with a place and a weight, as messages of topic `events`."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from contract.settings import Settings
from contract.topics import EVENTS
from simulator.country.population import Numbers
from simulator.replay.local_times import UNREADABLE, find_zone, instants
from simulator.replay.problem import ReplayError
from simulator.replay.source import read_columns
from simulator.run.batches import Batch


@dataclass(frozen=True)
class EventLayout:
    """How to read a file; without a `weight_column` every event weighs 1."""

    zone: str
    time_column: str
    time_format: str | None
    lat_column: str
    lon_column: str
    weight_column: str | None
    separator: str


@dataclass(frozen=True)
class Events:
    """Usable events in the file's order: UTC ms, degrees, weight, and the row (from 1) that each is in."""

    at: Numbers
    places: list[tuple[float, float, float]]
    row: Numbers
    rows: int
    skipped: Counter[str]


def read_events(settings: Settings, address: str, layout: EventLayout) -> Events:
    """Raises ReplayError if the file is not laid out so, or holds no event at all."""
    columns = [layout.time_column, layout.lat_column, layout.lon_column]
    weights = [layout.weight_column] if layout.weight_column else []
    table = read_columns(settings, address, layout.separator, [*columns, *weights])
    together = np.zeros(len(table), np.int64)
    at = instants(table[layout.time_column], together, find_zone(layout.zone), layout.time_format).at
    weight = table[layout.weight_column] if layout.weight_column else pd.Series(["1"] * len(table))
    texts = zip(table[layout.lat_column], table[layout.lon_column], weight, strict=True)
    places = [_place(*each) for each in texts]
    reasons = [
        place if isinstance(place, str) else "no readable time" if instant == UNREADABLE else ""
        for place, instant in zip(places, at.tolist(), strict=True)
    ]
    kept = np.flatnonzero([not reason for reason in reasons])
    if not len(kept):
        raise ReplayError(f"No row of {address} is an event ({Counter(reasons)}); check the columns.")
    usable = [place for place, reason in zip(places, reasons, strict=True) if not reason and not isinstance(place, str)]
    return Events(at[kept], usable, kept + 1, len(table), Counter(filter(None, reasons)))


def _place(lat: str, lon: str, weight: str) -> tuple[float, float, float] | str:
    """Latitude, longitude and weight, or why they are none."""
    try:
        north, east, heavy = float(lat), float(lon), float(weight)
    except ValueError:
        return "no place or weight"
    return (north, east, heavy) if abs(north) <= 90 and abs(east) <= 180 and math.isfinite(heavy) else "out of range"


def event_batches(events: Events, name: str, moved: int) -> Iterator[Batch]:
    """One message per event in order of time; `name` and the row make its id, the same on every replay."""
    for position in np.argsort(events.at, kind="stable").tolist():
        at = int(events.at[position]) + moved
        key, (lat, lon, weight) = f"{name}-{events.row[position]}", events.places[position]
        fields = {"id": key, "at": at, "lat": lat, "lon": lon, "weight": weight}
        yield Batch(EVENTS.name, 0, at, [key.encode()], [json.dumps(fields, sort_keys=True).encode()], 1)
