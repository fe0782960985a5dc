"""The verbs by which prices come on file, but for tariffs: calorific-value, assign, billing-day."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer
from rich.console import Console

from batch_job.problem import Problem
from contract.settings import load

DAY = ["%Y-%m-%d"]
User = Annotated[int, typer.Argument(help="Whose service point.")]
UtilityName = Annotated[str, typer.Argument(metavar="UTILITY", help="electricity, gas or water.")]


def calorific_value(
    zone: Annotated[str, typer.Argument(help="The settlement zone, as America/New_York.")],
    mj: Annotated[str, typer.Argument(metavar="MJ", help="MJ of a cubic metre, as 38.5.")],
    since: Annotated[datetime, typer.Option("--from", formats=DAY, help="The first local day it holds on.")],
) -> None:
    """Put the energy of a zone's gas on file. Bills follow with the next `price`."""
    from batch_job.billing.put_prices import put_calorific_value
    from batch_job.nightly.database import engine

    try:
        value = Decimal(mj)
    except InvalidOperation:
        raise Problem(f"{mj!r} is not a number; give the MJ of a cubic metre, as 38.5.") from None
    with engine(load()).begin() as connection:
        version = put_calorific_value(connection, zone, since.date(), value)
    _say(f"Recorded {mj} MJ per m3 of {zone} from {since:%Y-%m-%d} on, version {version}.")


def assign(
    user_id: User,
    utility: UtilityName,
    tariff_id: Annotated[str, typer.Argument(metavar="TARIFF", help="A tariff on file.")],
    since: Annotated[datetime, typer.Option("--from", formats=DAY, help="The first local day on it.")],
    until: Annotated[datetime | None, typer.Option("--until", formats=DAY, help="The last day, if known.")] = None,
) -> None:
    """Give a service point a tariff from a day on. Bills follow with the next `price`."""
    from batch_job.billing.put_prices import assign as put
    from batch_job.nightly.database import engine

    last = until.date() if until else None
    with engine(load()).begin() as connection:
        version = put(connection, (utility, user_id), tariff_id, since.date(), last)
    ends = f" to {last}" if last else " on"
    _say(f"User {user_id} has {tariff_id} from {since:%Y-%m-%d}{ends}, version {version}.")


def billing_day(
    user_id: User,
    utility: UtilityName,
    day: Annotated[int, typer.Argument(metavar="DAY", help="1 to 31; in shorter months their last day.")],
    since: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="No period is cut before it.")],
) -> None:
    """Let billing periods begin on another day of the month; the one that runs then ends early."""
    from batch_job.billing.put_prices import put_billing_day
    from batch_job.nightly.database import engine

    with engine(load()).begin() as connection:
        begins = put_billing_day(connection, (utility, user_id), day, since.date())
    _say(f"Periods of {utility} of user {user_id} begin on day {day}, the first of them on {begins}.")


def _say(words: str) -> None:
    Console(stderr=True).print(words)
