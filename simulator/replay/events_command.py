"""`python -m simulator replay-events`: what happened where, with its weight: accidents, players."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Annotated

import typer

from contract.settings import Settings
from contract.topics import EVENTS
from simulator.instants import to_iso
from simulator.replay.clock import require_own_clock
from simulator.replay.sending import Target, present
from simulator.sending.producer import Sender


def replay_events(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="A CSV file with a header, or s3://BUCKET/KEY; .gz too.")],
    *,
    lat_column: Annotated[str, typer.Option(help="Degrees north.")],
    lon_column: Annotated[str, typer.Option(help="Degrees east.")],
    time_column: Annotated[str, typer.Option()],
    weight_column: Annotated[str | None, typer.Option(help="[every event weighs 1]")] = None,
    time_format: Annotated[str | None, typer.Option(help="As for strptime. [ISO]")] = None,
    zone: Annotated[str, typer.Option(help="Of times without an offset.")] = "UTC",
    separator: Annotated[str, typer.Option()] = ",",
    speed: Annotated[float, typer.Option(min=0, help="File seconds in a real one; 0: as fast as possible.")] = 0,
    shift_to: Annotated[
        str | None, typer.Option(help="Move by whole days, so that the last event is in the day before: now, DATE.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Account for programs.")] = False,
) -> None:
    """Replay a file of events to topic `events`, in order of time."""
    from simulator.replay.events import EventLayout, event_batches, read_events
    from simulator.replay.order import shift

    settings: Settings = context.obj
    require_own_clock(settings)
    how = (zone, time_column, time_format, lat_column, lon_column, weight_column, separator)
    events = read_events(settings, file, EventLayout(*how))
    moved = shift(int(events.at.max()), shift_to, present())
    first, last = int(events.at.min()) + moved, int(events.at.max()) + moved
    target, sender = Target(settings, EVENTS, speed), Sender(settings)
    target.ready(sender, first)
    name = PurePosixPath(file).name.partition(".")[0]
    sent = target.send(sender, event_batches(events, name, moved), len(events.at), first)
    if as_json:
        counts = {"rows": events.rows, "sent": sent, "skipped": events.skipped}
        typer.echo(json.dumps({**counts, "first_at": first, "last_at": last}, indent=1))
    else:
        skipped = ", ".join(f"{count:,} with {reason}" for reason, count in events.skipped.items()) or "none"
        typer.echo(
            f"Sent {sent:,} events of {events.rows:,} rows, {to_iso(first)} to {to_iso(last)}; skipped: {skipped}."
        )
