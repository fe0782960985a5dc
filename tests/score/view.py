"""What the live view would hold of it: levels by the contract's segments, as the detectors take them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from anomalies.history import Array, History
from contract.closing import Closing, closing_readings
from contract.reading import Reading
from contract.usage import history, level_at
from contract.utilities import Utility
from contract.windows import INTERVAL_MS
from simulator.country.meters import Fleet
from simulator.country.population import coordinates
from tests.score.heard import WINDOWS, Heard

NEVER = 0  # heard
UNHEARD = -(2**30)  # of a window


@dataclass(frozen=True)
class View:
    """One utility: the detectors' history, its live windows' maxima (or UNHEARD), and when each meter was last heard.

    `last_at` (points, intervals): the newest reading that had come when each interval ended, UTC ms.
    """

    history: History
    most: Array
    last_at: Array


def views(heard: Heard) -> list[View]:
    """In the order of the country's fleets, without heads."""
    return [_view(heard, number, fleet) for number, fleet in enumerate(heard.country.fleets[:-1])]


def _view(heard: Heard, number: int, fleet: Fleet) -> View:
    user, meter, at, register, stamp = _columns(heard, fleet)
    ends = heard.start + np.arange(heard.intervals + 1) * INTERVAL_MS
    level = np.full((len(fleet), len(ends)), np.nan)
    last_at = np.zeros((len(fleet), heard.intervals), np.int64)
    there = np.zeros((len(fleet), heard.intervals), bool)
    bounds = np.searchsorted(user, np.append(fleet.user_id, fleet.user_id[-1] + 1))
    for row, (first, stop) in enumerate(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)):
        part = slice(first, stop)
        level[row] = _levels(meter[part], at[part], register[part], ends, fleet.utility)
        last_at[row] = _last_heard(at[part], stamp[part], ends)
        there[row] = np.isin(ends[1:], at[part])
    places = np.array(coordinates(heard.country.population, heard.country.seed)).T[fleet.rows]
    counties = heard.country.population.counties
    past = History(
        utility=fleet.utility,
        start=heard.start,
        user_id=fleet.user_id,
        zone=np.array([counties[county].zone for county in heard.country.population.county[fleet.rows].tolist()]),
        level=level,
        place=places,
        feeder=heard.country.population.feeder[fleet.rows],
        heads=np.zeros(len(fleet), bool),
        least=np.where(there, heard.least[number], np.nan),
        most=np.where(there, heard.most[number].reshape(*there.shape, WINDOWS).max(axis=2), np.nan),
    )
    return View(past, np.where(np.repeat(there, WINDOWS, axis=1), heard.most[number], UNHEARD), last_at)


def _columns(heard: Heard, fleet: Fleet) -> tuple[Array, ...]:
    """user, meter, at, register, stamp; by user, in the order in which they came. Heads share the topic."""
    rows = heard.rows[fleet.utility.name]
    stamps = np.repeat([row.stamp for row in rows], [len(row.at) for row in rows])
    columns = [
        np.concatenate([getattr(row, name) for row in rows]) for name in ("user_id", "meter_id", "at", "register")
    ]
    mine = np.isin(columns[0], fleet.user_id)
    order = np.argsort(columns[0][mine], kind="stable")
    return tuple(column[mine][order] for column in (*columns, stamps))


def _levels(meter: Array, at: Array, register: Array, ends: Array, utility: Utility) -> Array:
    """Levels at the interval ends, NaN where unknown: at once if nothing is odd, else by the contract's own rule."""
    if len(at) == len(ends) and (at == ends).all() and (meter == meter[0]).all() and (np.diff(register) >= 0).all():
        grown: Array = (register - register[0]).astype(np.float64)
        return grown
    readings = [Reading(1, *each) for each in zip(meter.tolist(), at.tolist(), register.tolist(), strict=True)]
    closings: list[Closing] = closing_readings(readings)
    past = history(closings, utility)
    known = (level_at(past.segments, end) for end in ends.tolist())
    return np.array([each.level if each else np.nan for each in known], np.float64)


def _last_heard(at: Array, stamp: Array, ends: Array) -> Array:
    """A reading's `at` counts from when it came."""
    order = np.argsort(stamp, kind="stable")
    newest = np.maximum.accumulate(at[order])
    place = np.searchsorted(stamp[order], ends[1:] + INTERVAL_MS // 15, side="right")
    found: Array = np.where(place > 0, newest[np.maximum(place, 1) - 1], NEVER)
    return found
