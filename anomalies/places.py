"""Where service points hang together: electricity on feeders, all else in cells of a map."""

from __future__ import annotations

import h3
import numpy as np

from anomalies.detectors.episode import Episode
from anomalies.detectors.outage import Place as Together
from anomalies.history import NOWHERE, Array
from anomalies.registry import Points, Registry
from contract.alerts import Place
from contract.utilities import ELECTRICITY, Utility


def together(utility: Utility, points: Points, resolution: int, least: int) -> list[Together]:
    """The feeders or H3 cells that hold at least `least` of a utility's service points."""
    on_feeder = (points.feeder != NOWHERE) & (utility is ELECTRICITY)
    feeders = np.where(on_feeder & ~points.heads, points.feeder, NOWHERE)
    found = [Together("feeder", f"f{name}", rows) for name, rows in _groups(feeders) if name != str(NOWHERE)]
    others = np.flatnonzero(~on_feeder)
    cells = np.array([h3.latlng_to_cell(lat, lon, resolution) for lat, lon in points.place[others].tolist()])
    found += [Together("cell", f"c{name}", others[rows]) for name, rows in _groups(cells)]
    return [each for each in found if len(each.rows) >= least]


def _groups(names: Array) -> list[tuple[str, Array]]:
    if not len(names):
        return []
    order = np.argsort(names, kind="stable")
    values, begins = np.unique(names[order], return_index=True)
    return list(zip(map(str, values.tolist()), np.split(order, begins[1:]), strict=True))


class Whereabouts:
    """The place of an episode by the registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def of(self, episode: Episode) -> Place | None:
        """Its service point's, or the middle of its members; None if the registry knows none of them."""
        points = self._registry[episode.utility]
        users = np.array(episode.members or (episode.user_id,))
        spot = np.minimum(np.searchsorted(points.user_id, users), max(len(points) - 1, 0))
        known = spot[points.user_id[spot] == users] if len(points) else spot[:0]
        if not len(known):
            return None
        lat, lon = points.place[known].mean(axis=0).round(5).tolist()
        return Place(int(points.county[known[0]]), lat, lon)
