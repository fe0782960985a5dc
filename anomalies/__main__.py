"""`python -m anomalies`: keep the alerts up to the newest live window and quarter hour; `train`: learn a model."""

from __future__ import annotations

import sys
import time

import typer
from redis import Redis

from anomalies.models.command import train
from anomalies.models.protocol import ModelError
from contract.settings import SettingsError, load

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
REDIS_WAIT_S = 10


def now() -> int:
    """The present in UTC ms."""
    return time.time_ns() // 1_000_000


app.command()(train)


@app.callback(invoke_without_command=True)
def run(context: typer.Context) -> None:
    """Watches until stopped, unless a verb says what else to do."""
    if context.invoked_subcommand:
        return
    from anomalies.registry import connect
    from anomalies.watcher import Watcher

    settings = load()
    redis = Redis(host=settings.host, port=settings.redis_port, socket_timeout=REDIS_WAIT_S)
    Watcher(settings, redis, connect(settings), now).watch()


if __name__ == "__main__":
    try:
        app()
    except (SettingsError, ModelError) as error:
        sys.exit(str(error))
