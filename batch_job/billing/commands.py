"""The verbs of pricing: price, tariff, unbilled, bill."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine

from batch_job.problem import Problem
from contract.settings import load

MONTH = "%Y-%m"


def price(
    month: Annotated[
        datetime | None, typer.Option(formats=[MONTH], help="Only periods that begin in this month.")
    ] = None,
    test: Annotated[
        bool,
        typer.Option(
            "--back-test",
            help="Foretell past periods too, from earlier days as they stand now, at today's prices; score all.",
        ),
    ] = False,
) -> None:
    """Make a bill of every period that has ended, and again of those whose usage or prices changed."""
    from batch_job.billing.nightly import price_all
    from batch_job.nightly.database import engine
    from contract.billing_periods import month_of

    settings = load()
    database = engine(settings)
    found = price_all(settings, database, month_of(month.date()) if month else None)
    Console(stderr=True).print(
        f"{found.first:,} bills made first, {found.again:,} again, {found.kept:,} checked and kept."
    )
    if test:
        _score(database)
    if found.problems:
        sentence, count = next(iter(found.problems.items()))
        raise Problem(f"{sum(found.problems.values()):,} periods are not priced; {count:,} of them: {sentence}")


def _score(database: Engine) -> None:
    from batch_job.billing.ahead import back_test, score

    back_test(database)
    with database.connect() as connection:
        found = score(connection)
    words = "Nothing has come to its end yet."
    if found:
        count, inside, error = found
        words = f"{count:,} outlooks have ended: {inside:.0%} between P10 and P90, P50 off by {error:.1%} on average."
    Console(stderr=True).print(words)


def tariff(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The tariff's document, JSON.")],
    tariff_id: Annotated[str, typer.Option("--id", help="The tariff; a new one, or one to get another version.")],
    valid_from: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day it is in force.")],
) -> None:
    """Put a tariff on file, or a newer version of one. Bills follow with the next `price`."""
    from batch_job.billing.load_tariff import load_tariff
    from batch_job.nightly.database import engine
    from batch_job.nightly.plan import wall_clock

    with engine(load()).begin() as connection:
        version = load_tariff(connection, tariff_id, valid_from.date(), file.read_text(), wall_clock())
    Console(stderr=True).print(f"Recorded version {version} of tariff {tariff_id}.")


def unbilled(
    limit: Annotated[int, typer.Option(min=1, help="So many at most, the oldest first.")] = 50,
) -> None:
    """List ended periods whose bill is held or not made, and why."""
    from batch_job.nightly.database import engine
    from contract.tables.unbilled import waiting

    with engine(load()).connect() as connection:
        rows = connection.execute(waiting(limit)).all()
    table = Table("utility", "user", "from", "to", "state", "why")
    for row in rows:
        table.add_row(row.utility, str(row.user_id), str(row.first_day), str(row.last_day), row.state, row.reason)
    Console().print(table)
    Console(stderr=True).print(f"Ended periods without an issued bill: {rows[0].of if rows else 0:,}.")


def bill(
    user_id: Annotated[int, typer.Argument(help="Whose bill.")],
    utility: Annotated[str, typer.Argument(help="electricity, gas or water.")],
    first: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The period's first day.")] = None,
    as_of: Annotated[datetime | None, typer.Option(help="As it was known then, UTC.")] = None,
) -> None:
    """Show a bill line by line, and what its newest version changed."""
    from batch_job.billing.kept_bills import first_days, kept_bill
    from batch_job.nightly.database import engine

    instant = round(as_of.replace(tzinfo=UTC).timestamp() * 1000) if as_of else None
    with engine(load()).connect() as connection:
        begins: list[date] = first_days(connection, (utility, user_id))
        chosen = first.date() if first else (begins[-1] if begins else None)
        found = kept_bill(connection, (utility, user_id), chosen, instant) if chosen else None
    if found is None:
        raise Problem(f"User {user_id} has no such bill of {utility}; make what is due: python -m batch_job price.")
    row = found.bill
    console = Console()
    console.print(f"{utility} of user {user_id}, {row.first_day} to {row.last_day}, version {row.version}, {row.state}")
    table = Table("line", "from", "to", "quantity", "price", "amount", "note")
    for line in found.lines:
        days = str(line.first), str(line.last)
        table.add_row(
            line.name, *days, f"{line.quantity:,} {line.unit}", f"{line.price:f}", str(line.amount), line.note
        )
    console.print(table)
    missing = f"; {row.missing} intervals are missing and not priced" if row.missing else ""
    console.print(
        f"Total {row.total:.2f} {row.currency}; {row.estimated} of {row.intervals} intervals estimated{missing}."
    )
    for change in found.changes:
        name = (change.after or change.before).name  # type: ignore[union-attr]  # one of them is there
        console.print(f"changed: {name}, {change.quantity:+,}, {change.amount:+.2f} {row.currency}")
