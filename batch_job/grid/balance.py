"""What the head of a feeder counted against what its service points did, by interval and in whole mWh.

What customers feed in reaches their neighbours without the head, or flows back through it. So what reached them all is
what the head counted less what it gave back, and what they fed in; and the load is what of it passed the head, either
way.

A service point that is not known for an interval is taken to have used its part of what the known ones did; its part is
its mean known usage of the day, or the mean of the others where there is none. Amounts are rounded down.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from batch_job.grid.connections import Connections
from batch_job.grid.window import Flags, Numbers, Window
from contract.batch_view import UNKNOWN
from contract.grid_view import INTERVALS_AN_HOUR

PARTS = 2**20  # a feeder's usual usage is divided into so many, so that products stay below 2**63
LEAST_KNOWN = PARTS * 3 // 4  # with less of it known, a loss would be mostly estimated


@dataclass(frozen=True)
class Feeders:
    """The registry's feeders, by number: rating (W) and head meter's user."""

    feeder: Numbers
    rating_w: Numbers
    head: Numbers


@dataclass(frozen=True)
class Balance:
    """Rows are feeders, columns intervals; mWh, UNKNOWN where nothing is known.

    `head` is what reached the customers: through the head, and `fed` in by themselves. `points` are on the feeder,
    `known` of them have a value; `parts` of PARTS of the usual usage are known.
    """

    feeders: Feeders
    head: Numbers
    fed: Numbers
    supplied: Numbers
    estimated: Numbers
    points: Numbers
    known: Numbers
    parts: Numbers

    @cached_property
    def load(self) -> Numbers:
        """What passed the head, either way; where it is not known, by what the service points used with an estimate
        for those not known.
        """
        told = np.where(self.parts >= LEAST_KNOWN, self.supplied + self.estimated, UNKNOWN)
        reached = np.where(self.head != UNKNOWN, self.head, told)
        return np.where((reached != UNKNOWN) & (self.fed != UNKNOWN), np.abs(reached - self.fed), UNKNOWN)

    @cached_property
    def comparable(self) -> Flags:
        """Where there is a loss to speak of."""
        found: Flags = (self.head != UNKNOWN) & (self.parts >= LEAST_KNOWN)
        return found

    @cached_property
    def loss(self) -> Numbers:
        """Head less service points, corrected for coverage; 0 where not comparable."""
        return np.where(self.comparable, self.head - self.supplied - self.estimated, 0)

    @cached_property
    def over(self) -> Flags:
        """Where the mean load is above the rating: contract.grid_view.is_over of all at once."""
        limit = self.feeders.rating_w[:, None] * 1000
        above: Flags = (self.load != UNKNOWN) & (self.load * INTERVALS_AN_HOUR > limit)
        return above


def balance(feeders: Feeders, connections: Connections, window: Window, export: Window | None = None) -> Balance:
    """Of `feeders`; `connections` are theirs alone, and `window` holds their heads and service points.

    `export` holds those, heads too, who feed in; None: nobody does.
    """
    shape = (len(feeders.feeder), window.span.columns)
    supplied, points, known, parts, fed = (np.zeros(shape, np.int64) for _ in range(5))
    firsts = connections.firsts()
    if len(firsts):
        rows = np.searchsorted(feeders.feeder, connections.feeder[firsts])
        here, values = connections.here(window.span), _values(window, connections.user)
        there = here & (values != UNKNOWN)
        supplied[rows] = np.add.reduceat(np.where(there, values, 0), firsts)
        points[rows] = np.add.reduceat(here.astype(np.int64), firsts)
        known[rows] = np.add.reduceat(there.astype(np.int64), firsts)
        parts[rows] = _known_parts(window, here, np.where(there, values, UNKNOWN), firsts)
        fed[rows] = _fed_in(fed_by(export, connections.user, window), here, firsts)
    estimated = np.where(parts > 0, supplied * (PARTS - parts) // np.maximum(parts, 1), 0)
    head = _reached(_values(window, feeders.head), fed_by(export, feeders.head, window), fed)
    return Balance(feeders, head, fed, supplied, estimated, points, known, parts)


def fed_by(export: Window | None, users: Numbers, window: Window) -> Numbers:
    """What users fed in, 0 for those who do not; as large as it would be in `window`."""
    if export is None or not len(export.users):
        return np.zeros((len(users), window.span.columns), np.int64)
    rows = export.rows(users)
    return np.where(rows[:, None] >= 0, export.values[rows], 0)


def _fed_in(fed: Numbers, here: Flags, firsts: Numbers) -> Numbers:
    """Sums by feeder, UNKNOWN where anybody's is."""
    unknown = np.add.reduceat((here & (fed == UNKNOWN)).astype(np.int64), firsts) > 0
    return np.where(unknown, UNKNOWN, np.add.reduceat(np.where(here, fed, 0), firsts))


def _reached(head: Numbers, back: Numbers, fed: Numbers) -> Numbers:
    """Never less than nothing, though meters are read some seconds apart."""
    known = (head != UNKNOWN) & (back != UNKNOWN) & (fed != UNKNOWN)
    return np.where(known, np.maximum(head - back + fed, 0), UNKNOWN)


def _values(window: Window, users: Numbers) -> Numbers:
    rows = window.rows(users)
    return np.where(rows[:, None] >= 0, window.values[rows], UNKNOWN)


def _known_parts(window: Window, here: Flags, values: Numbers, firsts: Numbers) -> Numbers:
    """By feeder and interval, which part of the usual usage of those who are on it is known."""
    counts = np.diff(np.append(firsts, len(values)))
    parts = np.zeros((len(firsts), window.span.columns), np.int64)
    for first, stop in zip(window.span.bounds[:-1], window.span.bounds[1:], strict=True):
        day, on = values[:, first:stop], here[:, first:stop]
        weight = _usual(day, firsts, counts)
        there = day != UNKNOWN
        total = np.add.reduceat(np.where(on, weight[:, None], 0), firsts)
        told = np.add.reduceat(np.where(there, weight[:, None], 0), firsts)
        parts[:, first:stop] = np.where(total > 0, told * PARTS // np.maximum(total, 1), 0)
    return parts


def _usual(day: Numbers, firsts: Numbers, counts: Numbers) -> Numbers:
    """Each stay's mean usage of an interval, at least 1; that of the feeder's others where nothing is known."""
    there = day != UNKNOWN
    amount, number = np.where(there, day, 0).sum(axis=1), there.sum(axis=1)
    mean = amount // np.maximum(number, 1)
    told = np.add.reduceat(mean * (number > 0), firsts)
    others = told // np.maximum(np.add.reduceat((number > 0).astype(np.int64), firsts), 1)
    return np.maximum(np.where(number > 0, mean, np.repeat(others, counts)), 1)
