"""What each layer of the hotspot view finds in one live window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import h3
import numpy as np

from contract.alerts import Alert
from contract.hotspot_view import Kind
from contract.settings import Settings
from contract.utilities import UTILITIES, Utility
from contract.windows import HOUR_MS, MINUTE_MS, SECOND_MS
from hotspots import density, hot_cells
from hotspots.density import Scan, in_window
from hotspots.earth import Array
from hotspots.found import Found
from hotspots.live_reads import LiveReads
from hotspots.registry import Registry

HEARD_MS = MINUTE_MS  # a home this far behind the newest window is silent, and has no load
ANOMALOUS_MS = HOUR_MS  # a home is anomalous this long after its alert began


@dataclass(frozen=True)
class LayerFound:
    """What was found of a layer, and how far a hotspot of it may lie from itself a window ago."""

    kind: Kind
    utility: Utility | None
    found: list[Found]
    reach_km: float


@dataclass(frozen=True)
class Records:
    """Ids, places (degrees, shape (n, 2)) and instants (UTC ms) of events."""

    names: list[str]
    places: Array
    at: Array


def of_homes(live: LiveReads, registry: Registry, window_end: int, settings: Settings) -> Iterator[LayerFound]:
    """Load, anomalies and alerts as of the window that ended at `window_end`. Raises RedisError."""
    reach = 2 * 3**0.5 * h3.average_hexagon_edge_length(settings.hotspot_resolution, "km")
    age = max(settings.hotspot_window_s * SECOND_MS, ANOMALOUS_MS) if settings.hotspot_window_s else window_end
    alerts = live.alerts(window_end - age)
    for utility in UTILITIES:
        values, homes = live.loads(utility, registry, window_end - max(HEARD_MS, settings.live_window_ms))
        loads = hot_cells.found_in(values, homes, registry.cells, settings.hotspot_rate)
        yield LayerFound(Kind.LOAD, utility, loads, reach)
        marks = _marked([alert for alert in alerts if alert.start > window_end - ANOMALOUS_MS], utility, registry)
        rates = hot_cells.found_in(marks[homes], homes, registry.cells, settings.hotspot_rate)
        yield LayerFound(Kind.ANOMALIES, utility, rates, reach)
    yield _crowded(alerts, registry, window_end, settings)


def of_events(events: Records, now: int, settings: Settings) -> LayerFound:
    """Crowds of events. Replayed ones run on their own clock: there the newest is now."""
    if settings.clock == "producer" and len(events.at):
        now = int(events.at.max())
    kept = in_window(events.at, settings.hotspot_records, settings.hotspot_window_s * SECOND_MS, now)
    scan = Scan(settings.event_radius_km, settings.event_minimum)
    found = density.found_in(events.places[kept], [events.names[place] for place in kept], scan)
    return LayerFound(Kind.EVENTS, None, found, 2 * scan.radius)


def _marked(alerts: list[Alert], utility: Utility, registry: Registry) -> Array:
    """1 for each home of the registry that has one of the alerts, else 0."""
    named = np.array([alert.user_id for alert in alerts if alert.utility == utility.name], dtype=np.int64)
    marks = np.zeros(len(registry.user_id))
    marks[registry.index_of(named)] = 1
    return marks


def _crowded(alerts: list[Alert], registry: Registry, window_end: int, settings: Settings) -> LayerFound:
    """Crowds of meters with an alert; a meter that raises many counts once, by its newest."""
    newest = {(alert.utility, alert.user_id): alert for alert in alerts}
    known = set(registry.user_id.tolist())
    told = [alert for alert in newest.values() if alert.user_id in known]
    at = np.array([alert.start for alert in told], dtype=np.int64)
    places = registry.place[registry.index_of(np.array([alert.user_id for alert in told], dtype=np.int64))]
    kept = in_window(at, settings.hotspot_records, settings.hotspot_window_s * SECOND_MS, window_end)
    scan = Scan(settings.alert_radius_km, settings.alert_minimum)
    found = density.found_in(places[kept], [told[place].id for place in kept], scan)
    return LayerFound(Kind.ALERTS, None, found, 2 * scan.radius)
