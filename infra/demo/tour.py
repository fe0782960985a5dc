"""The steps of the demonstration, each one a command a person could type, each with its line of progress."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence

from rich.console import Console

from infra import native
from infra.demo.agreement import Comparison, compare
from infra.demo.homes import pick_homes
from infra.demo.visitor import Visitor
from infra.problem import Problem
from infra.stack.parts import all_but

NEAR_MS = 60_000  # the live view is live when it is no further behind
PATIENCE_S = 900


def demo(it: native.Stack) -> None:
    """Starts everything, fills it, settles it, compares it; leaves all running. Raises Problem."""
    started, console = time.monotonic(), Console(highlight=False)

    def tell(words: str) -> None:
        console.print(f"{time.monotonic() - started:7.1f} s [bold]{words}[/bold]", soft_wrap=True)

    tell("starting servers, stream, archive, API")
    # the scheduler comes last, so that no night begins while the past is still being filled in
    native.up(it, all_but(it.parts, "scheduler"))
    tell("enrolling 10,000 homes and small businesses")
    _run(it, ["simulator", "enrol", "--solar", str(it.settings.simulated_solar)])
    homes = pick_homes(it.settings)
    logins = json.loads(_run(it, ["api", "accounts", "--json", *_options("--home", homes)]))
    tell("simulating: three past days first, then live")
    native.up(it, ["simulator"])
    visitor = Visitor(it.settings, {login["name"]: login["password"] for login in logins})
    _wait_until_live(visitor, homes[0], tell)
    tell("settling the days that have ended")
    _run(it, ["batch_job", "settle"], show=True)
    native.up(it, ["scheduler"])
    tell("comparing merged answers with the simulator's own truth")
    found = compare(it, visitor)
    _judge(found, tell)
    _farewell(it, console, logins)


def _wait_until_live(visitor: Visitor, home: int, tell: native.Tell) -> None:
    patient, told = time.monotonic() + PATIENCE_S, 0.0
    while time.monotonic() < patient:
        behind = visitor.behind_ms(home)
        if behind is not None and behind < NEAR_MS:
            return
        if time.monotonic() - told > 10:
            told = time.monotonic()
            tell("live view: " + ("no reading yet" if behind is None else f"{behind / 3_600_000:.1f} h behind"))
        time.sleep(1)
    raise Problem("The live view did not catch up in 15 minutes; `python -m infra status` shows which part is behind.")


def _judge(found: Comparison, tell: native.Tell) -> None:
    if found.differences:
        shown = "\n".join(found.differences[:20])
        raise Problem(f"{len(found.differences)} of {found.compared} totals differ from the truth:\n{shown}")
    tell(f"all {found.homes} home totals and {found.counties} county totals equal the truth to the mWh and mL")


def _run(it: native.Stack, command: Sequence[str], *, show: bool = False) -> str:
    """A module of ours under these settings; its output, or shown as it comes. Raises Problem with its own words."""
    done = subprocess.run(
        [str(it.place.python), "-m", *command],
        env=native.child_environment(it),
        cwd=it.place.root,
        text=True,
        check=False,
        stdout=sys.stdout if show else subprocess.PIPE,
        stderr=sys.stderr if show else subprocess.PIPE,
    )
    if done.returncode:
        raise Problem(f"`python -m {' '.join(command[:2])}` failed: {(done.stderr or '').strip()[-1500:]}")
    return done.stdout or ""


def _options(name: str, values: Sequence[int]) -> list[str]:
    return [word for value in values for word in (name, str(value))]


def _farewell(it: native.Stack, console: Console, logins: Sequence[dict[str, str]]) -> None:
    address = f"http://{it.settings.host}:{it.settings.api_port}"
    console.print(f"\nHome page   {address}/\nCounty map  {address}/map\nOperations  {address}/operations\n")
    for login in logins:
        console.print(f"  {login['name']:<10} {login['password']:<16} {login['role']}")
    console.print("\nEverything stays running; `make status` looks, `make down` stops it.")
