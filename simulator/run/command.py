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
from simulator.run.job import Job, prepare
from simulator.run.options import RunOptions
from simulator.run.pace import Pace
from simulator.run.sending import send_all
from simulator.scenario import SOLAR
from simulator.sending.ledger import Ledger
from simulator.sending.note import Note
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
    faults: Annotated[
        Path | None, typer.Option(help="A plan of faults; their truth is written beside the scenario.")
    ] = None,
    solar: Annotated[int, typer.Option(help=SOLAR)] = 0,
    ledger: Annotated[Path | None, typer.Option(help="Appends what the broker has acknowledged.")] = None,
    resume: Annotated[bool, typer.Option(help="Go on with this namespace's simulation, if there is one.")] = False,
) -> None:
    """Simulate a country's meters: past days first, then live."""
    settings: Settings = context.obj
    days = backfill_days if backfill_days is not None else 3 if rate is None else 0
    readings = readings_per_report or (settings.readings_per_report if rate is None else SCALE_READINGS)
    options = RunOptions(
        users, seed, round(interval * 1000), days, rate, speed, live_from, until, tuple(spike or ()), faults, solar
    )
    clock: Clock = lambda: time.time_ns() // 1_000_000  # noqa: E731
    job = prepare(settings, options, readings, clock, resume=resume)
    _send(settings, job, options.pace(clock), [Ledger(ledger, clock)] if ledger else [])


def _send(settings: Settings, job: Job, pace: Pace, notes: list[Note]) -> None:
    stopping, sender = Stopping(), Sender(settings)
    sender.check([*(utility.name for utility in UTILITIES), WEATHER.name])
    job.keep()
    console = Console(stderr=True)
    console.print(job.announcement(), highlight=False, soft_wrap=True)
    with SendingProgress("simulated", job.total, console) as progress:
        stamp = send_all(
            job.batches,
            sender=sender,
            pace=pace,
            stopping=stopping,
            progress=progress,
            notes=[*notes, *job.bookmarks],
        )
    console.print(_account(sender, progress.readings, stamp), highlight=False, soft_wrap=True)


def _account(sender: Sender, readings: int, stamp: int) -> str:
    totals: dict[str, int] = {}
    for (topic, _), count in sender.sent.items():
        totals[topic] = totals.get(topic, 0) + count
    messages = ", ".join(f"{topic} {count:,}" for topic, count in totals.items())
    return f"Sent {readings:,} readings up to {to_iso(stamp)}; messages: {messages}." if stamp else "Nothing was due."
