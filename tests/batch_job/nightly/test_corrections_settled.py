"""Corrections and late readings through the night on real servers: what they touch is due again, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest
from redis import Redis
from sqlalchemy import Engine, insert, select

from api.passwords import Passwords
from batch_job.nightly.database import engine
from batch_job.nightly.night import Asked
from batch_job.settlement.days import days_between
from batch_job.store import open_store
from contract.batch_view import read_values
from contract.closing import closing_readings
from contract.corrections import Correction
from contract.live_view import ring_key
from contract.reading import Reading
from contract.reconciliation import Cause
from contract.reference import Look, settled_days
from contract.roles import Role
from contract.rules import Rule, bit, read_findings
from contract.settings import Settings
from contract.tables.access import accounts
from contract.tables.batch_view import horizons, reconciled_causes, runs, usage_days
from contract.tables.bills import bills
from contract.topics import CORRECTIONS, LATE
from contract.utilities import BY_NAME
from contract.windows import HOUR_MS, INTERVAL_MS
from tests.api.serving import served
from tests.batch_job.nightly import nightlife as night
from tests.batch_job.nightly.nightlife import FIRST_DAY, HOMES, Sent
from tests.batch_job.rebuild import rebuilding
from tests.batch_job.reconciliation.living import live_view
from tests.live_headers import put_header

LAST = date(2026, 3, 8)
USER, UTILITY = 64, "electricity"
LATE_USER = 65
STAMP = night.END + HOUR_MS
DOOR = f"/v1/homes/{USER}/corrections/{UTILITY}"


@pytest.fixture(scope="module")
def database(module_namespace: Settings) -> Iterator[Engine]:
    found = engine(module_namespace)
    yield found
    found.dispose()


@pytest.fixture(scope="module")
def sent(module_namespace: Settings, database: Engine) -> Sent:
    """Homes with prices, reports and a whole live view; all settled."""
    night.enrol(database)
    rebuilding.put_prices(database)
    found = night.send(module_namespace)
    with Redis(host=module_namespace.host, port=module_namespace.redis_port) as redis:
        for (user, utility), readings in found.readings.items():
            state, ring = live_view(closing_readings(readings))
            if state and ring is not None:
                put_header(redis, module_namespace.redis_prefix(), BY_NAME[utility], user, state)
                redis.set(ring_key(module_namespace.redis_prefix(), BY_NAME[utility], user), ring)
    night.archive_everything(module_namespace)
    assert len(night.settled(module_namespace, Asked())) == len(set(HOMES.values()))
    return found


@pytest.fixture(scope="module")
def late(module_namespace: Settings, sent: Sent) -> Reading:
    """A reading in the middle of another home's long gap, which came hours after its day had been settled."""
    at = night.BEGIN + 46 * INTERVAL_MS
    before = max(each for each in sent.readings[LATE_USER, UTILITY] if each.at < at)
    found = before._replace(at=at, register=before.register + 1)
    told = night.send_late(module_namespace, UTILITY, found, STAMP)
    night.archive_messages(module_namespace, LATE.name, [told], STAMP)
    assert night.settled(module_namespace, Asked()) == []  # the zone's last run had not taken it either
    return found


@pytest.fixture(scope="module")
def operator(module_namespace: Settings, database: Engine, sent: Sent) -> Iterator[httpx.Client]:
    """Logged in at a real API of this namespace."""
    account = {"name": "olga", "password_hash": Passwords().hash("correct horse"), "role": Role.OPERATOR}
    with database.begin() as connection:
        connection.execute(insert(accounts), [account])
    with served(module_namespace, lambda: STAMP) as address, httpx.Client(base_url=address, timeout=30) as client:
        client.post("/v1/login", json={"name": "olga", "password": "correct horse"}).raise_for_status()
        yield client


