"""A simulation that is ready to be sent: a new one, or the rest of one that was stopped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from contract.settings import Settings
from contract.windows import Clock
from simulator.demand.country import Country
from simulator.faults.transport import longest_delay
from simulator.faults.truth_file import write_truth
from simulator.instants import to_iso
from simulator.run.batches import Batch
from simulator.run.bookmark import Bookmark, read_bookmark
from simulator.run.options import RunOptions
from simulator.run.plan import plan
from simulator.run.simulation import backfill_readings, simulate
from simulator.scenario import Scenario, load, save, scenario_file


@dataclass(frozen=True)
class Job:
    """What is to be sent, and the files that remember it; a benchmark has none."""

    scenario: Scenario
    country: Country
    batches: Iterator[Batch]
    file: Path | None
    bookmarks: tuple[Bookmark, ...]
    resumed_at: int
    total: int | None

    def keep(self) -> None:
        """Makes the scenario known to `truth` and to a later `--resume`."""
        if self.file and not self.resumed_at:
            save(self.scenario, self.file)
            write_truth(self.country.faults, self.file.with_suffix(".faults.jsonl"))
            _bookmark_file(self.file).unlink(missing_ok=True)

    def announcement(self) -> str:
        users, seed = self.scenario.users, self.scenario.seed
        who = f"{users:,} users with {sum(len(fleet) for fleet in self.country.fleets):,} meters, seed {seed}"
        if self.resumed_at:
            return f"{who}: going on from {to_iso(self.resumed_at)}."
        past = f"quarter hours from {to_iso(self.scenario.origin)}, "
        live = f"live from {to_iso(self.scenario.live_from)}."
        live += f" {len(self.scenario.faults)} faults." if self.scenario.faults else ""
        return f"{who}: {live if self.scenario.origin == self.scenario.live_from else past + live}"


def prepare(settings: Settings, options: RunOptions, readings: int, clock: Clock, *, resume: bool) -> Job:
    """The job that fits the options. Raises ValueError or ScenarioError."""
    now, file = clock(), scenario_file(settings)
    old = load(file) if resume and file.exists() else None
    scenario = old or options.scenario(now)
    sent_to = read_bookmark(_bookmark_file(file)) if old else 0
    reporting = plan(settings, scenario.heartbeat_ms, readings)
    country = scenario.country()
    since = max(options.since(now, reporting.period), sent_to - 2 * reporting.period - longest_delay(scenario.faults))
    batches = simulate(scenario, country, reporting, since, options.stop_at())
    unending = options.until is None
    return Job(
        scenario,
        country,
        (batch for batch in batches if batch.stamp > sent_to),
        None if options.rate is not None else file,
        () if options.rate is not None else (Bookmark(_bookmark_file(file), clock),),
        sent_to,
        backfill_readings(scenario, country) or None if unending and not sent_to else None,
    )


def _bookmark_file(scenario: Path) -> Path:
    return scenario.with_suffix(".bookmark")
