"""The verbs of the nightly run's keepers: `runs`, `schedule`, `crontab`, `compact`."""

from __future__ import annotations

import signal
import time
from threading import Event
from types import FrameType
from typing import Annotated

import typer

from contract.settings import load


def runs(
    run: Annotated[int | None, typer.Option(min=1, help="Print what this run read, as JSON.")] = None,
    most: Annotated[int, typer.Option(min=1, help="So many of the newest.")] = 30,
) -> None:
    """List runs: state, inputs, duration, rows, CPU seconds, and what each changed of what was published before."""
    from rich.console import Console

    from batch_job.nightly.scheduling.listing import inputs_of, listed

    if run is not None:
        print(inputs_of(load(), run))
        return
    Console().print(listed(load(), most))


def schedule(
    poll: Annotated[float, typer.Option(min=1, help="Seconds between looks at the clock.")] = 60.0,
) -> None:
    """Run `settle` every night, once the day has ended in the last zone and its grace is over, until stopped."""
    from batch_job.nightly.scheduling.scheduler import keep_settling

    stop = Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
    keep_settling(load(), poll, stop)


def crontab() -> None:
    """Print the lines of a crontab that run `settle` every night, for those who want cron instead of `schedule`."""
    from batch_job.nightly.scheduling.cron import lines

    print(lines(load(), round(time.time() * 1000)))


def compact() -> None:
    """Join the small objects of arrival hours that are over; what an earlier compaction joined is swept."""
    from rich.console import Console

    from batch_job.archive.tidy import tidy

    done = tidy(load())
    console = Console()
    console.print(f"{done.joined:,} objects joined into {done.into:,}, {done.swept:,} swept")
    if done.rows:
        before, after = (count / done.rows for count in (done.bytes_before, done.bytes_after))
        console.print(f"{done.rows:,} rows: {before:.2f} bytes each before, {after:.2f} after")
