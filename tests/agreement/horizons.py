"""What is answered at every position of the horizon: by the pure merge of what the servers hold, and over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from redis import Redis
from sqlalchemy import Engine, create_engine

from api.day_rows import DayRows
from api.demo_accounts import create
from api.merge import BatchSide, Merged, merge
from batch_job.nightly.night import Asked
from contract.closing import Closing
from contract.live_view import ring_closings, ring_key
from contract.registry import block_of
from contract.roles import Role
from contract.settings import Settings
from contract.utilities import UTILITIES, Utility
from tests.agreement.generated_readings import BLOCKS, SETTLED, START, STOP, USERS
from tests.api.serving import served
from tests.batch_job.nightly.nightlife import settled
from tests.live_headers import header

Point = tuple[Utility, int]
POINTS: list[Point] = [(utility, user_id) for utility in UTILITIES for user_id in USERS]
# None: nothing is settled yet. The last day has not ended, so it is settled as a replay's last one is.
POSITIONS = [None, *(Asked(day) for day in SETTLED[:-1]), Asked(closed=True)]
PASSWORD = "correct horse"


@dataclass(frozen=True)
class Answers:
    """What one position answers for (START, STOP]: the batch's side, the merge, and what HTTP says.

    `registers` is the kind and the instants before and after of each thing that a register did since the horizon.
    """

    batch: dict[Point, BatchSide]
    merged: dict[Point, Merged]
    over_http: dict[Point, int | None]
    registers: dict[Point, list[tuple[str, int, int]]]


def at_every_position(settings: Settings) -> list[Answers]:
    """Settles one more day before each; an API goes on answering meanwhile."""
    engine = create_engine(settings.mysql_url)
    live = _live(settings)
    found = []
    with _administrator(settings, engine) as client:
        for asked in POSITIONS:
            if asked:
                assert len(settled(settings, asked)) == len(BLOCKS)
            found.append(_answers(DayRows(engine), live, client))
    engine.dispose()
    return found


def _answers(rows: DayRows, live: dict[Point, list[Closing]], client: httpx.Client) -> Answers:
    batch = {
        (utility, user_id): rows.read(utility.name, user_id, BLOCKS[block_of(user_id)].zone, START, STOP)
        for utility, user_id in POINTS
    }
    merged = {point: merge(batch[point], live[point], point[0], START, STOP) for point in POINTS}
    told = {point: _asked(client, *point) for point in POINTS}
    registers = {
        point: [(one["kind"], one["after"], one["at"]) for one in told[point]["register_events"]] for point in POINTS
    }
    return Answers(batch, merged, {point: told[point]["total"]["usage"] for point in POINTS}, registers)


def _live(settings: Settings) -> dict[Point, list[Closing]]:
    """The closing readings that the live view holds."""
    prefix, found = settings.redis_prefix(), {}
    with Redis(host=settings.host, port=settings.redis_port) as redis:
        for point in POINTS:
            state, ring = header(redis, prefix, *point), redis.get(ring_key(prefix, *point))
            assert state, f"the live view does not know {point}"
            found[point] = ring_closings(state, ring if isinstance(ring, bytes) else b"")
    return found


def _asked(client: httpx.Client, utility: Utility, user_id: int) -> dict[str, Any]:
    place = f"/v1/usage/{user_id}/{utility.name}?from={START}&to={STOP}&grain=day"
    body: dict[str, Any] = client.get(place).raise_for_status().json()
    parts = [part["usage"] for part in (*body["values"], *body["unallocated"]) if part["usage"] is not None]
    assert body["total"]["usage"] == (sum(parts) if parts else None)
    return body


@contextmanager
def _administrator(settings: Settings, engine: Engine) -> Iterator[httpx.Client]:
    """Logged in at an API whose clock stands at STOP."""
    accounts = {account.role: account for account in create(settings, engine, [], PASSWORD)}
    with served(settings, lambda: STOP) as address, httpx.Client(base_url=address) as client:
        login = {"name": accounts[Role.ADMINISTRATOR].name, "password": PASSWORD}
        body = client.post("/v1/login", json=login).raise_for_status().json()
        client.cookies.clear()
        client.headers["Authorization"] = f"Bearer {body['token']}"
        yield client
