"""A real file through the whole stack: replay, stream, archive, settlement; and what each of them then holds."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from redis import Redis
from sqlalchemy import Row, create_engine, select

from contract.settings import Settings
from contract.tables.batch_view import runs, usage_days
from contract.utilities import BY_NAME
from tests.agreement.commands import archive_to_end, run
from tests.agreement.stream_run import run_to_end
from tests.live_headers import header

DATA = Path(__file__).parents[3] / "shared" / "data"
Account = dict[str, Any]  # as `simulator replay --json` tells it


class DayTotal(NamedTuple):
    """A settled local day: mWh or mL, and how many of its intervals have a value."""

    total: int
    known: int


def needs(file: Path) -> list[pytest.MarkDecorator]:
    """Marks of a module that replays a file which is not ours to keep."""
    reason = f"{file.name} is not in ../shared/data"
    return [pytest.mark.skipif(not file.exists(), reason=reason), pytest.mark.timeout(900)]


def through_the_stack(settings: Settings, file: Path, *replays: tuple[str, ...]) -> list[Account]:
    """Replays `file` once with each of these options, as fast as possible, and settles all of it."""
    command = ("simulator", "replay", str(file), "--speed", "0", "--json")
    accounts = [json.loads(run(settings, *command, *options)) for options in replays]
    run_to_end(settings)
    archive_to_end(settings)
    run(settings, "batch_job", "settle", "--closed")
    return accounts


def only_run(settings: Settings) -> Row[Any]:
    """Readings, duplicates, conflicts and state of the one run there is."""
    return _rows(settings, select(runs.c.readings, runs.c.duplicates, runs.c.conflicts, runs.c.state))[0]


def settled_days(settings: Settings) -> dict[tuple[str, int], dict[date, DayTotal]]:
    """By utility and user, the local days of which anything is known."""
    columns = usage_days.c
    found: dict[tuple[str, int], dict[date, DayTotal]] = defaultdict(dict)
    query = select(columns.utility, columns.user_id, columns.day, columns.total, columns.known)
    for row in _rows(settings, query.where(columns.total.is_not(None))):
        found[row.utility, row.user_id][row.day] = DayTotal(row.total, row.known)
    return found


def last_readings(settings: Settings, utility: str, user_ids: list[int]) -> dict[int, tuple[int, int]]:
    """Instant (UTC ms) and register of each user's last reading in the live view."""
    found = {}
    with Redis(host=settings.host, port=settings.redis_port) as redis:
        for user_id in user_ids:
            state = header(redis, settings.redis_prefix(), BY_NAME[utility], user_id)
            assert state, f"the live view does not know user {user_id}"
            found[user_id] = state.last_at, state.last_register
    return found


def _rows(settings: Settings, query: Any) -> list[Row[Any]]:
    engine = create_engine(settings.mysql_url)
    with engine.connect() as connection:
        rows = connection.execute(query).all()
    engine.dispose()
    return list(rows)
