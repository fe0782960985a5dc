"""From the options of `run` to a scenario and the pace at which it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from contract.windows import DAY_MS, INTERVAL_MS, Clock
from simulator.demand.spikes import order_spike
from simulator.faults.plan_file import read_plan
from simulator.instants import parse_instant
from simulator.run.pace import Pace
from simulator.run.simulation import FOR_EVER
from simulator.scenario import Scenario

METERS_A_USER = 2.64  # electricity and water for all, gas for 60 %, a head meter for 25


@dataclass(frozen=True)
class RunOptions:
    """What was asked for. `rate` is readings a second, None outside benchmarks; instants as ISO text."""

    users: int
    seed: int
    heartbeat_ms: int
    backfill_days: int
    rate: float | None
    speed: float
    live_from: str | None
    until: str | None
    spikes: tuple[str, ...]
    faults: Path | None = None
    solar: int = 0

    def scenario(self, now: int) -> Scenario:
        """The simulation, whose present is `now` (UTC ms) unless it begins elsewhere. Raises ValueError."""
        present = parse_instant(self.live_from) if self.live_from else now
        live_from = present - present % INTERVAL_MS
        spikes = tuple(order_spike(text, present) for text in self.spikes)
        origin = live_from - self.backfill_days * DAY_MS
        faults = read_plan(self.faults, live_from) if self.faults else ()
        size = self.asked_users(), self.seed
        return Scenario(*size, origin, live_from, self.heartbeat_ms, spikes, faults, self.solar)

    def asked_users(self) -> int:
        """`users`, or as many as have the meters that make `rate` readings a second."""
        if not self.rate:
            return self.users
        return max(1, round(self.rate * self.heartbeat_ms / 1000 / METERS_A_USER))

    def pace(self, clock: Clock) -> Pace:
        """Real time unless told otherwise; from another present, simulated time begins there."""
        now = clock()
        speed = 0.0 if self.rate == 0 else self.speed
        return Pace(clock, now, parse_instant(self.live_from) if self.live_from else now, speed)

    def since(self, now: int, period: int) -> int:
        """A benchmark leaves out what would have to be caught up first: it begins with the last full period."""
        paced = self.rate and not self.live_from
        return now - now % period - period if paced else 0

    def stop_at(self) -> int:
        return parse_instant(self.until) if self.until else FOR_EVER
