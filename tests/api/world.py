"""A small country in real servers: one county, four homes, two settled days (one of 23 h), a day and a half live."""

from __future__ import annotations

from datetime import date
from typing import Any

import redis
from sqlalchemy import Connection, Engine, create_engine, make_url, text

from api.passwords import Passwords
from contract.alerts import Alert, Kind, Severity, alert_id, all_key, hash_key, open_key, user_key, write_alert
from contract.closing import Closing
from contract.days import day_bounds
from contract.live_view import SLOTS, LiveState, ring_key, slot_of, write_slot
from contract.reconciliation import write_sizes
from contract.region_view import RegionWindow, latest_key, write_latest
from contract.roles import Role
from contract.settings import Settings
from contract.tables import access, batch_view, metadata, registry
from contract.usage import Carry
from contract.utilities import ELECTRICITY, UTILITIES, Utility
from contract.windows import INTERVAL_MS, index
from tests.api.settled import settle
from tests.live_headers import put_header

ZONE = "America/Chicago"
COUNTY = 19153
DAYS = (date(2026, 3, 7), date(2026, 3, 8))  # the second has 23 hours
BOUNDS = [day_bounds(day, ZONE) for day in DAYS]
START, HORIZON = BOUNDS[0][0], BOUNDS[-1][1]
NOW = HORIZON + 39 * 3_600_000 + 450_000  # the day after next, in the afternoon
RUN_ID = 3
NIGHT = {"run_id": RUN_ID, "utility": "water", "county": COUNTY, "day": DAYS[-1]}
ALICE, BOB, GAP, SILENT = 64, 65, 66, 67
HOMES = (ALICE, BOB, GAP, SILENT)
HEAD = 128  # the meter at the head of their feeder, which counts what they use again
PASSWORD = "correct horse"
LOGINS = {
    "alice": Role.HOMEOWNER,
    "bob": Role.HOMEOWNER,
    "olga": Role.OPERATOR,
    "anna": Role.ANALYST,
    "ada": Role.ADMINISTRATOR,
    "door": Role.DEVICE,
}
BOB_MOVED_IN = HORIZON - 6 * INTERVAL_MS
SPIKE = Alert(
    alert_id(Kind.SPIKE, ELECTRICITY, ALICE, NOW),
    Kind.SPIKE,
    ALICE,
    "electricity",
    NOW - 20_000,
    None,
    Severity.WARNING,
    {"value": 9_800, "mean": 400.5, "sd": 60.0, "sigmas": 156.6, "windows": 40, "basis": "windows"},
)


def closings(user_id: int, utility: Utility) -> list[Closing]:
    """One reading at each interval end and one just now; `GAP` has none from 22:00 before the horizon to 3:00 after."""
    found, register = [], user_id * 1_000_000
    for number, at in enumerate(range(START, NOW, INTERVAL_MS)):
        register += 100 + (number * 37 + user_id + len(utility.name)) % 1000
        if user_id != GAP or not HORIZON - 8 * INTERVAL_MS < at < HORIZON + 12 * INTERVAL_MS:
            found.append(Closing(at, register, user_id * 3))
    return [*found, Closing(NOW - 2000, register + 50, user_id * 3)] if user_id != SILENT else []


def furnish(settings: Settings) -> None:
    """Makes the schema and puts the world into MySQL and Redis."""
    on_server(settings, f"CREATE DATABASE `{settings.mysql_schema}` CHARACTER SET utf8mb4")
    engine = create_engine(settings.mysql_url)
    metadata.create_all(engine)
    _registry(engine)
    _access(engine)
    _batch_view(engine)
    engine.dispose()
    _live_view(settings)


def clear(settings: Settings) -> None:
    """Takes the world out of MySQL and Redis."""
    on_server(settings, f"DROP DATABASE `{settings.mysql_schema}`")
    with redis.Redis(settings.host, settings.redis_port) as client:
        for name in client.scan_iter(settings.redis_prefix() + b"*"):
            client.delete(name)


def on_server(settings: Settings, statement: str) -> None:
    server = create_engine(make_url(settings.mysql_url).set(database=""))
    with server.begin() as connection:
        connection.execute(text(statement))
    server.dispose()


def _registry(engine: Engine) -> None:
    place = {"county": COUNTY, "lat": 41.68, "lon": -93.57, "zone": ZONE}
    with engine.begin() as connection:
        _insert(connection, registry.counties, [{**place, "name": "Polk", "state": "IA"}])
        _insert(
            connection,
            registry.users,
            [
                {**place, "user_id": user_id, "name": f"{user_id} Oak Street", "kind": kind, "feeder_id": None}
                for user_id, kind in [*((user_id, "home") for user_id in HOMES), (HEAD, "head")]
            ],
        )
        _insert(
            connection,
            registry.service_points,
            [
                {"user_id": user_id, "utility": utility.name, "supply_from": START}
                for user_id in (*HOMES, HEAD)
                for utility in UTILITIES
            ],
        )


def _access(engine: Engine) -> None:
    hashed = Passwords().hash(PASSWORD)
    stays = [("alice", ALICE, START), ("bob", BOB, BOB_MOVED_IN), ("alice", GAP, START)]
    with engine.begin() as connection:
        _insert(
            connection,
            access.accounts,
            [{"name": name, "role": str(role), "password_hash": hashed} for name, role in LOGINS.items()],
        )
        _insert(
            connection,
            access.occupancies,
            [
                {"account": account, "user_id": user_id, "occupied_from": at, "occupied_to": None}
                for account, user_id, at in stays
            ],
        )


