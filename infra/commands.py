"""The verbs of `python -m infra`."""

from __future__ import annotations

import dataclasses
import json
import sys
from dataclasses import replace
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from contract.settings import Settings, SettingsError, load
from infra import checking, locking, native, room, testing
from infra.place import Place
from infra.problem import Problem
from infra.stack.status import PartStatus
from infra.stack.status import status as look

commands = typer.Typer(
    help="Installs, starts, watches and stops the real thing on one machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
Parts = Annotated[list[str] | None, typer.Argument(help="Parts by name, `servers` for all servers; none means all.")]


@commands.command()
def setup() -> None:
    """Install everything that is missing."""
    # Listed here for --help; `python -m infra setup` is answered before this environment exists.


@commands.command()
def up(parts: Parts = None) -> None:
    """Start the parts that are not running, and wait until each answers."""
    native.up(_stack(), parts or [])


@commands.command()
def down(parts: Parts = None) -> None:
    """Stop the parts of this stack, and nothing else."""
    native.down(_stack(), parts or [])


@commands.command()
def status(as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Show every part: process, port, health. The exit code is 1 unless all that should run are well."""
    stack = _stack()
    found = look(stack.parts, stack.supervisor)
    if as_json:
        print(json.dumps([dataclasses.asdict(part) for part in found], indent=2))
    else:
        Console().print(_table(found))
    if full := room.lack(stack.folders.data, room.RUNNING_GIB):
        print(full, file=sys.stderr)
    raise typer.Exit(0 if not full and all(part.health in ("well", "off") for part in found) else 1)


@commands.command("topics")
def create_topics() -> None:
    """Create the topics of this namespace."""
    from infra import topics

    topics.create(_settings())


@commands.command("migrate")
def upgrade_schema() -> None:
    """Bring this namespace's tables to the latest revision."""
    from infra import migrate

    migrate.upgrade(_settings(), Place())


@commands.command("test", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def run_tests(
    context: typer.Context,
    keep: Annotated[
        bool, typer.Option(envvar="CONCORD_TEST_KEEP", help="Leave the stack up for the next run.")
    ] = False,
    port_base: Annotated[int, typer.Option(envvar="CONCORD_TEST_PORT_BASE", help="Of the tests' stack.")] = 28100,
) -> None:
    """Run the tests on a stack of their own; what is not an option here goes to pytest."""
    settings = replace(
        Settings(), port_base=port_base, data_dir=".concord/test", simulated_users=1000, simulated_faults=""
    )
    raise typer.Exit(testing.run(native.stack(settings, Place()), context.args, keep))


@commands.command("drills", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def run_drills(
    context: typer.Context,
    keep: Annotated[
        bool, typer.Option(envvar="CONCORD_DRILL_KEEP", help="Leave the stack up for the next run.")
    ] = False,
    port_base: Annotated[int, typer.Option(envvar="CONCORD_DRILL_PORT_BASE", help="Of the drills' stack.")] = 28300,
) -> None:
    """Kill, freeze and mislead a stack of its own, and count; what is not an option here goes to pytest."""
    settings = replace(Settings(), port_base=port_base, data_dir=".concord/drills")
    # Tests that take minutes have names of their own, by which an ordinary run does not find them.
    drills = ["-s", "-o", "python_files=drill_*.py", *context.args]
    raise typer.Exit(testing.run(native.stack(settings, Place()), drills, keep, parts=["servers"]))


@commands.command()
def demo() -> None:
    """Start everything, simulate a country, settle its days, compare the answers with the truth."""
    from infra.demo.tour import demo as tour

    tour(_stack())


@commands.command()
def history(
    homes: Annotated[int, typer.Option(min=1, help="Homes and businesses.")] = 200,
    days: Annotated[int, typer.Option(min=2, max=399, help="Past days, a reading a quarter hour.")] = 396,
) -> None:
    """Settle thirteen months of two hundred homes as one range, in a namespace beside the live one."""
    from infra.demo.history import history as send

    send(_stack(), homes, days)


@commands.command()
def check() -> None:
    """Format, lint, strict types, import rules."""
    raise typer.Exit(0 if checking.check(Place()) else 1)


@commands.command("lock")
def resolve() -> None:
    """Resolve the newest allowed versions of all packages and write infra/locks."""
    locking.lock(Place())


@commands.command()
def clean() -> None:
    """Stop every stack of this checkout and delete what is not in git."""
    # Listed here for --help, like setup: this environment is among the things deleted.


def _stack() -> native.Stack:
    return native.stack(_settings(), Place())


def _settings() -> Settings:
    try:
        return load()
    except SettingsError as error:
        raise Problem(str(error)) from None


def _table(found: list[PartStatus]) -> Table:
    table = Table("part", "state", "pid", "port", "health", "up", "MiB", "says")
    for part in found:
        colour = {"well": "green", "ill": "red"}.get(part.health, "dim")
        numbers = [str(part.pid or ""), str(part.port or "")]
        rest = [f"{part.uptime_s} s" if part.pid else "", str(part.rss_mib or ""), part.detail]
        table.add_row(part.part, part.state, *numbers, f"[{colour}]{part.health}[/]", *rest)
    return table
