"""The peak that a head-room is held against: of the period that runs, at the price that is in force."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import redis
from sqlalchemy import Engine, create_engine, insert

from api.models.bills import HeadRoom
from api.services import build
from contract.closing import Closing
from contract.days import day_bounds
from contract.settings import Settings
from contract.tables import metadata
from contract.tables.bills import bill_outlooks
from contract.utilities import ELECTRICITY
from contract.windows import INTERVAL_MS
from tests.api.world import clear, on_server, put_live
from tests.batch_job.billing.ledger import PLAIN, ZONE, publish, put_tariff, settle_homes

KNOWN_TO = date(2026, 11, 29)
SETTLED_PEAK = 2_000_000  # mWh: 8 kW
USAGE = 100_000  # mWh an interval since, but for one at noon of the 30th
NOON = 1_000_000
STAYS, CHANGES = 64, 65  # one has its tariff for long, one gets a new price on the 30th
DEMAND: dict[str, Any] = {**PLAIN, "peak": {"price": "10"}}


@pytest.fixture(scope="module")
def shops(settings: Settings) -> Iterator[Settings]:
    own = replace(settings, namespace=f"room{uuid.uuid4().hex[:8]}")
    on_server(own, f"CREATE DATABASE `{own.mysql_schema}` CHARACTER SET utf8mb4")
    engine = create_engine(own.mysql_url)
    metadata.create_all(engine)
    _furnish(engine)
    engine.dispose()
    with redis.Redis(own.host, own.redis_port) as client:
        for user in (STAYS, CHANGES):
            put_live(client, own.redis_prefix(), user, ELECTRICITY, _closings())
    yield own
    clear(own)


def _furnish(engine: Engine) -> None:
    put_tariff(engine, "lasting", DEMAND)
    put_tariff(engine, "changing", DEMAND)
    put_tariff(engine, "changing", {**DEMAND, "peak": {"price": "12"}}, "2026-11-30")
    settle_homes(engine, [STAYS], "electricity", "lasting")
    settle_homes(engine, [CHANGES], "electricity", "changing")
    publish(engine, "electricity", [STAYS, CHANGES], [KNOWN_TO], lambda day, number: USAGE)
    row = {
        "utility": "electricity",
        "first_day": date(2026, 11, 1),
        "last_day": date(2026, 11, 30),
        "known_to": KNOWN_TO,
        "currency": "USD",
        "so_far": "10.00",
        "peak": SETTLED_PEAK,
        "back_test": False,
    }
    with engine.begin() as connection:
        connection.execute(insert(bill_outlooks), [{**row, "user_id": user} for user in (STAYS, CHANGES)])


def _closings() -> list[Closing]:
    """Up to a minute past nine on 1 December."""
    found, register = [], 9_000_000
    for at in range(day_bounds(KNOWN_TO, ZONE)[1], _at(date(2026, 12, 1), "09:01"), INTERVAL_MS):
        found.append(Closing(at, register, 3))
        register += NOON if at == _at(date(2026, 11, 30), "12:00") else USAGE
    return [*found, Closing(found[-1].at + 60_000, found[-1].register + 5_000, 3)]


def _at(day: date, clock: str) -> int:
    return round(datetime.combine(day, time.fromisoformat(clock), ZoneInfo(ZONE)).timestamp() * 1000)


def room_at(own: Settings, user: int, now: int) -> HeadRoom:
    async def asked() -> HeadRoom | None:
        services = build(own, lambda: now)
        try:
            home = services.homes.find(user)
            assert home is not None
            return await services.head_rooms.answer(home, services.outlooks.of_home(user)["electricity"].newest)
        finally:
            await services.close()

    found = asyncio.run(asked())
    assert found is not None
    return found


def test_on_the_last_day_of_a_period_its_settled_peak_counts(shops: Settings) -> None:
    room = room_at(shops, STAYS, _at(date(2026, 11, 30), "23:59"))
    assert (room.peak, room.peak_w) == (SETTLED_PEAK, 8_000)


def test_on_the_first_day_of_a_period_no_peak_of_the_last_one_counts(shops: Settings) -> None:
    """Though the newest outlook is the last one's until the night settles its end."""
    room = room_at(shops, STAYS, _at(date(2026, 12, 1), "09:01"))
    assert (room.peak, room.peak_w, room.used) == (USAGE, 400, 5_000)


def test_at_a_new_price_only_what_was_used_since_counts(shops: Settings) -> None:
    room = room_at(shops, CHANGES, _at(date(2026, 11, 30), "23:59"))
    assert (room.price_per_kw, room.peak) == ("12", NOON)
