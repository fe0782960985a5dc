"""`replay` and `replay-events` against real servers: what the file says is what the topics and the registry hold."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Message
from sqlalchemy import select

from contract.encoding.messages import decode
from contract.reading import Reading
from contract.registry import Block, read_block
from contract.settings import Settings
from contract.tables.registry import counties, meters, service_points, users
from simulator.enrol.tables import EnrolError, transaction
from tests.namespaces import s3
from tests.simulator.starting import consume, run

WATER = """home;time;litres
b;30/10/2016 01:30;1
b;30/10/2016 02:30;2
b;30/10/2016 02:30;2e+05
a;30/10/2016 00:10;7
a;30/10/2016 04:10;9
a;30/10/2016 03:10;8
a;30/10/2016 03:10;8
a;30/10/2016 05:10;NA
"""
ELECTRICITY = "home,time,kWh\na,2016-10-30T01:00+02:00,0.5\nc,2016-10-30T01:00+02:00,1\na,2016-10-30T02:00+02:00,0.25\n"
WATER_OPTIONS = ("--utility", "water", "--unit", "L", "--register-column", "litres", "--separator", ";",
                 "--time-format", "%d/%m/%Y %H:%M")  # fmt: skip
ELECTRICITY_OPTIONS = ("--utility", "electricity", "--unit", "kWh", "--usage-column", "kWh", "--period", "60")
COLUMNS = ("--zone", "Europe/Madrid", "--user-column", "home", "--time-column", "time")
MIDNIGHT = 1_477_778_400_000  # 2016-10-30 00:00 in Madrid
MINUTE = 60_000


def replay(settings: Settings, folder: Path, text: str, *options: str, code: int = 0) -> str:
    path = folder / "file.csv"
    path.write_text(text)
    return run(settings, folder / "data", "replay", str(path), *COLUMNS, *options, code=code)


def account(said: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said[said.index("{\n") :])
    return found


def readings(messages: list[Message]) -> list[tuple[int, Reading]]:
    """The stamp and reading of each message, by stamp."""
    reports = [(message.timestamp()[1], decode(message.value() or b"")) for message in messages]
    pairs = [(stamp, reading) for stamp, report in reports for reading in report.readings()]
    return sorted(pairs, key=lambda pair: pair[0])


def test_two_files_of_the_same_homes(module_namespace: Settings, tmp_path: Path) -> None:
    told = account(replay(module_namespace, tmp_path, WATER, *WATER_OPTIONS, "--json"))
    assert told == {
        "rows": 8, "sent": 7, "skipped": {"no value": 1}, "duplicates": 1, "out_of_order": 2, "repeated_hour": 1,
        "skipped_hour": 0, "openings": 0, "homes": 2, "first_at": MIDNIGHT + 10 * MINUTE,
        "last_at": MIDNIGHT + 310 * MINUTE, "users": {"b": 64, "a": 65},
    }  # fmt: skip
    messages = consume(module_namespace, "water")
    by_partition: dict[int, list[int]] = {}
    for message in messages:
        by_partition.setdefault(message.partition() or 0, []).append(message.timestamp()[1])
    assert all(a <= b for stamps in by_partition.values() for a, b in pairwise(stamps))
    sent = [(at, reading.user_id, reading.at, reading.register) for at, reading in readings(messages)]
    assert sent == [
        (MIDNIGHT + stamp * MINUTE, user, MIDNIGHT + at * MINUTE, register * 1000)
        for stamp, user, at, register in [
            (10, 65, 10, 7), (90, 64, 90, 1), (150, 64, 150, 2), (210, 64, 210, 200_000),
            (310, 65, 310, 9), (310, 65, 250, 8), (310, 65, 250, 8),
        ]
    ]  # fmt: skip
    told = account(replay(module_namespace, tmp_path, ELECTRICITY, *ELECTRICITY_OPTIONS, "--json"))
    assert (told["users"], told["sent"], told["openings"]) == ({"a": 65, "c": 66}, 5, 2)
    used = [reading for _, reading in readings(consume(module_namespace, "electricity")) if reading.user_id == 65]
    assert [(reading.register, reading.demand) for reading in used] == [(0, 0), (500_000, 500), (750_000, 250)]
    check_registry(module_namespace)


def check_registry(settings: Settings) -> None:
    with transaction(settings) as connection:
        assert connection.execute(select(counties.c.county, counties.c.name, counties.c.zone)).all() == [
            (0, "Replayed", "Europe/Madrid")
        ]
        known = connection.execute(select(users.c.user_id, users.c.name, users.c.kind, users.c.county)).all()
        assert known == [(64, "b", "home", 0), (65, "a", "home", 0), (66, "c", "home", 0)]
        points = connection.execute(select(service_points.c.user_id, service_points.c.utility)).all()
        assert set(points) == {(64, "water"), (65, "water"), (65, "electricity"), (66, "electricity")}
        fitted = {row.meter_id for row in connection.execute(select(meters))}
    assert fitted == {reading.meter_id for _, reading in readings(consume(settings))}
    published = {read_block(message.value() or b"") for message in consume(settings, "registry")}
    assert published == {Block(1, 0, "Europe/Madrid")}


def test_a_namespace_holds_one_clock_and_one_zone(module_namespace: Settings, tmp_path: Path) -> None:
    before = len(consume(module_namespace))
    again = replay(module_namespace, tmp_path, WATER, *WATER_OPTIONS, code=2)
    assert "never goes back" in again
    elsewhere = (*WATER_OPTIONS, "--shift-to", "2016-12-01", "--zone", "UTC")
    assert "another namespace" in replay(module_namespace, tmp_path, WATER, *elsewhere, code=2)
    assert len(consume(module_namespace)) == before
    moved = account(replay(module_namespace, tmp_path, WATER, *WATER_OPTIONS, "--shift-to", "2016-12-01", "--json"))
    assert moved["last_at"] == MIDNIGHT + 310 * MINUTE + 32 * 1440 * MINUTE
    assert moved["users"] == {"b": 64, "a": 65}


def test_a_file_from_s3(module_namespace: Settings, tmp_path: Path) -> None:
    key = f"{module_namespace.s3_prefix()}water.csv"
    with s3(module_namespace) as client:
        client.put_object(Bucket=module_namespace.s3_bucket, Key=key, Body=WATER.encode())
    address = f"s3://{module_namespace.s3_bucket}/{key}"
    arguments = ("replay", address, *COLUMNS, *WATER_OPTIONS, "--shift-to", "2017-01-01", "--json")
    assert account(run(module_namespace, tmp_path, *arguments))["sent"] == 7
    missing = run(module_namespace, tmp_path, "replay", address + "x", *COLUMNS, *WATER_OPTIONS, code=2)
    assert "cannot be fetched" in missing


def test_events_in_order_of_time(module_namespace: Settings, tmp_path: Path) -> None:
    path = tmp_path / "accidents.csv"
    path.write_text("when,lat,lon,hurt\n2016-10-30 12:00,40.4,-3.7,2\n2016-10-30 11:00,41.4,2.2,1\n2016-10-30,99,0,1\n")
    places = ("--lat-column", "lat", "--lon-column", "lon", "--weight-column", "hurt", "--time-column", "when")
    said = run(module_namespace, tmp_path, "replay-events", str(path), *places, "--json")
    assert account(said)["skipped"] == {"out of range": 1}
    messages = consume(module_namespace, "events")
    noon = 1_477_828_800_000
    assert [json.loads(message.value() or b"") for message in messages] == [
        {"id": "accidents-2", "at": noon - 60 * MINUTE, "lat": 41.4, "lon": 2.2, "weight": 1.0},
        {"id": "accidents-1", "at": noon, "lat": 40.4, "lon": -3.7, "weight": 2.0},
    ]
    assert [message.timestamp()[1] for message in messages] == [noon - 60 * MINUTE, noon]


def test_a_namespace_that_is_not_there_is_one_sentence(settings: Settings, tmp_path: Path) -> None:
    nowhere = replace(settings, namespace="not_made")
    said = replay(nowhere, tmp_path, WATER, *WATER_OPTIONS, code=2)
    assert "python -m infra topics" in said
    assert said.count("\n") == 1
    with pytest.raises(EnrolError, match="python -m infra migrate"), transaction(nowhere) as connection:
        connection.execute(select(users))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--utility", "steam"), "choose electricity, gas, water"),
        (("--unit", "kWh"), "not counted in 'kWh'"),
        (("--user", "me"), "either --user-column or --user"),
        (("--usage-column", "litres"), "either --register-column or --usage-column"),
        (("--starts",), "give --usage-column and --period"),
        (("--zone", "Mars"), "no time zone 'Mars'"),
        (("--time-format", "%H"), "cannot be read by --time-format"),
        (("--register-column", "gallons"), "has no column gallons"),
    ],
)
def test_a_wrong_option_is_one_sentence(settings: Settings, tmp_path: Path, options: tuple[str], sentence: str) -> None:
    own = replace(settings, namespace="not_made")
    said = replay(own, tmp_path, WATER, *WATER_OPTIONS, *options, code=2)
    assert sentence in said
    assert said.count("\n") == 1
