"""`python -m simulator replay`: the readings of real meters, in a namespace of their own."""

from __future__ import annotations

from typing import Annotated

import typer

from contract.settings import Settings
from contract.topics import REPORTS
from contract.utilities import BY_NAME, UTILITIES
from contract.windows import MINUTE_MS
from simulator.replay.amounts import factor
from simulator.replay.clock import require_own_clock
from simulator.replay.problem import ReplayError
from simulator.replay.sending import Target, present


def replay(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="A CSV file with a header, or s3://BUCKET/KEY; .gz too.")],
    *,
    utility: Annotated[str, typer.Option(help="electricity, gas, water or export.")],
    unit: Annotated[str, typer.Option(help="Wh, kWh, MWh; mL, L, m3, ft3, ccf; gal (water); kWh, therm (gas).")],
    zone: Annotated[str, typer.Option(help="The homes' IANA time zone.")],
    time_column: Annotated[str, typer.Option()],
    time_format: Annotated[str | None, typer.Option(help="As for strptime. [ISO]")] = None,
    user_column: Annotated[str | None, typer.Option(help="Names the home of each row.")] = None,
    user: Annotated[str | None, typer.Option(help="Names the only home, of a file without such a column.")] = None,
    register_column: Annotated[str | None, typer.Option(help="What the meter showed.")] = None,
    usage_column: Annotated[str | None, typer.Option(help="What was used since the row before.")] = None,
    period: Annotated[float, typer.Option(help="Minutes that each usage counts; gaps then stay gaps.")] = 0,
    starts: Annotated[
        bool, typer.Option("--starts", help="Times are the beginnings of periods, not the ends.")
    ] = False,
    kwh_per_m3: Annotated[str, typer.Option(help="Heat in gas that is counted in kWh or therms.")] = "11.2",
    separator: Annotated[str, typer.Option()] = ",",
    speed: Annotated[float, typer.Option(min=0, help="File seconds in a real one; 0: as fast as possible.")] = 0,
    shift_to: Annotated[
        str | None, typer.Option(help="Move by whole days, so that the last reading is in the day before: now, DATE.")
    ] = None,
    first_user_id: Annotated[int, typer.Option(help="Number of the first home that has none yet.")] = 64,
    as_json: Annotated[bool, typer.Option("--json", help="Account for programs.")] = False,
) -> None:
    """Replay a file of meter readings on its own clock, homes merged in time, each home's disorder kept."""
    from simulator.replay.meter_file import Layout, read_meter_file
    from simulator.replay.order import shift
    from simulator.replay.replaying import replay_file

    settings: Settings = context.obj
    if utility not in BY_NAME:
        raise ReplayError(f"There is no utility {utility!r}; choose {', '.join(BY_NAME)}.")
    _one_of("--user-column", user_column, "--user", user)
    _one_of("--register-column", register_column, "--usage-column", usage_column)
    if (period or starts) and not (usage_column and period > 0):
        raise ReplayError("--starts and --period tell what a usage counts; give --usage-column and --period MINUTES.")
    kind = BY_NAME[utility]
    base = factor(kind, unit, kwh_per_m3)
    how = (time_column, time_format, user_column, user, register_column, usage_column, separator)
    layout = Layout(kind, base, zone, *how, period=round(period * MINUTE_MS), starts=starts)
    require_own_clock(settings)
    found = read_meter_file(settings, file, layout)
    moved = shift(int(found.readings.at.max()), shift_to, present())
    target = Target(settings, REPORTS[UTILITIES.index(kind)], speed)
    account = replay_file(target, found, layout, first_user_id, moved)
    typer.echo(account.as_json() if as_json else account.as_text())


def _one_of(name: str, value: str | None, other_name: str, other: str | None) -> None:
    if (value is None) == (other is None):
        raise ReplayError(f"Give either {name} or {other_name}.")
