"""The one rule: a difference is explained if and only if each layer holds what the reference makes of what it had seen.

The reference of an interval is the greatest (at, register) of its usable readings. The batch had seen the offsets below
the run's stop, takes those after the start of supply, and the run's corrections in the place of what they correct. The
speed layer had surely seen those below its own offset that it did not refuse as a stranger's, of the others any, and no
correction: so what it holds must be a reading that is archived, and none that it had surely seen may be greater.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from batch_job.reconciliation.difference import Difference, Numbers
from batch_job.reconciliation.inputs import Inputs
from batch_job.reconciliation.rings import NONE
from contract.reconciliation import CAUSES, Cause
from contract.usage import NEAR_MS

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Seen:
    """One partition: the batch had seen the offsets below `stop`, the speed layer surely those below `speed`.

    Only if they were stamped up to `settled` (UTC ms): later ones may wait in a window that is still open. It refused
    those at the offsets `refused`, because nobody was enrolled yet who could have sent them.
    """

    stop: int
    speed: int
    settled: int
    refused: Numbers = field(default_factory=lambda: np.empty(0, np.int64))


def causes(difference: Difference, inputs: Inputs, seen: Seen, supply_from: Numbers) -> Numbers:
    """The place in CAUSES of each difference; `supply_from` (UTC ms) is of its service point."""
    facts = _Facts(difference, inputs, seen, supply_from)
    late = facts.any(facts.is_live) & ~facts.any(facts.is_live & facts.before_stop)
    classes = {
        Cause.CORRECTION: facts.any(inputs.revised),
        Cause.LATE: late,
        Cause.DUPLICATE_CONFLICT: facts.batch_only & facts.conflict(),
        Cause.REGISTER_EVENT: facts.batch_only & facts.register_event(),
        Cause.QUARANTINE: facts.refused_by_batch() | facts.refused_by_speed(),
        Cause.CLOCK: facts.batch_only & facts.any(facts.is_batch & (inputs.at > inputs.stamp)),
        Cause.SPEED_OUTAGE: facts.batch_only,
    }
    explained = facts.live_is_right() & facts.batch_is_right()
    found = [explained & fits for fits in classes.values()]
    codes = [CAUSES.index(cause) for cause in classes]
    return np.select(found, codes, CAUSES.index(Cause.UNEXPLAINED))


class _Facts:
    """What the readings of an interval say of both layers' choice; flags by reading, or by difference."""

    def __init__(self, difference: Difference, inputs: Inputs, seen: Seen, supply_from: Numbers) -> None:
        self._difference, self._inputs = difference, inputs
        self.is_live, self._above_live = self._against(difference.live_at, difference.live_register, inputs.revised)
        self.is_batch, self._above_batch = self._against(
            difference.batch_at, difference.batch_register, inputs.replaced
        )
        self.before_stop = inputs.offset < seen.stop
        self.taken: Flags = inputs.at + NEAR_MS >= supply_from[inputs.number]
        self._refused = np.isin(inputs.offset, seen.refused)
        self._surely_seen = (inputs.offset < seen.speed) & (inputs.stamp <= seen.settled) & ~self._refused
        self._read = self.before_stop & self.taken
        # the batch's reading is one that the speed layer would hold if it had seen it
        self.batch_only = self.any(self.is_batch & self._above_live)

    def any(self, chosen: Flags) -> Flags:
        """By difference: whether one of its readings is chosen."""
        found: Flags = np.bincount(self._inputs.number[chosen], minlength=len(self._difference.row)) > 0
        return found

    def live_is_right(self) -> Flags:
        there: Flags = self.any(self.is_live) | (self._difference.live_at == NONE)
        return there & ~self.any(self._above_live & self._surely_seen)

    def batch_is_right(self) -> Flags:
        there: Flags = self.any(self.is_batch & self._read) | (self._difference.batch_at == NONE)
        return there & ~self.any(self._above_batch & self._read)

    def refused_by_batch(self) -> Flags:
        """What live holds came before supply began."""
        return self.any(self.is_live & self.before_stop & ~self.taken)

    def refused_by_speed(self) -> Flags:
        """What the batch holds came before the stream knew anybody who could have sent it."""
        return self.batch_only & self.any(self.is_batch & self._refused)

    def conflict(self) -> Flags:
        """Both layers have the same instant of one meter."""
        there: Flags = self._difference.batch_at != NONE
        same: Flags = self._difference.live_at == self._difference.batch_at
        return there & same & ~self._two_meters()

    def register_event(self) -> Flags:
        """The batch's register fell, or another meter's reading lies in the same interval."""
        fell: Flags = (self._difference.batch_at != NONE) & (self._difference.batch_register < self._difference.earlier)
        return fell | self._two_meters()

    def _two_meters(self) -> Flags:
        count, number, meter = len(self._difference.row), self._inputs.number, self._inputs.meter_id
        least, most = np.full(count, np.iinfo(np.int64).max), np.full(count, NONE)
        np.minimum.at(least, number, meter)
        np.maximum.at(most, number, meter)
        two: Flags = most > least
        return two

    def _against(self, at: Numbers, register: Numbers, unknown: Flags) -> tuple[Flags, Flags]:
        """Which readings are a layer's choice, and which are greater than it, but for those `unknown` to the layer."""
        chosen_at, chosen = at[self._inputs.number], register[self._inputs.number]
        same = self._inputs.at == chosen_at
        above = (self._inputs.at > chosen_at) | same & (self._inputs.register > chosen)
        return same & (self._inputs.register == chosen) & ~unknown, above & ~unknown