@pytest.fixture(scope="module")
def corrected(module_namespace: Settings, sent: Sent, operator: httpx.Client) -> Correction:
    """The last reading of the first day, less, sent through the door and archived; and what is no correction."""
    *_, before_it, chosen = _of_day(sent, USER)
    reading = chosen._replace(register=(before_it.register + chosen.register) // 2)
    wanted = {"at": reading.at, "register": reading.register, "demand": reading.demand, "meter_id": reading.meter_id}
    for attempt, more in enumerate((5_000, 0), start=1):  # of two the second counts, though it is less
        body = {**wanted, "register": reading.register + more, "reason": "read again on site"}
        answer = operator.post(DOOR, json=body).raise_for_status().json()
        assert (answer["revision"], answer["recorded_by"], answer["run_id"]) == (attempt, "olga", None)
    before = _raw(module_namespace)
    night.archive_messages(module_namespace, CORRECTIONS.name, [b"not a correction"], STAMP)
    assert _raw(module_namespace) == before
    return Correction(UTILITY, reading, 2, "read again on site", "olga")


@pytest.fixture(scope="module")
def again(module_namespace: Settings, late: Reading, corrected: Correction) -> list[int]:
    """The run that follows a night of both zones."""
    *_, found = night.settled(module_namespace, Asked(closed=True))
    return [found]


def _of_day(sent: Sent, user: int) -> list[Reading]:
    [day] = days_between(FIRST_DAY, FIRST_DAY, HOMES[user])
    return sorted(
        {each for each in sent.readings[user, UTILITY] if day.start < each.at <= day.stop}, key=lambda r: r.at
    )


def _raw(settings: Settings) -> dict[str, str]:
    store = open_store(settings)
    return {key: etag for utility in BY_NAME for key, _, etag in store.list(f"raw/{utility}/")}


def _newest(database: Engine, user: int, utility: str) -> list[Any]:
    """The row that counts of each day."""
    query = select(usage_days).where(usage_days.c.user_id == user, usage_days.c.utility == utility)
    with database.connect() as connection:
        rows = connection.execute(query.order_by(usage_days.c.day, usage_days.c.run_id)).all()
    return list({row.day: row for row in rows}.values())


def test_only_what_is_touched_is_settled_again(database: Engine, again: list[int]) -> None:
    [run_id] = again
    with database.connect() as connection:
        run = connection.execute(select(runs).where(runs.c.run_id == run_id)).one()
        rows = connection.execute(select(usage_days).where(usage_days.c.run_id == run_id)).all()
        current = set(connection.execute(select(horizons.c.run_id)).scalars())

    assert {(row.utility, row.user_id) for row in rows} == {(UTILITY, USER), (UTILITY, LATE_USER)}
    assert (run.state, run.zone, run.only_points, run.corrections_to) == ("published", HOMES[USER], 2, 3)
    assert json.loads(run.delta) == {UTILITY: {"days": 3, "usage": 0}}
    assert run_id not in current  # whole zones are served by whole runs


@pytest.fixture(scope="module")
def settled(
    database: Engine, again: list[int], sent: Sent, late: Reading, corrected: Correction
) -> dict[int, list[Any]]:
    """By home, the rows that count, which are the reference's."""
    with database.connect() as connection:
        run = connection.execute(select(runs).where(runs.c.run_id.in_(again))).one()
    bounds = [(day.start, day.stop) for day in days_between(FIRST_DAY, run.day_to, HOMES[USER])]
    found = {user: _newest(database, user, UTILITY) for user in (USER, LATE_USER)}
    for user, more, mended in ((USER, [], [corrected.reading]), (LATE_USER, [late], [])):
        look = Look(BY_NAME[UTILITY], json.loads(run.inputs)["seen"], supply_from=night.BEGIN, corrections=mended)
        expected = settled_days([*sent.readings[user, UTILITY], *more], bounds, look)
        for row, (day, _) in zip(found[user], expected, strict=True):
            assert read_values(row.usage_values, row.intervals) == day.values
    return found


def test_the_intervals_on_both_sides_say_so(settled: dict[int, list[Any]], corrected: Correction) -> None:
    masks = [mask for row in settled[USER] for mask in read_findings(row.findings, row.intervals)[:-1]]
    place = (corrected.reading.at - settled[USER][0].start - 1) // INTERVAL_MS
    assert [number for number, mask in enumerate(masks) if mask & bit(Rule.CORRECTED)] == [place, place + 1]


def test_what_was_published_before_stays_on_record(database: Engine, again: list[int]) -> None:
    query = select(usage_days.c.run_id, usage_days.c.total).where(
        usage_days.c.user_id == USER, usage_days.c.utility == UTILITY, usage_days.c.day == FIRST_DAY
    )
    with database.connect() as connection:
        found = connection.execute(query.order_by(usage_days.c.run_id)).all()
    assert [row.run_id for row in found][1:] == again


def test_its_bill_is_priced_again_by_itself(database: Engine, again: list[int], corrected: Correction) -> None:
    query = select(bills).where(bills.c.utility == UTILITY)
    with database.connect() as connection:
        rows = connection.execute(query.order_by(bills.c.user_id, bills.c.version)).all()
    assert {row.user_id: row.version for row in rows} == {**dict.fromkeys(HOMES, 1), USER: 2, LATE_USER: 2}


def test_the_comparison_names_it_as_the_cause(database: Engine, again: list[int]) -> None:
    query = select(reconciled_causes).where(reconciled_causes.c.run_id.in_(again))
    with database.connect() as connection:
        found = {(row.utility, row.day, row.cause, row.differences) for row in connection.execute(query)}
    # nobody plays the stream here, so that what came late is not in the live view
    assert found == {(UTILITY, FIRST_DAY, cause, 1) for cause in (Cause.CORRECTION, Cause.SPEED_OUTAGE)}


def test_the_door_tells_which_run_settled_it(operator: httpx.Client, again: list[int]) -> None:
    path = f"/v1/homes/{USER}/corrections"
    found = operator.get(path, params={"reason": "asked for"}).raise_for_status().json()["corrections"]
    assert [(each["revision"], each["run_id"]) for each in found] == [(2, *again), (1, *again)]
    assert operator.get(path).status_code == 403


def test_the_bill_shows_the_difference(operator: httpx.Client, database: Engine, again: list[int]) -> None:
    with database.connect() as connection:
        first_day = connection.execute(select(bills.c.first_day).where(bills.c.user_id == USER)).scalars().first()
    path = f"/v1/homes/{USER}/bills/{UTILITY}/{first_day}"
    bill = operator.get(path, params={"reason": "asked for"}).raise_for_status().json()
    newest, first = bill["versions"]
    assert Decimal(newest["difference"]) == Decimal(newest["total"]) - Decimal(first["total"]) < 0
    assert [change["kind"] for change in bill["changes"]] == ["energy"]


def test_a_correction_is_settled_once(module_namespace: Settings, again: list[int]) -> None:
    assert night.settled(module_namespace, Asked()) == []


def test_a_late_reading_moves_usage_inside_its_gap(database: Engine, settled: dict[int, list[Any]]) -> None:
    query = select(usage_days).where(usage_days.c.user_id == LATE_USER, usage_days.c.utility == UTILITY)
    with database.connect() as connection:
        first, *_ = connection.execute(query.order_by(usage_days.c.day, usage_days.c.run_id)).all()
    now = settled[LATE_USER][0]
    assert (now.total, now.day) == (first.total, first.day)
    assert now.usage_values != first.usage_values
