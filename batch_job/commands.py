"""The verbs of `python -m batch_job`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from batch_job.billing.commands import bill, price, tariff, unbilled
from batch_job.billing.doors import assign, billing_day, calorific_value
from batch_job.forecasts.commands import forecast
from batch_job.grid.commands import connect, grid
from batch_job.nightly.commands import compact, crontab, runs, schedule
from batch_job.problem import Problem
from batch_job.rebuild.command import rebuild
from contract.settings import load

commands = typer.Typer(
    help="The batch layer: archive of all readings, nightly settlement, reconciliation.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


PRICING = (price, tariff, calorific_value, assign, billing_day, bill, unbilled)
for verb in (schedule, crontab, compact, runs, rebuild, *PRICING, grid, connect, forecast):
    commands.command()(verb)


@commands.callback()
def main() -> None:
    """Keeps every verb a verb, even while there is only one."""


@commands.command()
def archive(
    rows: Annotated[int, typer.Option(min=1, help="Readings of one partition that make an object.")] = 1_000_000,
    age: Annotated[
        float | None,
        typer.Option(min=0.1, help="Seconds after which an object is put anyway; CONCORD_ARCHIVE_AGE_S, if not given."),
    ] = None,
) -> None:
    """Move every message to S3 as it arrives, until stopped."""
    from batch_job.archive.run import archive as run

    settings = load()
    run(settings, rows, settings.archive_age_s if age is None else age)


@commands.command()
def settle(
    day: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Settle up to this local day, and again if it was published before."),
    ] = None,
    zone: Annotated[str | None, typer.Option(help="Only this settlement zone.")] = None,
    all_due: Annotated[bool, typer.Option("--all-due", help="Every day that has ended; this is the default.")] = False,
    closed: Annotated[bool, typer.Option("--closed", help="Nothing more will come: take all there is.")] = False,
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for the archive.")] = 300.0,
    *,
    accept_holes: Annotated[
        bool, typer.Option("--accept-holes", help="Go on for good without what the archive has lost; the runs say so.")
    ] = False,
) -> None:
    """Settle the days that have ended, and publish them zone by zone."""
    from rich.console import Console
    from rich.progress import Progress

    from batch_job.nightly.night import Asked
    from batch_job.nightly.night import settle as run

    if day and all_due:
        raise Problem("--day and --all-due contradict each other; give one of them.")
    console = Console(stderr=True)
    with Progress(console=console) as progress:
        planned = run(load(), Asked(day.date() if day else None, zone, closed, wait, accept_holes), progress)
    if not planned:
        console.print("Nothing is due: no local day has ended since the last run.")


@commands.command()
def reconcile(
    zone: Annotated[str | None, typer.Option(help="Only this settlement zone.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it for programs.")] = False,
) -> None:
    """Compare each zone's latest published run with the live view as it is now; fails if something is unexplained."""
    from batch_job.reconciliation.again import compare_published
    from batch_job.reconciliation.show import show

    show(list(compare_published(load(), zone)), as_json=as_json)


@commands.command()
def baselines() -> None:
    """Make the baselines that are missing, and publish them to Redis if it has lost them; `settle` ends with this."""
    from rich.console import Console

    from batch_job.baselines.refresh import refresh_alone

    written = refresh_alone(load())
    for version in written:
        Console().print(f"{version.zone}: baselines of run {version.run_id} published")
    if not written:
        Console().print("Redis has the baselines of every zone's latest run.")


@commands.command()
def status() -> None:
    """Show each zone's horizon and match, runs that failed, and how far the archive is behind."""
    from rich.console import Console
    from rich.table import Table

    from batch_job.nightly.scheduling.status import behind, unpublished, zone_states

    settings = load()
    table = Table("zone", "settled up to", "last day", "run", "checksum", "matched")
    for each in zone_states(settings):
        share = "not compared" if each.share is None else f"{each.share:.2%}"
        table.add_row(each.zone, each.horizon, each.last_day, str(each.run_id), each.checksum, share)
    console = Console()
    console.print(table)
    for state, count in unpublished(settings).items():
        console.print(f"{count} runs {state}")
    console.print(f"The archive has {behind(settings):,} reports still to take.")
