"""A day of readings of one partition as its meters take them, and how they arrive: jitter, losses, repetitions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from contract.utilities import TAKEN
from contract.windows import DAY_MS, HOUR_MS, INTERVAL_MS
from tests.bench.settle.fleet import BEFORE, START, Fleet

Numbers = NDArray[np.int64]

INTERVALS = DAY_MS // INTERVAL_MS
MISSING, DOUBLED, DIFFERENT, LATE, GAPS, SLOW_CLOCKS, ODD = 0.01, 0.005, 0.01, 0.002, 0.005, 0.01, 0.0002
"""Shares of readings, of reports, of those doubled, of reports; of service points the last three, ODD for each kind."""
GAP_INTERVALS, STILL_INTERVALS = 14, 30
CALM = np.array([60_000, 160_000])  # least and most of an interval: mWh, mL


class Kind(IntEnum):
    """What is odd about a service point."""

    PLAIN = 0
    IDLE = 1
    STUCK = 2
    SWAPPED = 3
    RESET = 4
    BACK_STEP = 5
    SPIKE = 6


@dataclass(frozen=True)
class Taken:
    """Readings by service point (n) and instant (c), ascending; `present` are those that were ever sent."""

    users: Numbers
    kind: NDArray[np.uint8]
    meter: NDArray[np.int32]
    at: Numbers
    register: Numbers
    demand: NDArray[np.int32]
    present: NDArray[np.bool_]


@dataclass(frozen=True)
class Arrival:
    """Of each report, shape (n, c / readings a report): its stamp; that of its repetition, 0 if it has none.

    A repetition that is `different` says one unit less.
    """

    stamp: Numbers
    again: Numbers
    different: NDArray[np.bool_]


def made(fleet: Fleet, utility: str, partition: int) -> tuple[Taken, Arrival]:
    """Always the same for the same arguments."""
    number = [each.name for each in TAKEN].index(utility)
    rng = np.random.default_rng((fleet.points, fleet.every_s, number, partition))
    taken = _taken(rng, fleet, fleet.users_in(utility, partition))
    return taken, _arrival(rng, fleet, taken)


def _taken(rng: np.random.Generator, fleet: Fleet, users: Numbers) -> Taken:
    count, columns = len(users), (INTERVALS + BEFORE) * fleet.an_interval
    kind = rng.choice(len(Kind), count, p=[1 - ODD * (len(Kind) - 1), *[ODD] * (len(Kind) - 1)]).astype(np.uint8)
    due = START + fleet.every_ms * (np.arange(columns) + 1 - BEFORE * fleet.an_interval)
    at = due - rng.integers(0, min(9_000, fleet.every_ms // 5), (count, columns))
    if fleet.per_report == 1:
        slow = np.flatnonzero(rng.random(count) < SLOW_CLOCKS)
        at[slow] = due + rng.integers(1_000, 3_000, (len(slow), columns))
    least, most = CALM // fleet.an_interval
    growth = rng.integers(least, most, (count, columns))
    demand = (growth * 3_600 // fleet.every_ms).astype(np.int32)
    meter = np.repeat((users * 3 + 10**9).astype(np.int32)[:, None], columns, axis=1)
    register = rng.integers(10**6, 10**8, (count, 1)) + np.cumsum(growth, axis=1)
    taken = Taken(users, kind, meter, at, register, demand, rng.random((count, columns)) > MISSING)
    _gaps(rng, fleet, taken)
    for row in np.flatnonzero(kind).tolist():
        _make_odd(rng, fleet, taken, row)
    return taken


def _gaps(rng: np.random.Generator, fleet: Fleet, taken: Taken) -> None:
    for row in np.flatnonzero(rng.random(len(taken.users)) < GAPS).tolist():
        first = int(rng.integers(BEFORE + 1, INTERVALS - GAP_INTERVALS)) * fleet.an_interval
        taken.present[row, first : first + GAP_INTERVALS * fleet.an_interval] = False


def _make_odd(rng: np.random.Generator, fleet: Fleet, taken: Taken, row: int) -> None:
    register, kind = taken.register[row], Kind(taken.kind[row])
    first = int(rng.integers(BEFORE + 1, INTERVALS - STILL_INTERVALS)) * fleet.an_interval
    stop = first + STILL_INTERVALS * fleet.an_interval
    if kind in (Kind.IDLE, Kind.STUCK):
        lost = register[stop] - register[first]
        register[first:stop] = register[first]
        if kind is Kind.IDLE:
            register[stop:] -= lost
            taken.demand[row, first:stop] = 0
    elif kind is Kind.SWAPPED:
        taken.meter[row, first:] += 1
        register[first:] -= register[first] - 5_000
    elif kind is Kind.RESET:
        register[first:] -= register[first]
    elif kind is Kind.BACK_STEP:
        register[first] -= 200_000
    else:
        register[first:] += 6_000_000


def _arrival(rng: np.random.Generator, fleet: Fleet, taken: Taken) -> Arrival:
    sent = taken.at[:, fleet.per_report - 1 :: fleet.per_report]
    stamp = sent + rng.integers(500, 20_000, sent.shape)
    late = rng.random(sent.shape) < LATE
    stamp[late] += rng.integers(0, 2 * HOUR_MS, int(late.sum()))
    doubled = rng.random(sent.shape) < DOUBLED
    again = np.where(doubled, stamp + rng.integers(1, 60_000, sent.shape), 0)
    return Arrival(stamp, again, doubled & (rng.random(sent.shape) < DIFFERENT))
