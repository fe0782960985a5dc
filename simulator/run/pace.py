"""Simulated time against real time."""

from __future__ import annotations

from dataclasses import dataclass

from contract.windows import Clock


@dataclass(frozen=True)
class Pace:
    """`speed` simulated seconds pass in a real one, counted from `anchor` (both clocks, UTC ms); 0 never waits."""

    clock: Clock
    real_anchor: int
    simulated_anchor: int
    speed: float

    def ahead_s(self, stamp: int) -> float:
        """Real seconds until the simulated instant `stamp`; not above 0 if it is due."""
        if self.speed == 0:
            return 0.0
        due = self.real_anchor + (stamp - self.simulated_anchor) / self.speed
        return (due - self.clock()) / 1000
