"""The verbs of `python -m batch_job`."""

from __future__ import annotations

from typing import Annotated

import typer

from contract.settings import load

commands = typer.Typer(
    help="The batch layer: archive of all readings, nightly settlement, reconciliation.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@commands.callback()
def main() -> None:
    """Keeps every verb a verb, even while there is only one."""


@commands.command()
def archive(
    rows: Annotated[int, typer.Option(min=1, help="Readings of one partition that make an object.")] = 1_000_000,
    age: Annotated[float, typer.Option(min=0.1, help="Seconds after which an object is put anyway.")] = 20.0,
) -> None:
    """Move every message to S3 as it arrives, until stopped."""
    from batch_job.archive.run import archive as run

    run(load(), rows, age)
