"""`python -m api`: serve the API and the pages, print its schema, make the demonstration logins."""

from __future__ import annotations

import json
import sys
import time
from typing import Annotated, NoReturn

import typer
import uvicorn
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError

from api.app import create_app
from api.demo_accounts import DemoAccount, Refused, create
from api.services import connect_mysql
from contract.settings import Settings, SettingsError, load

LEAVE_S = 3  # open event streams are cut this long after a stop
program = typer.Typer(help="Concord's API and pages.", pretty_exceptions_enable=False)


def now() -> int:
    """The present in UTC ms."""
    return time.time_ns() // 1_000_000


@program.callback(invoke_without_command=True)
def serve(context: typer.Context) -> None:
    """Serve until told to stop, unless a command is given."""
    if context.invoked_subcommand is None:
        settings = _settings()
        app = create_app(settings, now)
        host, port = settings.host, settings.api_port
        uvicorn.run(app, host=host, port=port, access_log=False, timeout_graceful_shutdown=LEAVE_S)


@program.command()
def openapi() -> None:
    """Print the schema of the API, for clients that are made from it."""
    print(json.dumps(create_app(_settings(), now).openapi(), indent=1, sort_keys=True))


@program.command()
def accounts(
    home: Annotated[list[int], typer.Option(help="a home of the homeowner; may be given more than once")],
    password: Annotated[str | None, typer.Option(help="for all of them; random ones if left out")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print them as JSON")] = False,
) -> None:
    """Make the demonstration logins and print them; refused outside development."""
    settings = _settings()
    try:
        made = create(settings, connect_mysql(settings), home, password)
    except Refused as refusal:
        _stop(str(refusal))
    except SQLAlchemyError as error:
        _stop(f"MySQL at port {settings.mysql_port} refused ({type(error).__name__}); `python -m infra status` tells.")
    if as_json:
        print(json.dumps([vars(account) for account in made]))
    else:
        Console().print(_table(made))


def _table(made: list[DemoAccount]) -> Table:
    table = Table("login", "role", "password")
    for account in made:
        table.add_row(account.name, str(account.role), account.password)
    return table


def _settings() -> Settings:
    try:
        return load()
    except SettingsError as error:
        _stop(str(error))


def _stop(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise typer.Exit(1)


if __name__ == "__main__":
    program()
