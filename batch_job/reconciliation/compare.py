"""Counting where two layers have the same closing reading, and where they have not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from batch_job.reconciliation.kept import KeptDay
from batch_job.reconciliation.rings import NONE, LiveClosings


@dataclass(frozen=True)
class Compared:
    """One utility and day of n service points, in users' order; counts of closing readings, shape (n,).

    `compared`: that both or either layer had; `matched` and `late` of them. `beyond`: those that only the batch can
    still have, because the ring has passed over their interval. `heard`: service points that the live view knows.
    """

    utility: str
    day: date
    users: NDArray[np.int64]
    compared: NDArray[np.int64]
    matched: NDArray[np.int64]
    late: NDArray[np.int64]
    beyond: int
    heard: int


@dataclass(frozen=True)
class Difference:
    """What the live view has in the place of another closing reading of the batch, or of none; arrays by difference."""

    row: NDArray[np.int64]
    user: NDArray[np.int64]
    at: NDArray[np.int64]  # NONE where the live view has nothing
    register: NDArray[np.int64]


Explain = Callable[[Difference], NDArray[np.bool_]]
"""Which differences are of readings that came after the run's cutoff."""


def compare(utility: str, kept: KeptDay, live: LiveClosings, explain: Explain) -> Compared:
    """A match is the same instant and the same register; a service point the live view never heard of matches none."""
    either = (kept.at != NONE) | (live.at != NONE)
    compared = either & (live.held | ~live.there[:, None])
    matched = compared & (kept.at == live.at) & (kept.register == live.register)
    late = _late(kept, live, compared & ~matched, explain)
    counts = (compared.sum(axis=1), matched.sum(axis=1), late)
    return Compared(utility, kept.day, kept.users, *counts, int((either & ~compared).sum()), int(live.there.sum()))


def _late(kept: KeptDay, live: LiveClosings, differs: NDArray[np.bool_], explain: Explain) -> NDArray[np.int64]:
    row, column = np.nonzero(differs)
    if not len(row):
        return np.zeros(len(kept.users), np.int64)
    difference = Difference(row, kept.users[row], live.at[row, column], live.register[row, column])
    return np.bincount(row[explain(difference)], minlength=len(kept.users))
