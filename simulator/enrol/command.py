"""`python -m simulator enrol`: makes the population known before its meters report."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from contract.settings import Settings
from contract.topics import REGISTRY
from simulator.demand.country import Country
from simulator.enrol.blocks import block_batch, blocks
from simulator.enrol.prices import price_rows
from simulator.enrol.rows import registry_rows
from simulator.enrol.tables import write_tables
from simulator.scenario import SOLAR
from simulator.sending.producer import Sender


def enrol(
    context: typer.Context,
    users: Annotated[int, typer.Option(help="Homes and businesses, as in `run`.")] = 10_000,
    seed: Annotated[int, typer.Option(help="As in `run`.")] = 1,
    solar: Annotated[int, typer.Option(help=SOLAR)] = 0,
    mysql: Annotated[bool, typer.Option(help="Write the tables too; not wanted for millions of users.")] = True,
) -> None:
    """Write counties, feeders, users, meters and prices to MySQL and blocks of users to topic `registry`."""
    settings: Settings = context.obj
    country = Country(users, seed, solar=solar)
    sender = Sender(settings)
    sender.check([REGISTRY.name])
    if mysql:
        write_tables(settings, [*registry_rows(country), *price_rows(country)])
    entries = blocks(country.population)
    sender.send(block_batch(entries, time.time_ns() // 1_000_000))
    sender.close()
    feeders = f"{country.population.feeders:,} feeders"
    meters = sum(len(fleet) for fleet in country.fleets)
    typer.echo(f"Enrolled {users:,} users on {feeders} with {meters:,} meters in {len(entries):,} blocks.")
