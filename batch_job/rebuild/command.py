"""The verb `rebuild`."""

from __future__ import annotations

from typing import Annotated

import typer

from batch_job.problem import Problem
from contract.settings import load


def rebuild(
    live_wait: Annotated[float, typer.Option(min=0, help="Seconds that the stream job may take to write again.")] = 300,
) -> None:
    """Drop what was computed, in MySQL and Redis, and make it again from the archive and the topics."""
    from rich.console import Console
    from rich.progress import Progress

    from batch_job.rebuild.rebuild import rebuild as run
    from batch_job.rebuild.told import differences, table

    console = Console(stderr=True)
    with Progress(console=console) as progress:
        found = run(load(), live_wait, progress)
    console.print(table(found))
    if said := differences(found):
        raise Problem("Not everything is as it was: " + "; ".join(said) + ".")
