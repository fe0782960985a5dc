"""`python -m simulator run`: a country's meters, from past days to now and on."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from contract.settings import Settings
from contract.topics import WEATHER
from contract.utilities import UTILITIES
from contract.windows import Clock
from simulator.instants import to_iso
from simulator.run.options import RunOptions
from simulator.run.plan import plan
from simulator.run.sending import send_all
from simulator.run.simulation import backfill_readings, simulate
from simulator.scenario import Scenario, save, scenario_file
from simulator.sending.ledger import Ledger
from simulator.sending.producer import Sender
from simulator.sending.progress import SendingProgress
from simulator.stopping import Stopping

SCALE_READINGS = 12


def run(
    context: typer.Context,
    *,
    users: Annotated[int, typer.Option(help="Homes and businesses.")] = 10_000,
    seed: Annotated[int, typer.Option(help="Same seed, same bytes.")] = 1,
    backfill_days: Annotated[
        int | None, typer.Option(help="Past days, one reading a quarter hour. [3; 0 with --rate]")
    ] = None,
    speed: Annotated[float, typer.Option(help="Simulated seconds in a real one; 0: as fast as possible.")] = 1.0,
    rate: Annotated[float | None, typer.Option(help="Benchmark: readings a second; 0: as fast as possible.")] = None,
    readings_per_report: Annotated[int | None, typer.Option(help="[as the profile says; 12 with --rate]")] = None,
    interval: Annotated[float, typer.Option(help="Seconds between the readings of a meter.")] = 5.0,
    live_from: Annotated[
        str | None, typer.Option("--from", help="Where heartbeats begin, an ISO instant. [now]")
    ] = None,
    until: Annotated[str | None, typer.Option(help="No reading after this ISO instant.")] = None,
    spike: Annotated[list[str] | None, typer.Option(help="USER:UTILITY@+SECONDS, counted from now.")] = None,
    ledger: Annotated[Path | None, typer.Option(help="Appends what the broker has acknowledged.")] = None,
) -> None:
    """Simulate a country's meters: past days first, then live."""
    settings: Settings = context.obj
    days = backfill_days if backfill_days is not None else 3 if rate is None else 0
    readings = readings_per_report or (settings.readings_per_report if rate is None else SCALE_READINGS)
    options = RunOptions(users, seed, round(interval * 1000), days, rate, speed, live_from, until, tuple(spike or ()))
    _simulate(settings, options, readings, ledger, lambda: time.time_ns() // 1_000_000)


def _simulate(settings: Settings, options: RunOptions, readings: int, ledger: Path | None, clock: Clock) -> None:
    now = clock()
    scenario = options.scenario(now)
    reporting = plan(settings, scenario.heartbeat_ms, readings)
    pace, stopping, sender = options.pace(clock), Stopping(), Sender(settings)
    sender.check([*(utility.name for utility in UTILITIES), WEATHER.name])
    country = scenario.country()
    batches = simulate(scenario, country, reporting, options.since(now), options.stop_at())
    if options.rate is None:
        save(scenario, scenario_file(settings))
    console = Console(stderr=True)
    console.print(_announcement(scenario, sum(len(fleet) for fleet in country.fleets)), highlight=False, soft_wrap=True)
    total = backfill_readings(scenario, country) or None
    with SendingProgress("simulated", total if options.until is None else None, console) as progress:
        book = Ledger(ledger, clock) if ledger else None
        stamp = send_all(batches, sender=sender, pace=pace, stopping=stopping, progress=progress, ledger=book)
        sender.close()
    if book:
        book.note(sender, stamp, last=True)
    sent = ", ".join(
        f"{topic} {sum(n for (t, _), n in sender.sent.items() if t == topic):,}" for topic in _topics(sender)
    )
    account = f"Sent up to {to_iso(stamp)}: {progress.readings:,} readings in messages: {sent or 'none'}."
    console.print(account, highlight=False, soft_wrap=True)


def _topics(sender: Sender) -> list[str]:
    return list(dict.fromkeys(topic for topic, _ in sender.sent))


def _announcement(scenario: Scenario, meters: int) -> str:
    past = "" if scenario.origin == scenario.live_from else f"quarter hours from {to_iso(scenario.origin)}, "
    who = f"{scenario.users:,} users with {meters:,} meters, seed {scenario.seed}"
    return f"{who}: {past}live from {to_iso(scenario.live_from)}."
