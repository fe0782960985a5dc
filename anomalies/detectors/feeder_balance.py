"""What the head of a feeder counted and its customers' meters did not: it tells theft from a family that is away.

Where a feeder misses nothing, less usage is less usage; where it misses energy, somebody's meter tells too little, and
most likely that of the customer whose usage fell most beside what is usual there. What customers feed in reaches their
neighbours without the head, or flows back through it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from anomalies.detectors.blocks import Blocks, blocks_of
from anomalies.history import NOWHERE, Array, History

MISSES = 6.0  # deviations of what feeders miss usually
LEAST_SHARE = 0.01  # of what the head counts
WHOLE = 0.25  # of a customer's fall: a feeder that misses less has not lost it
SUSPECT = 1.0  # deviations that the usage of who is suspected must have fallen at least
TRUE_FALL = 0.3  # what is left of a fall that the feeder explains


@dataclass(frozen=True)
class Balance:
    """Rows are feeders: their customers' rows; what they miss beside what is usual, Wh an hour, and in deviations."""

    customers: list[Array]
    missing: Array
    deviations: Array

    def missed(self, points: int) -> Array:
        """What each row's feeder misses, Wh an hour: (points, blocks), NaN where it has none."""
        rows = np.full((points, self.missing.shape[1]), np.nan)
        for feeder, customers in enumerate(self.customers):
            rows[customers] = self.missing[feeder]
        return rows


def balance(history: History, blocks: Blocks) -> Balance | None:
    """None where no head is known. NaN where some customer is."""
    heads = np.flatnonzero(history.heads & (history.feeder != NOWHERE))
    if not len(heads):
        return None
    customers = [np.flatnonzero((history.feeder == history.feeder[head]) & ~history.heads) for head in heads.tolist()]
    counted = blocks.mean[heads]
    told = np.stack([blocks.mean[rows].sum(axis=0) for rows in customers])
    if history.fed is not None:
        fed = blocks_of(history, history.fed_hourly).mean
        counted = counted - fed[heads] + np.stack([fed[rows].sum(axis=0) for rows in customers])
    lost = (counted - told) / np.maximum(counted, 1e-9)
    if np.isnan(lost).all():
        return None
    usual = np.nanmedian(lost)
    spread = max(1.4826 * float(np.nanmedian(np.abs(lost - usual))), LEAST_SHARE / MISSES)
    return Balance(customers, (lost - usual) * counted, (lost - usual) / spread)


def weighed(found: Balance, strange: Array, usual: Array, used: Array) -> Array:
    """`strange` (points, blocks; falls below 0): a fall is less if the feeder explains it, more if it confirms it."""
    told = strange.copy()
    for feeder, rows in enumerate(found.customers):
        missing, known = found.missing[feeder], ~np.isnan(found.missing[feeder])
        misses = known & (found.deviations[feeder] >= MISSES)
        fall = np.nan_to_num(usual[rows] - used[rows])
        explained = known & (strange[rows] < 0) & (np.nan_to_num(missing) < WHOLE * fall)
        told[rows] = np.where(explained, TRUE_FALL * strange[rows], strange[rows])
        columns = np.flatnonzero(misses)
        if len(columns):
            _confirm(told, rows, columns, found.deviations[feeder])
    return told


def _confirm(told: Array, rows: Array, columns: Array, deviations: Array) -> None:
    """The customer that fell most is as strange as the feeder, if it fell at all."""
    least = told[np.ix_(rows, columns)]
    who = least.argmin(axis=0)
    fell = least[who, np.arange(len(columns))] <= -SUSPECT
    row, column = rows[who[fell]], columns[fell]
    told[row, column] = np.minimum(told[row, column], -np.minimum(deviations[column], 2 * MISSES))
