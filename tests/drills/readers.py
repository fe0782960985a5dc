"""Readers that ask a hundred times a second, and remember each answer that was another than the one before."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

import httpx
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from api.demo_accounts import create
from batch_job.nightly.database import engine
from contract.roles import Role
from contract.settings import Settings
from contract.tables.batch_view import horizons, runs, usage_days
from tests.agreement import commands
from tests.batch_job.nightly.nightlife import HOMES
from tests.drills.patience import PATIENCE_S, until
from tests.drills.town import BEGIN, NIGHTS, over

EVERY_S = 0.01
PASSWORD = "correct horse"
AWAY = (httpx.HTTPError, SQLAlchemyError)


@dataclass
class Reader:
    """`told`: its answers, each once as long as it stayed the same; `unanswered`: how often there was none."""

    ask: Callable[[], str]
    told: list[str] = field(default_factory=list)
    answered: int = 0
    unanswered: int = 0
    seconds: float = 0.0
    _stop: Event = field(default_factory=Event)

    @contextmanager
    def asking(self) -> Iterator[None]:
        thread = Thread(target=self._run)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def _run(self) -> None:
        began = due = time.monotonic()
        while not self._stop.is_set():
            try:
                self._hear(self.ask())
            except AWAY:
                self.unanswered += 1
            due = max(due + EVERY_S, time.monotonic() - EVERY_S)  # what was missed is not made up for
            time.sleep(max(0.0, due - time.monotonic()))
        self.seconds = time.monotonic() - began

    def _hear(self, answer: str) -> None:
        self.answered += 1
        if self.told[-1:] != [answer]:
            self.told.append(answer)


def by_sql(database: Engine, zone: str) -> Callable[[], str]:
    """The zone's horizon and run, and the newest published row of each of its homes' days, in one snapshot."""
    switch = select(horizons.c.horizon, horizons.c.run_id).where(horizons.c.zone == zone)
    key = [usage_days.c[name] for name in ("utility", "user_id", "day", "run_id")]
    users = [user for user, where in HOMES.items() if where == zone]
    rows = select(*key, usage_days.c.total).join(runs).where(runs.c.state == "published")
    rows = rows.where(usage_days.c.user_id.in_(users)).order_by(*key)

    def ask() -> str:
        with database.connect() as connection:
            found = connection.execute(switch).all(), {row[:3]: row for row in connection.execute(rows)}
        return repr((found[0], sorted(found[1].values())))

    return ask


def by_api(client: httpx.Client, user: int) -> Callable[[], str]:
    """A home's days, their total, and the runs that they come from."""
    place = f"/v1/usage/{user}/electricity?from={BEGIN}&to={over(NIGHTS[0]) - 25 * 3_600_000}&grain=interval"

    def ask() -> str:
        body = client.get(place).raise_for_status().json()
        return json.dumps([body["values"], body["total"]], sort_keys=True)

    return ask


@contextmanager
def api(settings: Settings) -> Iterator[httpx.Client]:
    """An API process of this namespace, and a client of it that may see every home."""
    database = engine(settings)
    names = {account.role: account.name for account in create(settings, database, [], PASSWORD)}
    database.dispose()
    command = [sys.executable, "-m", "api"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    address = f"http://{settings.host}:{settings.api_port}"
    with (
        subprocess.Popen(command, env=commands.environment(settings), **quiet) as process,  # type: ignore[call-overload]
        httpx.Client(base_url=address) as client,
    ):
        try:
            until(lambda: _answers(client), "the API to answer", PATIENCE_S)
            login = {"name": names[Role.ADMINISTRATOR], "password": PASSWORD}
            token = client.post("/v1/login", json=login).raise_for_status().json()["token"]
            client.cookies.clear()
            client.headers["Authorization"] = f"Bearer {token}"
            yield client
        finally:
            process.terminate()


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/health").status_code < 500
    except httpx.HTTPError:
        return False
