"""A small simulation with faults, and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from contract.closing import closing_readings
from contract.encoding.messages import UndecodableError, decode
from contract.reading import Reading
from contract.usage import history, level_at
from contract.utilities import BY_NAME
from contract.validity import Fault as Problem
from contract.validity import fault as problem
from contract.windows import HOUR_MS, INTERVAL_MS
from simulator.faults.kinds import Fault
from simulator.run.batches import Batch
from simulator.run.plan import Plan
from simulator.run.simulation import simulate
from simulator.scenario import Scenario

LIVE_FROM = 1_793_491_200_000
ORIGIN = LIVE_FROM - 6 * HOUR_MS
STOP = LIVE_FROM + 3 * INTERVAL_MS
CALM = Scenario(users=60, seed=3, origin=ORIGIN, live_from=LIVE_FROM)
PLAN = Plan(heartbeat=5_000, readings=12, partitions=2, spread=True)

Readings = dict[tuple[int, str], list[Reading]]


def fault(kind: str, user: int | None, start: int, end: int, **more: object) -> Fault:
    """From and to in quarter hours after the present begins."""
    times = (LIVE_FROM + start * INTERVAL_MS, LIVE_FROM + end * INTERVAL_MS)
    return Fault(f"{kind} of {user}", kind, *times, **{"user_id": user, **more})  # type: ignore[arg-type]


def sent(*faults: Fault, scenario: Scenario = CALM, plan: Plan = PLAN) -> list[Batch]:
    faulty = replace(scenario, faults=faults)
    return [batch for batch in simulate(faulty, faulty.country(), plan, 0, STOP) if batch.topic in BY_NAME]


def usable(batches: Sequence[Batch]) -> Readings:
    """The readings that the contract finds no fault with, by user and topic."""
    found: Readings = {}
    for batch in batches:
        for value in batch.values:
            try:
                report = decode(value)
            except UndecodableError:
                continue
            if problem(report, batch.stamp) is Problem.NONE:
                found.setdefault((report.user_id, batch.topic), []).extend(report.readings())
    return found


def by_rule(readings: list[Reading], utility: str, start: int, stop: int) -> int:
    """Usage between two interval ends as the contract has it."""
    past = history(closing_readings(readings), BY_NAME[utility])
    first, last = level_at(past.segments, start), level_at(past.segments, stop)
    assert first
    assert last
    return last.level - first.level
