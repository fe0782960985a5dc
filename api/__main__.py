"""`python -m api`: serve the API and the pages."""

from __future__ import annotations

import time

import typer
import uvicorn

from api.app import create_app
from contract.settings import load

program = typer.Typer(help="Concord's API and pages.", no_args_is_help=False)


def now() -> int:
    return time.time_ns() // 1_000_000


@program.callback(invoke_without_command=True)
def serve(context: typer.Context) -> None:
    """Serve until told to stop."""
    if context.invoked_subcommand is None:
        settings = load()
        uvicorn.run(create_app(settings, now), host=settings.host, port=settings.api_port, access_log=False)


if __name__ == "__main__":
    program()
