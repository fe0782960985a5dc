"""A small country that lives in the stack's own namespace: past days settled, readings as time goes by."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

from redis import Redis
from sqlalchemy import Select, create_engine, func, select

from contract.settings import Settings
from contract.tables.batch_view import horizons
from contract.tables.registry import service_points
from contract.utilities import ELECTRICITY, EXPORT, TAKEN
from tests.live_headers import header

NEAR_MS = 60_000  # the live view is live when it is no further behind
PATIENCE_S = 600


def populate(settings: Settings) -> list[int]:
    """Two homes with every utility, the second with solar, in a country of `simulated_users` that the stack's simulator
    keeps alive.
    """
    if not _homes(settings):
        size = ("--users", str(settings.simulated_users), "--solar", str(settings.simulated_solar))
        _run("simulator", "enrol", *size)
    homes = _homes(settings)
    _run("infra", "up", "simulator")
    _wait_until_live(settings, homes[0])
    if not _all(settings, select(horizons.c.zone)):
        _run("batch_job", "settle")
    return homes


def make_logins(user_ids: list[int]) -> dict[str, tuple[str, str]]:
    """Name and password by role; the homeowner lives in `user_ids`."""
    options = [word for user_id in user_ids for word in ("--home", str(user_id))]
    made = json.loads(_run("api", "accounts", "--json", *options))
    return {account["role"]: (account["name"], account["password"]) for account in made}


def _homes(settings: Settings) -> list[int]:
    """One that takes every utility and feeds nothing in, and one that does."""
    point = service_points.c
    taken = select(point.user_id).where(point.utility.in_([utility.name for utility in TAKEN]))
    whole = taken.group_by(point.user_id).having(func.count() == len(TAKEN)).order_by(point.user_id)
    solar = _all(settings, select(point.user_id).where(point.utility == EXPORT.name))
    found = _all(settings, whole)
    plain = next((home for home in found if home not in solar), 0)
    return [plain, next(home for home in found if home in solar and home > plain)] if plain else []


def _all(settings: Settings, query: Select[Any]) -> list[int]:
    engine = create_engine(settings.mysql_url)
    with engine.connect() as connection:
        found = connection.execute(query).scalars().all()
    engine.dispose()
    return list(found)


def _wait_until_live(settings: Settings, home: int) -> None:
    prefix, patient = settings.redis_prefix(), time.monotonic() + PATIENCE_S
    with Redis(settings.host, settings.redis_port) as redis:
        while not ((found := header(redis, prefix, ELECTRICITY, home)) and _near(found.last_at)):
            assert time.monotonic() < patient, "the live view did not catch up; `python -m infra status` tells why"
            time.sleep(1)


def _near(at: int) -> bool:
    return time.time_ns() // 1_000_000 - at < NEAR_MS


def _run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