def _batch_view(engine: Engine) -> None:
    run = {
        "zone": ZONE,
        "day_from": DAYS[0],
        "day_to": DAYS[-1],
        "horizon": HORIZON,
        "cutoff": HORIZON + 600_000,
        "started_at": HORIZON + 600_000,
        "inputs": "{}",
        "commit_id": "0" * 40,
        "readings": 1234,
        "duplicates": 5,
        "service_points": 12,
    }
    done = {"state": "published", "finished_at": HORIZON + 700_000, "published_at": HORIZON + 710_000}
    with engine.begin() as connection:
        _insert(connection, batch_view.runs, [{**run, **done, "run_id": RUN_ID}])
        _insert(connection, batch_view.runs, [{**run, "run_id": RUN_ID + 1, "state": "started"}])
        _insert(connection, batch_view.horizons, [{"zone": ZONE, "horizon": HORIZON, "run_id": RUN_ID}])
        _insert(
            connection,
            batch_view.usage_days,
            [row for user_id in HOMES for utility in UTILITIES for row in _days(user_id, utility)],
        )
        _insert(
            connection,
            batch_view.reconciliations,
            [
                {
                    **NIGHT,
                    "compared": 200,
                    "matched": 197,
                    "late": 2,
                    "unexplained": 0,
                }
            ],
        )
        _insert(
            connection,
            batch_view.reconciled_causes,
            [
                {**NIGHT, "cause": "late", "differences": 2, "sizes": write_sizes([40, 900])},
                {**NIGHT, "cause": "speed_outage", "differences": 1, "sizes": write_sizes([7])},
            ],
        )
        _insert(
            connection,
            batch_view.reconciled_homes,
            [{"run_id": RUN_ID, "user_id": ALICE, "day": DAYS[-1], "compared": 276, "matched": 276, "share": 1.0}],
        )


def _days(user_id: int, utility: Utility) -> list[dict[str, Any]]:
    """Published rows, and wrong ones of a run that is not published."""
    settled = settle(RUN_ID, closings(user_id, utility), utility, BOUNDS, HORIZON + 600_000)
    rows = []
    for day, row, carry in zip(DAYS, settled.rows, settled.carries, strict=True):
        fields = {
            "utility": utility.name,
            "user_id": user_id,
            "day": day,
            "start": row.start,
            "readings": 96,
            "intervals": row.intervals,
            "usage_values": row.values,
            "basis": row.basis,
            "total": row.total,
            "known": row.known,
            **_carry(carry),
        }
        rows += [{**fields, "run_id": RUN_ID}, {**fields, "run_id": RUN_ID + 1, "total": 1, "level": 7}]
    return rows


def _carry(carry: Carry | None) -> dict[str, Any]:
    segment, known, served = (carry.segment, carry.known, carry.served) if carry else (None, None, None)
    ends = {"known": known, "served": served}
    columns = {
        f"{name}_{part}": getattr(end, part, None) for name, end in ends.items() for part in ("at", "level", "basis")
    }
    names = {
        "closing_at": "at",
        "closing_register": "register",
        "mark": "mark",
        "meter_id": "meter_id",
        "level": "level",
        "left_mark": "left",
    }
    return columns | {column: getattr(segment, name, None) for column, name in names.items()}


def _insert(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    connection.execute(table.insert(), rows)


def _live_view(settings: Settings) -> None:
    client, prefix = redis.Redis(settings.host, settings.redis_port), settings.redis_prefix()
    for user_id in (*HOMES, HEAD):
        for utility in UTILITIES:
            put_live(client, prefix, user_id, utility, closings(user_id, utility))
    for number, utility in enumerate(UTILITIES):
        window = RegionWindow(NOW - 5000, 3, 6, 2400 + number, 1200 + number, 10, 9_800)
        client.set(latest_key(prefix, utility, COUNTY), write_latest(window))
    client.hset(hash_key(prefix), SPIKE.id, write_alert(SPIKE))
    client.hset(open_key(prefix), str(ALICE), SPIKE.id)
    for key in (all_key(prefix), user_key(prefix, ALICE)):
        client.zadd(key, {SPIKE.id: SPIKE.start})
    client.close()


def put_live(
    client: redis.Redis,
    prefix: bytes,
    user_id: int,
    utility: Utility,
    found: list[Closing],
    *,
    window_end: int = NOW - 5000,
) -> None:
    """Header and ring as the stream job leaves them after these closing readings."""
    if not found:
        return
    last, first = found[-1], index(found[0].at, INTERVAL_MS)
    ring = bytearray(SLOTS * 10)
    for closing in found[:-1]:
        slot = slot_of(index(closing.at, INTERVAL_MS), first) * 10
        ring[slot : slot + 10] = write_slot(closing)
    spike = NOW if (user_id, utility.name) == (ALICE, "electricity") else 0
    window = (window_end, 2, 300, 500, 800, 340_000)
    state = LiveState(last.at, last.register, 420, last.meter_id, first, *window, 40, 400.5, 3600.0, spike, spike)
    put_header(client, prefix, utility, user_id, state)
    client.set(ring_key(prefix, utility, user_id), bytes(ring))
