"""What each layer of the hotspot view finds in one live window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import h3
import numpy as np

from contract.alerts import Alert
from contract.hotspot_view import Kind
from contract.settings import Settings
from contract.utilities import TAKEN, Utility
from contract.windows import HOUR_MS, MINUTE_MS, SECOND_MS
from hotspots import density, hot_cells
from hotspots.density import Scan, in_window
from hotspots.earth import Array
from hotspots.found import Found
from hotspots.live_reads import LiveReads
from hotspots.registry import Registry

HEARD_MS = MINUTE_MS  # a home this far behind the newest window is silent: it has no load, but may be anomalous
ANOMALOUS_MS = HOUR_MS  # a home is anomalous this long after its alert began
MOST_METERS = 5000  # whose crowds are looked for: the work grows with the square of a crowd, and an outage may be great


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
    for utility in TAKEN:  # what is fed in is hot where the sun stands high
        values, homes = live.loads(utility, registry, window_end - max(HEARD_MS, settings.live_window_ms))
        loads = hot_cells.found_in(values, homes, registry.cells, settings.hotspot_rate)
        yield LayerFound(Kind.LOAD, utility, loads, reach)
        marks = _marked([alert for alert in alerts if alert.start > window_end - ANOMALOUS_MS], utility, registry)
        supplied = registry.supplied[utility]
        rates = hot_cells.found_in(marks[supplied], supplied, registry.cells, settings.hotspot_rate)
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
    """1 for each home of the registry that has one of the alerts, as a member of an outage too, else 0."""
    named = [user for alert in alerts if alert.utility == utility.name for user in alert.users]
    marks = np.zeros(len(registry.user_id))
    marks[registry.index_of(np.array(named, dtype=np.int64))] = 1
    return marks


def _crowded(alerts: list[Alert], registry: Registry, window_end: int, settings: Settings) -> LayerFound:
    """Crowds of meters with an alert; one that raises many counts once, by its newest, and of an outage all count."""
    known = set(registry.user_id.tolist())
    newest = {(alert.utility, user): alert for alert in alerts for user in alert.users if user in known}
    told = list({alert.id: alert for alert in newest.values()}.values())
    at = np.array([alert.start for alert in told], dtype=np.int64)
    kept = in_window(at, settings.hotspot_records, settings.hotspot_window_s * SECOND_MS, window_end)
    order = {told[place].id: number for number, place in enumerate(kept)}
    meters = sorted((order[alert.id], user) for (_, user), alert in newest.items() if alert.id in order)[-MOST_METERS:]
    places = registry.place[registry.index_of(np.array([user for _, user in meters], dtype=np.int64))]
    scan = Scan(settings.alert_radius_km, settings.alert_minimum)
    found = density.found_in(places, [told[kept[number]].id for number, _ in meters], scan)
    return LayerFound(Kind.ALERTS, None, found, 2 * scan.radius)
