"""Corrections among the readings of a bucket: what contract.corrections and contract.evidence say of them, in columns.

They are few, so whatever is compared with all readings is compared for the service points that have any.
"""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from batch_job.settlement.readings import Closings, Noted, Numbers, Readings
from contract.rules import Rule
from contract.windows import INTERVAL_MS

NOTHING = Readings(*(np.empty(0, np.int64) for _ in fields(Readings)))


def in_place(readings: Readings, corrections: Readings) -> Readings:
    """The readings with `corrections`, one of a (point, meter, at) at most, in the place of what they correct."""
    if not len(corrections.at):
        return readings
    stays = ~_among(readings.point, readings.meter_id, readings.at, corrections)
    parts = (readings.take(stays), corrections)
    return Readings(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Readings)))


def marks(closings: Closings, corrections: Readings) -> Noted:
    """The intervals that a closing reading by correction ends or begins."""
    found = np.flatnonzero(_among(closings.point, closings.meter_id, closings.at, corrections))
    point, at = closings.point[found], closings.at[found]
    both = np.concatenate([at, at + INTERVAL_MS])
    return Noted(np.tile(point, 2), both, np.full(len(both), Rule.CORRECTED, np.uint8))


def _among(point: Numbers, meter: Numbers, at: Numbers, corrections: Readings) -> NDArray[np.bool_]:
    found = np.zeros(len(at), bool)
    own = zip(*(getattr(corrections, name).tolist() for name in ("point", "meter_id", "at")), strict=True)
    wanted = set(own)
    if not wanted:
        return found
    near = np.flatnonzero(np.isin(point, corrections.point) & np.isin(at, corrections.at))
    rows = zip(point[near].tolist(), meter[near].tolist(), at[near].tolist(), strict=True)
    found[near] = [row in wanted for row in rows]
    return found
