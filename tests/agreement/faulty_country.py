"""A country of which ten homes have a fault each, around every midnight of its zones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from contract.settings import Settings
from contract.utilities import BY_NAME
from contract.windows import HOUR_MS, MINUTE_MS
from simulator.demand.country import Country
from simulator.faults.kinds import Fault
from simulator.run.batches import Batch
from simulator.run.plan import plan
from simulator.run.simulation import simulate
from simulator.scenario import Scenario
from simulator.sending.producer import Sender
from tests.simulator.starting import run

SEED = 3
DAY = date(2026, 3, 3)
ORIGIN = round(datetime(2026, 3, 3, 12, tzinfo=UTC).timestamp() * 1000)
LIVE_FROM = ORIGIN + 36 * HOUR_MS
KINDS = (
    ("late", 4 * 3600, ""),
    ("wrong_clock", -90, ""),
    ("disorder", 500, ""),
    ("duplicate", 3, ""),
    ("gap", 0, ""),
    ("poison", 0, ""),
    ("swap", 0, ""),
    ("reset", 0, ""),
    ("rollover", 0, ""),
    ("stuck", 0, "register"),
)


class FaultyCountry:
    """So many homes in a namespace; every second one from the fourth on has a fault, in the order of KINDS."""

    def __init__(self, settings: Settings, users: int) -> None:
        self._settings, self.users = settings, users
        self.homes: list[int] = Country(users, SEED).fleets[0].user_id.tolist()
        self.late, self.clock_behind = self.homes[3], self.homes[5]

    def enrol(self, folder: Path) -> None:
        run(self._settings, folder, "enrol", "--users", str(self.users), "--seed", str(SEED))

    def send(self, which: Callable[[Batch], bool] = lambda _: True) -> None:
        """The readings of a day and a half, of those batches that are asked for."""
        sender = Sender(self._settings)
        for batch in filter(which, self._batches):
            sender.send(batch)
        sender.close()

    @cached_property
    def _batches(self) -> list[Batch]:
        scenario = Scenario(self.users, SEED, ORIGIN, LIVE_FROM, faults=tuple(self._faults()))
        reporting = plan(self._settings, scenario.heartbeat_ms, self._settings.readings_per_report)
        batches = simulate(scenario, scenario.country(), reporting, 0, LIVE_FROM + MINUTE_MS)
        return [batch for batch in batches if batch.topic in BY_NAME]

    def _faults(self) -> Iterable[Fault]:
        for place, (kind, size, sort) in enumerate(KINDS):
            start = ORIGIN + (10 if kind in ("swap", "reset", "rollover") else 13) * HOUR_MS
            yield Fault(
                kind, kind, start, ORIGIN + 23 * HOUR_MS, user_id=self.homes[3 + 2 * place], size=size, sort=sort
            )
