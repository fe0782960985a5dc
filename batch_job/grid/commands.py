"""The verbs of the grid: grid, connect."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console

from contract.settings import load


def grid() -> None:
    """Look at feeders: load, loss and suspects of what was settled or moved since; `settle` ends with this."""
    from batch_job.grid.nightly import look_at_grid
    from batch_job.nightly.database import engine, only_one
    from batch_job.nightly.plan import wall_clock

    settings = load()
    database = engine(settings)
    with only_one(database, settings):
        made = look_at_grid(database, wall_clock)
    for zone, night_id in made.items():
        Console().print(f"{zone}: night {night_id}")
    if not made:
        Console().print("Nothing changed since the last look at any zone.")


def connect(
    user_id: Annotated[int, typer.Argument(help="The home or business.")],
    feeder_id: Annotated[int, typer.Argument(help="The feeder it is on from then.")],
    since: Annotated[
        datetime, typer.Option("--from", formats=["%Y-%m-%dT%H:%M"], help="UTC, at a quarter hour: 2026-03-01T12:15.")
    ],
) -> None:
    """Move a home to another feeder; what it used before stays with the one it was on. `grid` follows."""
    from batch_job.grid.move import move
    from batch_job.nightly.database import engine
    from batch_job.nightly.plan import wall_clock

    at = round(since.replace(tzinfo=UTC).timestamp() * 1000)
    with engine(load()).begin() as connection:
        move(connection, user_id, feeder_id, at, wall_clock())
    Console(stderr=True).print(f"Customer {user_id} is on feeder {feeder_id} from {since:%Y-%m-%d %H:%M} UTC on.")
