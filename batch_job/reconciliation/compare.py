"""Counting where two layers have the same closing reading, and where they have not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from batch_job.reconciliation.difference import Difference
from batch_job.reconciliation.kept import KeptDay
from batch_job.reconciliation.rings import NONE, LiveClosings
from contract.reconciliation import CAUSES, Cause


@dataclass(frozen=True)
class Compared:
    """One utility and day of n service points, in users' order; counts of closing readings, shape (n,).

    `compared`: that both or either layer had; `matched` of them. `cause` is the place in CAUSES of each difference.
    `beyond`: those that only the batch can still have, because the ring has passed over their interval. `heard`:
    service points that the live view knows.
    """

    utility: str
    day: date
    users: NDArray[np.int64]
    compared: NDArray[np.int64]
    matched: NDArray[np.int64]
    difference: Difference
    cause: NDArray[np.int64]
    beyond: int
    heard: int

    def of_cause(self, cause: Cause) -> NDArray[np.int64]:
        """How many differences each service point has by this cause."""
        chosen = self.cause == CAUSES.index(cause)
        return np.bincount(self.difference.row[chosen], minlength=len(self.users))

    @property
    def sized(self) -> NDArray[np.bool_]:
        """Which differences have a size that means something: none has across a register event."""
        event = self.cause == CAUSES.index(Cause.REGISTER_EVENT)
        found: NDArray[np.bool_] = (self.difference.size != NONE) & ~event
        return found

    @property
    def unexplained(self) -> int:
        return int(self.of_cause(Cause.UNEXPLAINED).sum())


def compare(utility: str, kept: KeptDay, live: LiveClosings) -> Compared:
    """A match is the same instant and the same register; a service point the live view never heard of matches none.

    No difference is explained yet.
    """
    either = (kept.at != NONE) | (live.at != NONE)
    compared = either & (live.held | ~live.there[:, None])
    matched = compared & (kept.at == live.at) & (kept.register == live.register)
    difference = _differences(kept, live, compared & ~matched)
    nothing = np.full(len(difference.row), CAUSES.index(Cause.UNEXPLAINED))
    counts = (compared.sum(axis=1), matched.sum(axis=1))
    beyond = int((either & ~compared).sum())
    return Compared(utility, kept.day, kept.users, *counts, difference, nothing, beyond, int(live.there.sum()))


def _differences(kept: KeptDay, live: LiveClosings, differs: NDArray[np.bool_]) -> Difference:
    row, column = np.nonzero(differs)
    batch, speed = _held(kept.at, kept.register)[row, column], _held(live.at, live.register)[row, column]
    earlier = np.where(column > 0, _held(kept.at, kept.register)[row, np.maximum(column - 1, 0)], NONE)
    return Difference(
        row,
        kept.users[row],
        kept.first_interval + column,
        live.at[row, column],
        live.register[row, column],
        kept.at[row, column],
        kept.register[row, column],
        earlier,
        np.where((batch != NONE) & (speed != NONE), np.abs(batch - speed), NONE),
    )


def _held(at: NDArray[np.int64], register: NDArray[np.int64]) -> NDArray[np.int64]:
    """What the register said last, at each interval's end; NONE before the day's first closing reading."""
    column = np.maximum.accumulate(np.where(at != NONE, np.arange(at.shape[1]), -1), axis=1)
    return np.where(column >= 0, np.take_along_axis(register, np.maximum(column, 0), axis=1), NONE)
