"""What a register did is told with the usage that rests on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import redis
from sqlalchemy import create_engine, delete, insert

from contract.closing import Closing
from contract.settings import Settings
from contract.tables.registry import meters
from contract.utilities import GAS
from contract.windows import INTERVAL_MS
from tests.api.conftest import ClientOf
from tests.api.world import ALICE, BOB, HORIZON, NOW, closings, put_live

CHANGED = HORIZON + 30 * INTERVAL_MS  # the first reading that is odd
DIAL = 10**8
ELAPSED = NOW // INTERVAL_MS * INTERVAL_MS


@pytest.fixture
def odd(world: Settings) -> Iterator[Any]:
    """Gives a function that moves the registers, or changes the meters, of Bob's gas from CHANGED on."""
    client, prefix = redis.Redis(world.host, world.redis_port), world.redis_prefix()

    def put(by: int, meter: int = 0) -> None:
        found = [
            Closing(one.at, one.register + by, one.meter_id + meter) if one.at >= CHANGED else one
            for one in closings(BOB, GAS)
        ]
        put_live(client, prefix, BOB, GAS, found)

    yield put
    put_live(client, prefix, BOB, GAS, closings(BOB, GAS))
    client.close()


def ask(logged_in: ClientOf, start: int = HORIZON, end: int = ELAPSED) -> dict[str, Any]:
    place = f"/v1/usage/{BOB}/gas"
    body: dict[str, Any] = logged_in("bob").get(place, params={"from": start, "to": end}).raise_for_status().json()
    return body


def test_a_new_meter_is_told_and_marks_its_interval(logged_in: ClientOf, odd: Any) -> None:
    before = {value["start"]: value["usage"] for value in ask(logged_in)["values"]}
    odd(10**9, meter=1)
    body = ask(logged_in)
    (event,) = body["register_events"]
    assert (event["kind"], event["at"], event["provisional"]) == ("swap", CHANGED, True)
    marked = {value["start"]: value for value in body["values"] if value["register_event"]}
    assert list(marked) == [CHANGED - INTERVAL_MS]
    assert marked[CHANGED - INTERVAL_MS]["usage"] == 0
    others = {value["start"]: value["usage"] for value in body["values"] if value["start"] not in marked}
    assert others == {start: usage for start, usage in before.items() if start not in marked}
    (of_home,) = logged_in("bob").get(f"/v1/homes/{BOB}/register-events").raise_for_status().json()["register_events"]
    assert of_home == event


def test_a_receipt_says_what_counts_nothing_and_why(logged_in: ClientOf, odd: Any) -> None:
    odd(10**12)
    question = {"start": CHANGED - INTERVAL_MS, "end": CHANGED}
    body = logged_in("bob").get(f"/v1/usage/{BOB}/gas/receipt", params=question).raise_for_status().json()
    assert body["usage"] == 0
    assert body["sentence"].startswith("The register rose by 1,000,000 m³, more than this supply can carry")
    assert [event["kind"] for event in body["register_events"]] == ["jump"]


def test_a_register_that_went_back_is_held(logged_in: ClientOf, odd: Any) -> None:
    odd(-12_000)
    body = ask(logged_in)
    (event,) = body["register_events"]
    assert (event["kind"], event["counted"]) == ("back-step", 0)
    assert "went back by 1" in event["sentence"]
    assert all(value["usage"] >= 0 for value in body["values"])


def test_a_meter_rolls_over_by_its_own_digits(world: Settings, logged_in: ClientOf, odd: Any) -> None:
    """Eight of them, which the registry knows; the batch has settled nothing of this yet."""
    before, wraps = {value["start"]: value["usage"] for value in ask(logged_in)["values"]}, CHANGED + INTERVAL_MS
    moved = [(one, 34_000_000 * (one.at >= CHANGED) + 1_000_000 * (one.at >= wraps)) for one in closings(BOB, GAS)]
    found = [Closing(one.at, (one.register + by) % DIAL, one.meter_id) for one, by in moved]
    assert found[-1].register < DIAL // 10
    odd(0)
    with _meter(world, found[-1].meter_id), redis.Redis(world.host, world.redis_port) as client:
        put_live(client, world.redis_prefix(), BOB, GAS, found)
        body = ask(logged_in)
    assert [(event["kind"], event["at"]) for event in body["register_events"]] == [("rollover", wraps)]
    changed = {value["start"]: value["usage"] - (before[value["start"]] or 0) for value in body["values"]}
    assert {start: by for start, by in changed.items() if by} == {
        CHANGED - INTERVAL_MS: 34_000_000,
        wraps - INTERVAL_MS: 1_000_000,
    }


@contextmanager
def _meter(world: Settings, meter_id: int) -> Iterator[None]:
    engine = create_engine(world.mysql_url)
    row = {"meter_id": meter_id, "user_id": BOB, "utility": GAS.name, "register_digits": 8, "fitted_from": 0}
    try:
        with engine.begin() as connection:
            connection.execute(insert(meters), [row])
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(delete(meters).where(meters.c.meter_id == meter_id))
        engine.dispose()


def test_registers_are_private(logged_in: ClientOf) -> None:
    assert logged_in("alice").get(f"/v1/homes/{BOB}/register-events").status_code == 404
    assert logged_in("alice").get(f"/v1/homes/{ALICE}/register-events").json() == {"register_events": []}
