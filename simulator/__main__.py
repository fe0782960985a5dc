"""`python -m simulator`: readings of a simulated country, and replay of real files."""

from __future__ import annotations

import sys

import typer

from contract.settings import SettingsError, load
from simulator.enrol.command import enrol
from simulator.enrol.tables import EnrolError
from simulator.faults.command import faults
from simulator.replay.command import replay
from simulator.replay.events_command import replay_events
from simulator.run.command import run
from simulator.scenario import ScenarioError
from simulator.sending.producer import SendError
from simulator.truth.command import truth

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
for command in (run, enrol, truth, faults, replay, replay_events):
    app.command()(command)


def main(arguments: list[str] | None = None) -> int:
    """Runs a command (None: of this process). A fault that the user can mend is one sentence and exit code 2."""
    try:
        app(arguments, obj=load())
    except (EnrolError, ScenarioError, SendError, SettingsError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
