"""A small country that lives in the stack's own namespace while pages are looked at."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine, func, select

from contract.settings import Settings
from contract.tables.registry import service_points
from contract.utilities import UTILITIES

USERS, PAST_DAYS = 1000, 2
PATIENCE_S = 60


@contextmanager
def living(settings: Settings) -> Iterator[None]:
    """Past days, then readings as time goes by; on a stack where somebody simulates already, nothing more."""
    if homes(settings):
        yield
        return
    size = ["--users", str(USERS)]
    _run("simulator", "enrol", *size)
    command = [sys.executable, "-m", "simulator", "run", *size, "--backfill-days", str(PAST_DAYS)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as simulator:
        yield
        simulator.send_signal(signal.SIGINT)
        simulator.wait(PATIENCE_S)


def homes(settings: Settings) -> list[int]:
    """The first homes that have every utility."""
    point = service_points.c
    wanted = select(point.user_id).group_by(point.user_id).having(func.count() == len(UTILITIES))
    engine = create_engine(settings.mysql_url)
    with engine.connect() as connection:
        found = connection.execute(wanted.order_by(point.user_id).limit(2)).scalars().all()
    engine.dispose()
    return list(found)


def make_logins(user_ids: list[int]) -> dict[str, tuple[str, str]]:
    """Name and password by role; the homeowner lives in `user_ids`."""
    options = [word for user_id in user_ids for word in ("--home", str(user_id))]
    made = json.loads(_run("api", "accounts", "--json", *options))
    return {account["role"]: (account["name"], account["password"]) for account in made}


def _run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
