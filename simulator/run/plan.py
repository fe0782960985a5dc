"""How meters report: how often they read, how many readings a report carries, and when it leaves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from contract.reading import MOST_READINGS
from contract.settings import Settings
from contract.windows import MINUTE_MS
from simulator.country.meters import Fleet
from simulator.country.population import Numbers
from simulator.scenario import ScenarioError

TICKS_A_HEARTBEAT = 20


@dataclass(frozen=True)
class Plan:
    """Milliseconds. A meter reads once a heartbeat, at its own phase, and reports each `period` = readings heartbeats.

    Reports leave as soon as they are complete, or, if `spread`, evenly over the following period: only that can be
    paced when there are millions, and the stream's delay must then be longer than the period.
    """

    heartbeat: int
    readings: int
    partitions: int
    spread: bool

    def __post_init__(self) -> None:
        if not 1 <= self.readings <= MOST_READINGS:
            raise ScenarioError(f"A report cannot carry {self.readings} readings; choose 1 to {MOST_READINGS}.")
        if self.heartbeat < 1000 or MINUTE_MS % self.period:
            shown = f"{self.readings} readings {self.heartbeat / 1000:g} s apart"
            raise ScenarioError(f"Reports of {shown} do not fill a minute evenly; choose e.g. 2 or 12 readings, 5 s.")

    @property
    def period(self) -> int:
        return self.heartbeat * self.readings

    @property
    def tick(self) -> int:
        return self.heartbeat // TICKS_A_HEARTBEAT

    @property
    def slots(self) -> int:
        """Ticks over which the reports of a period leave."""
        return self.period // self.tick if self.spread else TICKS_A_HEARTBEAT

    def slot_of(self, fleet: Fleet, phase: Numbers) -> Numbers:
        """In which of these ticks each meter reports."""
        if self.spread:
            return np.arange(len(fleet)) % self.slots
        return (phase - 1) * TICKS_A_HEARTBEAT // self.heartbeat

    def leaves(self, start: int, slot: int) -> int:
        """When the reports of the period from `start` leave (UTC ms): never before their last reading."""
        begin = start + (self.period if self.spread else self.period - self.heartbeat)
        return begin + (slot + 1) * self.tick


def plan(settings: Settings, heartbeat: int, readings: int) -> Plan:
    """The plan that fits a namespace. Raises ScenarioError."""
    spread = settings.delay_s * 1000 > heartbeat * readings
    return Plan(heartbeat, readings, settings.partitions, spread)
