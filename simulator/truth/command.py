"""`python -m simulator truth`: what a home or county really used between two instants."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from contract.settings import Settings
from contract.utilities import BY_NAME
from simulator.instants import parse_instant, to_iso
from simulator.scenario import ScenarioError, load, scenario_file
from simulator.truth.usage import of_county, of_user, usage


def truth(
    context: typer.Context,
    *,
    start: Annotated[str, typer.Option("--from", help="Interval end, ISO instant.")],
    stop: Annotated[str, typer.Option("--until", help="Interval end, ISO instant.")],
    user: Annotated[list[int] | None, typer.Option(help="User number; may be repeated.")] = None,
    county: Annotated[list[int] | None, typer.Option(help="FIPS number; may be repeated.")] = None,
    users: Annotated[int | None, typer.Option(help="[as in this namespace's latest run]")] = None,
    seed: Annotated[int | None, typer.Option(help="[as in this namespace's latest run]")] = None,
    consumed: Annotated[bool, typer.Option(help="What was used, whatever a faulty meter made of it.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """True usage by utility, from the model alone: mWh of electricity, mL of gas and water."""
    settings: Settings = context.obj
    scenario = load(scenario_file(settings))
    scenario = replace(scenario, users=users or scenario.users, seed=scenario.seed if seed is None else seed)
    country = scenario.country()
    first, last = parse_instant(start), parse_instant(stop)
    used = usage(scenario, country, first, last, consumed=consumed)
    found = {f"user {number}": of_user(country, used, number) for number in user or ()}
    found |= {f"county {number}": of_county(country, used, number) for number in county or ()}
    if not found:
        raise ScenarioError("Truth of what? Name at least one --user or --county.")
    if as_json:
        typer.echo(json.dumps({"from": first, "until": last, "usage": found}))
    else:
        _print(found, f"{to_iso(first)} to {to_iso(last)}")


def _print(found: dict[str, dict[str, int]], title: str) -> None:
    table = Table(title=title)
    for heading in ("whose", "utility", "usage", "unit"):
        table.add_column(heading, justify="right" if heading == "usage" else "left")
    for whose, used in found.items():
        for utility, amount in used.items():
            table.add_row(whose, utility, f"{amount:,}", BY_NAME[utility].unit)
    Console().print(table)
