"""Where the two layers do not have the same closing reading, in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Difference:
    """What the live view has in the place of another closing reading of the batch; -1 where a layer has none.

    By difference: row among the compared service points, user, interval; both layers' instants (UTC ms) and registers.
    `earlier`: the batch's register before it, on that day. `size`: how far the last registers of the two layers are
    apart at the interval's end, mWh or mL.
    """

    row: Numbers
    user: Numbers
    interval: Numbers
    live_at: Numbers
    live_register: Numbers
    batch_at: Numbers
    batch_register: Numbers
    earlier: Numbers
    size: Numbers

    def keys(self) -> Numbers:
        """User and interval as one number."""
        return keys(self.user, self.interval)


def keys(user: Numbers, interval: Numbers) -> Numbers:
    """One number for each pair; neither is negative nor has more than 31 bits."""
    return user.astype(np.int64) << 31 | interval


def joined(parts: Sequence[Difference]) -> Difference:
    """All of them, one after the other; at least one part."""
    names = [field.name for field in fields(Difference)]
    return Difference(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
