"""The verb of forecasts."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table


def forecast() -> None:
    """Foretell the day after each published run that has no forecast yet, and show how good forecasts were.

    `settle` ends with this.
    """
    from batch_job.forecasts.make import make
    from batch_job.forecasts.record import Record, records
    from batch_job.nightly.database import engine, only_one
    from batch_job.nightly.plan import wall_clock
    from batch_job.store import open_store
    from contract.settings import load

    settings = load()
    database = engine(settings)
    with only_one(database, settings):
        made = make(database, open_store(settings), wall_clock)
    console = Console()
    for each in made:
        console.print(f"{each.zone}: {each.coming} foretold by run {each.run_id}")
    table = Table("of", "utility", "days", "error by last week's", "inside P10 to P90")
    with database.connect() as connection:
        found: list[Record] = records(connection)
    for each_record in found:
        numbers = (f"{each_record.days}", f"{each_record.ratio:.2f}", f"{each_record.coverage:.0%}")
        table.add_row(each_record.of, each_record.utility, *numbers)
    console.print(table if table.rows else "No forecast has been scored yet: its day has to be settled first.")
